import { BLOCK_SHAPE, BlockHistogram, bdm, blockEntropy as entropyOf } from '../../bdm/index.ts';
import type { CtmTable } from '../../ctm/index.ts';
import { decimal } from '../../format.ts';
import { type PackedBits, unpackBits } from '../../study/pack.ts';
import { drawnExtent } from './blocks.ts';

/**
 * A weight matrix at one moment, in numbers: `missing` blocks are not in the table; a picture of one that `isCropped` shows
 * only its upper left part.
 */
export function summariseMatrix(matrix: PackedBits, table: CtmTable) {
  const { rows, columns } = matrix;
  const histogram = new BlockHistogram().addMatrix(unpackBits(matrix), rows, columns);
  const { codes, counts, distinct, total } = histogram;
  const present = codes.subarray(0, distinct);
  const drawn = drawnExtent(matrix);
  return {
    rows,
    columns,
    bdm: bdm(histogram, table.values(BLOCK_SHAPE)),
    entropy: entropyOf(histogram),
    blocks: total,
    missing: present.reduce((sum, code) => sum + (table.isMissing(BLOCK_SHAPE, code) ? counts[code] : 0), 0),
    isCropped: drawn.rows < rows || drawn.columns < columns,
  };
}

export type MatrixSummary = ReturnType<typeof summariseMatrix>;

/** "BDM 6614.0 bits, block entropy 7.634 bits". */
export function matrixNumbers({ bdm, entropy }: MatrixSummary): string {
  return `BDM ${decimal(bdm, 1)} bits, block entropy ${decimal(entropy, 3)} bits`;
}

/** The share of a matrix's weights whose sign differs between the two moments. */
export function flippedShare({ start, best }: { start: PackedBits; best: PackedBits }): number {
  const before = unpackBits(start);
  const flipped = unpackBits(best).reduce((sum, value, i) => sum + (value === before[i] ? 0 : 1), 0);
  return flipped / before.length;
}
