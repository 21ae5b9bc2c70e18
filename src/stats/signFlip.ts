import { below, type RandomGenerator } from '../random.ts';
import { allSums, SharedDraws } from './sharedDraws.ts';

/**
 * Two-sided sign-flip test of paired differences (Fisher 1935). Exact where there are at most `permutations` ways to
 * flip their signs; else so many are drawn, the observed one among them. Equally many differences get the same draws.
 */
export class SignFlips {
  readonly #draws: SharedDraws;

  constructor(permutations: number, random: RandomGenerator) {
    const fill = (row: Uint32Array, random: RandomGenerator) => {
      for (let i = 0; i < row.length; i++) row[i] = below(random, 2);
    };
    this.#draws = new SharedDraws(permutations - 1, random, () => 2, fill);
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
    const either = Array.from(sorted, (value) => Float64Array.of(value, -value));
    const permutations = this.#draws.count + 1;
    const isExact = 2 ** n <= permutations;
    const sums = isExact ? allSums(either) : this.#draws.sums(either);
    const asFar = countFar(sums, observed) + (isExact ? 0 : 1);
    return asFar / Math.min(2 ** n, permutations);
  }
}

function countFar(sums: Float64Array, least: number): number {
  let count = 0;
  for (let i = 0; i < sums.length; i++) if (Math.abs(sums[i]) >= least) count++;
  return count;
}
