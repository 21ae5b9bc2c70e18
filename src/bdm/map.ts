import { blockCodes, checkLength } from './histogram.ts';
import { checkTable, type Layout } from './partition.ts';

/** CTM of each whole block, in its place. */
export interface ComplexityMap {
  /** Blocks down and across. */
  readonly rows: number;
  readonly columns: number;
  /** Bits, row by row. */
  readonly bits: Float64Array;
}

/**
 * The complexity map of an array whose positive values are 1: the CTM in bits of each block of the partition's grid, for
 * pictures. The smaller pieces that `recursive` cuts at the edges are not in it. `ctm` is by code. Throws a
 * RangeError for another number of values or of codes.
 */
export function complexityMap(values: ArrayLike<number>, layout: Layout, ctm: Float64Array): ComplexityMap {
  const { partition, rows, columns, down, across } = layout;
  checkLength(values, rows, columns);
  checkTable(ctm, partition);
  const codes = blockCodes(values, { ...layout, pieces: [], blocks: down * across });
  return { rows: down, columns: across, bits: Float64Array.from(codes, (code) => ctm[code]) };
}
