/** Which own part a test of pairings could have found. */
import { normalQuantile } from './normal.ts';

/**
 * Standard deviation of the mean of r(i, π(i)) over all permutations π of n (Hoeffding 1951, Annals of Mathematical
 * Statistics 22:558): √(Σ d² / (n − 1)) / n, with d the values of r less the means of their row and column, plus that of all.
 * What the own pairs r(i, i) have above others by themselves is taken out of d first, so that an own part does not hide
 * itself behind the spread that it makes.
 */
export function spreadOfPairings(r: (i: number, j: number) => number, n: number): number {
  const rows = new Float64Array(n);
  const columns = new Float64Array(n);
  let all = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = r(i, j) / n;
      rows[i] += value;
      columns[j] += value;
      all += value / n;
    }
  }
  let squares = 0;
  let own = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const change = r(i, j) - rows[i] - columns[j] + all;
      squares += change * change;
      if (i === j) own += change;
    }
  }
  const aboveOthers = own / (n - 1);
  return Math.sqrt(Math.max(0, squares / (n - 1) - aboveOthers * aboveOthers)) / n;
}

/**
 * The least own part (mean r of the own pairs minus that of all pairings) that a one-sided test at `level` finds with so much
 * power, of n pairs whose pairings spread by `spread`: by the normal approximation of both the permutations' mean and its
 * own: e = z(1 − level) √(spread² + (e / (n − 1))²) + z(power) spread. The first root is what permutations spread once the
 * own pairs lie e above expectation; the second supposes that the own mean varies as those of other pairings do. Of
 * 4 to 30 pairs whose own part is noise that both series share, simulations find 78 to 87 % at what this says has 80 %.
 */
export function detectableOwnPart(spread: number, n: number, level: number, power = 0.8): number | null {
  const [toReject, toFind] = [1 - level, power].map(normalQuantile);
  // The equation's square: a e² − 2 b e + c = 0.
  const a = 1 - (toReject / (n - 1)) ** 2;
  const b = toFind * spread;
  const c = (toFind * toFind - toReject * toReject) * spread * spread;
  return a > 0 ? (b + Math.sqrt(b * b - a * c)) / a : null;
}
