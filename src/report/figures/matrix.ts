import { BlockHistogram, BlockMethod } from '../../bdm/index.ts';
import type { CtmTable } from '../../ctm/index.ts';
import { decimal } from '../../format.ts';
import { type PackedBits, unpackBits } from '../../study/run/pack.ts';
import { drawnExtent } from './blocks.ts';

/**
 * A weight matrix at one moment, in numbers: `missing` blocks are not in the table; a picture of one that `isCropped` shows
 * only its upper left part.
 */
export function summariseMatrix(matrix: PackedBits, table: CtmTable) {
  const { rows, columns } = matrix;
  const histogram = new BlockHistogram().addMatrix(unpackBits(matrix), rows, columns);
  const drawn = drawnExtent(matrix);
  const isCropped = drawn.rows < rows || drawn.columns < columns;
  return { rows, columns, ...new BlockMethod(table).measure(histogram), isCropped };
}

export type MatrixSummary = ReturnType<typeof summariseMatrix>;

/** "BDM 6614.0 bits, block entropy 7.634 bits". */
export function matrixNumbers({ bdm, blockEntropy }: MatrixSummary): string {
  return `BDM ${decimal(bdm, 1)} bits, block entropy ${decimal(blockEntropy, 3)} bits`;
}

/** The share of a matrix's weights whose sign differs between the two moments. */
export function flippedShare({ start, best }: { start: PackedBits; best: PackedBits }): number {
  const before = unpackBits(start);
  const flipped = unpackBits(best).reduce((sum, value, i) => sum + (value === before[i] ? 0 : 1), 0);
  return flipped / before.length;
}
