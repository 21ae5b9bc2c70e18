import { errorFunction } from 'simple-statistics';

/** The chance that a standard normal value is at most z; to seven decimals. */
export function normalProbability(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}

/** The z below which a standard normal value lies with probability p, strictly between 0 and 1: halved intervals from −8 to 8. */
export function normalQuantile(p: number): number {
  let [lo, hi] = [-8, 8];
  for (let halved = 0; halved < 40; halved++) {
    const middle = (lo + hi) / 2;
    if (normalProbability(middle) < p) lo = middle;
    else hi = middle;
  }
  return (lo + hi) / 2;
}
