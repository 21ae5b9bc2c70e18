import { below, type RandomGenerator } from '../random.ts';

const EXACT_UP_TO = 16;
const SAMPLES = 1 << EXACT_UP_TO;

/**
 * Two-sided sign-flip test of paired differences (Fisher 1935): the share of all ways to flip their signs that move
 * the mean at least as far from 0. Exact up to 16 values, which allow no p below 2^(1 - n); beyond that 65 536 flips
 * are drawn, the observed one among them. Null without values.
 */
export function signFlipTest(differences: readonly number[], random: RandomGenerator): number | null {
  const n = differences.length;
  if (n === 0) return null;
  const sorted = Float64Array.from(differences).sort();
  const sumWith = (isFlipped: (i: number) => boolean) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += isFlipped(i) ? -sorted[i] : sorted[i];
    return Math.abs(sum);
  };
  const size = sorted.reduce((sum, value) => sum + Math.abs(value), 0);
  const observed = sumWith(() => false) - 1e-12 * size;
  let asFar = 0;
  if (n <= EXACT_UP_TO) {
    for (let flips = 0; flips < 1 << n; flips++) if (sumWith((i) => ((flips >> i) & 1) === 1) >= observed) asFar++;
    return asFar / 2 ** n;
  }
  for (let sample = 1; sample < SAMPLES; sample++) if (sumWith(() => below(random, 2) === 1) >= observed) asFar++;
  return (asFar + 1) / SAMPLES;
}
