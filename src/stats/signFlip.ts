import { below, type RandomGenerator } from '../random.ts';
import { SharedDraws } from './sharedDraws.ts';

/**
 * Two-sided sign-flip test of paired differences (Fisher 1935). Exact where there are at most `permutations` ways to
 * flip their signs; else so many are drawn, the observed one among them. Equally many differences get the same draws.
 */
export class SignFlips {
  readonly #draws: SharedDraws;

  constructor(permutations: number, random: RandomGenerator) {
    this.#draws = new SharedDraws(permutations - 1, random, (row, random) => {
      for (let i = 0; i < row.length; i++) row[i] = below(random, 2);
    });
  }

  /**
   * The share of flips that move the mean at least as far from 0: at least 2^(1 - n), if exact. The order of the values
   * does not matter. Null without values.
   */
  test(differences: readonly number[]): number | null {
    const n = differences.length;
    if (n === 0) return null;
    const sorted = Float64Array.from(differences).sort();
    const size = sorted.reduce((sum, value) => sum + Math.abs(value), 0);
    const observed = Math.abs(sorted.reduce((sum, value) => sum + value, 0)) - 1e-12 * size;
    let asFar = 0;
    const permutations = this.#draws.count + 1;
    if (2 ** n <= permutations) {
      for (let flips = 0; flips < 2 ** n; flips++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += (flips >> i) & 1 ? -sorted[i] : sorted[i];
        if (Math.abs(sum) >= observed) asFar++;
      }
      return asFar / 2 ** n;
    }
    this.#draws.forEach(n, (table) => {
      for (let start = 0; start < table.length; start += n) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += (1 - 2 * table[start + i]) * sorted[i];
        if (Math.abs(sum) >= observed) asFar++;
      }
    });
    return (asFar + 1) / permutations;
  }
}
