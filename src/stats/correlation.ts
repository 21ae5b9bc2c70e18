import { sampleCorrelation, sampleRankCorrelation } from 'simple-statistics';
import { isConstant } from './series.ts';

/** Pearson's r, or null where it is undefined: a constant series, or fewer than two values. */
export function pearson(x: readonly number[], y: readonly number[]): number | null {
  return isDefined(x, y) ? clamp(sampleCorrelation([...x], [...y])) : null;
}

/** Spearman's ρ with ties at their mean ranks, or null where it is undefined. */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  return isDefined(x, y) ? clamp(sampleRankCorrelation([...x], [...y])) : null;
}

function isDefined(x: readonly number[], y: readonly number[]): boolean {
  return x.length >= 2 && !isConstant(x) && !isConstant(y);
}

/** Rounding can lift a perfect correlation a few ulps above 1. */
function clamp(r: number): number {
  return Math.max(-1, Math.min(1, r));
}
