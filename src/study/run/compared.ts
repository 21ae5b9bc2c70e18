import type { SeriesOptions } from '../../measures/index.ts';
import { standing } from '../../nulls/index.ts';

/**
 * Where a value stands among at least two others: by how many of their standard deviations it lies off their mean (`z`; 0
 * where they are all the same, so that it does not depend on what was drawn), or in per cent of their mean (`ratio`; 100
 * where that is 0, as of matrices without a whole block). The ratio to the same weights shuffled is QuBD's (Bakhtiarifard et
 * al., arXiv 2605.15551).
 */
export function compareAs(as: SeriesOptions['as'], value: number, others: readonly number[]): number {
  const { z, ratio } = standing(value, others);
  return as === 'z' ? (z ?? 0) : 100 * (ratio ?? 1);
}
