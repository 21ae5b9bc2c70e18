import { sampleCorrelation, sampleRankCorrelation } from 'simple-statistics';
import { centred, dot, isConstant } from './series.ts';

/** Pearson's r, or null where it is undefined: a constant series, or fewer than two values. */
export function pearson(x: readonly number[], y: readonly number[]): number | null {
  return correlation(sampleCorrelation, x, y);
}

/** Spearman's ρ with ties at their mean ranks, or null where it is undefined. */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  return correlation(sampleRankCorrelation, x, y);
}

/**
 * Partial correlation of x and y given z: Pearson's r of what a least-squares line in z leaves of either. It takes out
 * what is linear in z and no more. Null where it is undefined: x or y is a linear function of z (up to 1e-10 of its
 * spread, which is rounding), z is constant, or there are fewer than three values.
 */
export function partialPearson(x: readonly number[], y: readonly number[], z: readonly number[]): number | null {
  if (x.length < 3 || isConstant(z)) return null;
  const [restOfX, restOfY] = [x, y].map((series) => residuals(series, z));
  return restOfX === null || restOfY === null ? null : pearson(restOfX, restOfY);
}

/** Partial rank correlation: the same of the ranks, ties at their mean. Null also where x or y is monotone in z. */
export function partialSpearman(x: readonly number[], y: readonly number[], z: readonly number[]): number | null {
  return partialPearson(ranks(x), ranks(y), ranks(z));
}

/** What the least-squares line in z, which is not constant, leaves of x; null if that is no more than rounding. */
function residuals(x: readonly number[], z: readonly number[]): number[] | null {
  const ofX = centred(x);
  const ofZ = centred(z);
  const slope = dot(ofX, ofZ) / dot(ofZ, ofZ);
  const rest = ofX.map((value, i) => value - slope * ofZ[i]);
  return dot(rest, rest) <= 1e-20 * dot(ofX, ofX) ? null : Array.from(rest);
}

/** Ranks from 1, ties at their mean. */
function ranks(x: readonly number[]): number[] {
  const order = x.map((_, i) => i).sort((a, b) => x[a] - x[b]);
  const ranked = new Array<number>(x.length);
  for (let first = 0, next = 0; first < order.length; first = next) {
    while (next < order.length && x[order[next]] === x[order[first]]) next++;
    for (let i = first; i < next; i++) ranked[order[i]] = (first + 1 + next) / 2;
  }
  return ranked;
}

function correlation(of: typeof sampleCorrelation, x: readonly number[], y: readonly number[]): number | null {
  if (x.length < 2 || isConstant(x) || isConstant(y)) return null;
  // Rounding can lift a perfect correlation a few ulps above 1.
  return Math.max(-1, Math.min(1, of([...x], [...y])));
}
