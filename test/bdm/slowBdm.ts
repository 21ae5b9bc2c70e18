/**
 * A second, independent reading of the definitions, slow and plain: blocks are texts such as `0110/1001`, cut out of
 * nested arrays cell by cell. It shares nothing with src/bdm but the names of the options.
 */
import type { PartitionOptions } from '../../src/bdm/index.ts';
import { type CtmTable, ctm, type Shape } from '../../src/ctm/index.ts';

export type Bits = readonly (readonly number[])[];

/** All blocks of an array, those that occur more than once as often as they occur. */
export function slowBlocks(array: Bits, options: PartitionOptions): string[] {
  const { block = { rows: 4, columns: 4 }, boundary = 'ignore', minimum = 2 } = options;
  if (boundary === 'recursive') return cut(array, block, minimum).map(textOf);
  const step = options.shift ?? (boundary === 'correlated' ? { rows: 1, columns: 1 } : block);
  const blocks: string[] = [];
  for (let row = 0; row < array.length; row++) {
    for (let column = 0; column < array[0].length; column++) {
      if (row % step.rows !== 0 || column % step.columns !== 0) continue;
      const isWhole = row + block.rows <= array.length && column + block.columns <= array[0].length;
      if (isWhole || boundary === 'periodic') blocks.push(textOf(window(array, row, column, block)));
    }
  }
  return blocks;
}

/** A block that goes on at the opposite edge, as often as it must. */
function window(array: Bits, top: number, left: number, shape: Shape): number[][] {
  const block: number[][] = [];
  for (let i = 0; i < shape.rows; i++) {
    const row = array[(top + i) % array.length];
    block.push([]);
    for (let j = 0; j < shape.columns; j++) block[i].push(row[(left + j) % row.length]);
  }
  return block;
}

/**
 * As pybdm's PartitionRecursive: an incomplete piece is an array of its own, which is cut into squares of its shorter
 * side; of strings, which have one axis, into one shorter string. Columns are strings that stand upright.
 */
function cut(array: Bits, shape: Shape, minimum: number): Bits[] {
  const isString = shape.rows === 1 || shape.columns === 1;
  const pieces: Bits[] = [];
  for (let row = 0; row < array.length; row += shape.rows) {
    for (let column = 0; column < array[0].length; column += shape.columns) {
      const lines = array.slice(row, row + shape.rows);
      const piece = lines.map((line) => line.slice(column, column + shape.columns));
      const [height, width] = [piece.length, piece[0].length];
      const side = isString ? Math.max(height, width) : Math.min(height, width);
      if (height === shape.rows && width === shape.columns) pieces.push(piece);
      else if (side >= minimum)
        pieces.push(...(isString ? [piece] : cut(piece, { rows: side, columns: side }, minimum)));
    }
  }
  return pieces;
}

function textOf(block: Bits): string {
  return block.map((row) => row.join('')).join('/');
}

/** How often each block occurs. */
export function slowCounts(blocks: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const block of blocks) counts.set(block, (counts.get(block) ?? 0) + 1);
  return counts;
}

/** BDM: over the distinct blocks, CTM and log2 of how often they occur. Entropy: of all blocks together. In bits. */
export function slowMeasures(blocks: readonly string[], table: CtmTable): { bdm: number; blockEntropy: number } {
  let bdm = 0;
  let blockEntropy = 0;
  for (const [block, count] of slowCounts(blocks)) {
    const share = count / blocks.length;
    bdm += ctm(table, block) + Math.log2(count);
    blockEntropy -= share * Math.log2(share);
  }
  return { bdm, blockEntropy };
}

/** The same array with one bit changed. */
export function flipped(array: Bits, row: number, column: number): number[][] {
  return array.map((line, i) => line.map((bit, j) => (i === row && j === column ? 1 - bit : bit)));
}
