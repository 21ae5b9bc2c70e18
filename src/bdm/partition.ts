/** How an array is cut into blocks. */
import type { CtmTable, Shape } from '../ctm/index.ts';

/**
 * What becomes of the array's edges (Zenil et al. 2018, Entropy 20(8):605, section 4):
 * `ignore` drops incomplete blocks; `recursive` cuts an incomplete piece into squares of its shorter side (a string into
 * one shorter string), and what is left of it in the same way, down to a minimum; `correlated` slides a window over the array; `periodic` continues the
 * array from its opposite edge, as a torus.
 */
export const BOUNDARIES = ['ignore', 'correlated', 'recursive', 'periodic'] as const;
export type Boundary = (typeof BOUNDARIES)[number];

export interface PartitionOptions {
  /** Shape of a block, at most 16 cells; 4×4 unless told. Strings have one row: { rows: 1, columns: 12 }. */
  readonly block?: Shape;
  readonly boundary?: Boundary;
  /** From one block's start to the next, in cells: the block's shape unless told, 1×1 for `correlated`. */
  readonly shift?: Shape;
  /** The shortest side of a piece that `recursive` keeps; 2 unless told. */
  readonly minimum?: number;
}

/**
 * A way to cut arrays into blocks. A block's code is its bits read row by row, the first most significant; where there
 * are blocks of several shapes, the codes of the smaller ones follow those of the larger.
 */
export interface Partition {
  readonly boundary: Boundary;
  /** The whole block first; then, for `recursive`, the shapes that its pieces can have, the largest first. */
  readonly shapes: readonly Shape[];
  /** Where the codes of each shape begin; one more for their end. */
  readonly offsets: readonly number[];
  readonly shift: Shape;
}

/** Blocks of a matrix, as the field uses them. */
export const BLOCK_SHAPE = { rows: 4, columns: 4 } as const;
/** Blocks of a string. */
export const STRING_BLOCK_SHAPE = { rows: 1, columns: 12 } as const;

const MOST_CELLS = 16;

/** Throws a RangeError for a block that is empty or too large, a shift beyond the block, or a minimum out of range. */
export function makePartition(options: PartitionOptions = {}): Partition {
  const { block = BLOCK_SHAPE, boundary = 'ignore', minimum = 2 } = options;
  const shift = options.shift ?? (boundary === 'correlated' ? { rows: 1, columns: 1 } : block);
  const cells = block.rows * block.columns;
  if (!isLength(block.rows) || !isLength(block.columns) || cells > MOST_CELLS) {
    throw new RangeError(`a block of ${block.rows}×${block.columns} cells (at most ${MOST_CELLS} in all)`);
  }
  if (!isLength(shift.rows) || !isLength(shift.columns) || shift.rows > block.rows || shift.columns > block.columns) {
    throw new RangeError(`a shift of ${shift.rows}×${shift.columns} for blocks of ${block.rows}×${block.columns}`);
  }
  if (boundary === 'recursive' && (shift.rows !== block.rows || shift.columns !== block.columns)) {
    throw new RangeError('recursive blocks lie side by side: they take no shift');
  }
  if (!isLength(minimum)) throw new RangeError(`a least side of ${minimum} cells`);
  const shapes = [block, ...(boundary === 'recursive' ? smallerShapes(block, minimum) : [])];
  const offsets = [0];
  for (const { rows, columns } of shapes) offsets.push(offsets[offsets.length - 1] + 2 ** (rows * columns));
  return { boundary, shapes, offsets, shift };
}

/** 4×4 blocks side by side, incomplete ones dropped. */
export const STANDARD_PARTITION: Partition = makePartition();

/** Whether blocks are the standard ones. */
export function isStandard({ boundary, shapes, shift }: Partition): boolean {
  const isSquare = ({ rows, columns }: Shape) => rows === 4 && columns === 4;
  return boundary === 'ignore' && shapes.every(isSquare) && isSquare(shift);
}

function isLength(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

/** Squares; of strings (one cell high or wide), shorter strings. */
function smallerShapes({ rows, columns }: Shape, minimum: number): Shape[] {
  const isString = rows === 1 || columns === 1;
  const sides = isString ? rows * columns - 1 : Math.min(rows, columns);
  return Array.from({ length: sides }, (_, i) => sides - i)
    .filter((side) => side >= minimum && !(side === rows && side === columns))
    .map((side) => ({ rows: isString && rows === 1 ? 1 : side, columns: isString && columns === 1 ? 1 : side }));
}

/** CTM in bits of every block of a partition, by code. Throws a RangeError where the table lacks one of its shapes. */
export function blockCtm(table: CtmTable, { shapes, offsets }: Partition): Float64Array {
  const values = new Float64Array(offsets[shapes.length]);
  shapes.forEach((shape, i) => {
    values.set(table.values(shape), offsets[i]);
  });
  return values;
}

/** Throws a RangeError where complexities are not those of a partition's blocks. */
export function checkTable(ctm: Float64Array, { shapes, offsets }: Partition): void {
  const codes = offsets[shapes.length];
  if (ctm.length !== codes) throw new RangeError(`the complexities of ${ctm.length} blocks instead of ${codes}`);
}

/** A block of a smaller shape: which one of the partition's shapes, and where. */
export interface Piece {
  readonly shape: number;
  readonly row: number;
  readonly column: number;
}

/** The blocks of one array: a grid of whole ones and, for `recursive`, pieces at the right and lower edges. */
export interface Layout {
  readonly partition: Partition;
  readonly rows: number;
  readonly columns: number;
  /** Whole blocks along each axis: they start at 0, the partition's shift, twice that and so on. */
  readonly down: number;
  readonly across: number;
  readonly pieces: Iterable<Piece>;
  /** Blocks in all. */
  readonly blocks: number;
}

/**
 * Lays a partition over an array of rows × columns; over some rows of a taller one if `isPart`: these are not continued
 * at the lower edge. Throws a RangeError where the array is empty.
 */
export function layOut(partition: Partition, rows: number, columns: number, isPart = false): Layout {
  if (!isLength(rows) || !isLength(columns)) throw new RangeError(`an array of ${rows}×${columns} has no blocks`);
  const { boundary, shapes, shift } = partition;
  const [block] = shapes;
  const isPeriodic = boundary === 'periodic';
  const down = countWhole(rows, block.rows, shift.rows, isPeriodic && !isPart);
  const across = countWhole(columns, block.columns, shift.columns, isPeriodic);
  const grid = { partition, rows, columns, down, across };
  if (boundary !== 'recursive') return { ...grid, pieces: [], blocks: down * across };
  const pieces = { [Symbol.iterator]: () => edgePieces(shapes, rows, columns) };
  return { ...grid, pieces, blocks: down * across + countPieces(shapes, rows, columns) };
}

function countWhole(length: number, side: number, shift: number, isPeriodic: boolean): number {
  return isPeriodic ? Math.ceil(length / shift) : Math.max(0, Math.floor((length - side) / shift) + 1);
}

/** The pieces of the incomplete blocks at the right and lower edges, one after the other: of long edges there are many. */
function* edgePieces(shapes: readonly Shape[], rows: number, columns: number): Generator<Piece, void> {
  const [block] = shapes;
  for (let row = 0; row < rows; row += block.rows) {
    const height = Math.min(block.rows, rows - row);
    // In a row of whole blocks only the last one can be incomplete.
    const first = height === block.rows ? columns - (columns % block.columns) : 0;
    for (let column = first; column < columns; column += block.columns) {
      yield* cut(shapes, row, column, height, Math.min(block.columns, columns - column));
    }
  }
}

/** The pieces of one incomplete block of height × width. */
function* cut(
  shapes: readonly Shape[],
  row: number,
  column: number,
  height: number,
  width: number,
): Generator<Piece, void> {
  const [block] = shapes;
  const isString = block.rows === 1 || block.columns === 1;
  const side = isString ? Math.max(height, width) : Math.min(height, width);
  const shape = shapes.findIndex((s, i) => i > 0 && Math.max(s.rows, s.columns) === side);
  if (shape < 0) return;
  const { rows: high, columns: wide } = shapes[shape];
  for (let r = 0; r < height; r += high) {
    for (let c = 0; c < width; c += wide) {
      const isWhole = r + high <= height && c + wide <= width;
      if (isWhole) yield { shape, row: row + r, column: column + c };
      else yield* cut(shapes, row + r, column + c, Math.min(high, height - r), Math.min(wide, width - c));
    }
  }
}

/** How many pieces there are: those of one block at each edge and in the corner, times how often it stands there. */
function countPieces(shapes: readonly Shape[], rows: number, columns: number): number {
  const [block] = shapes;
  const [down, across] = [Math.floor(rows / block.rows), Math.floor(columns / block.columns)];
  const [low, narrow] = [rows % block.rows, columns % block.columns];
  const piecesOf = (height: number, width: number) => [...cut(shapes, 0, 0, height, width)].length;
  const ofEdges = down * piecesOf(block.rows, narrow) + across * piecesOf(low, block.columns);
  return ofEdges + piecesOf(low, narrow);
}
