/** Blocks of arrays that arrive piece by piece, in memory that depends on the length of a row alone. */
import type { Matrices } from './axes.ts';
import { BlockHistogram } from './histogram.ts';
import { isStandard, layOut, type Partition, STANDARD_PARTITION } from './partition.ts';
import { BitRows, type HeldRows } from './rows.ts';
import { SignRows } from './signs.ts';

/** Cells that are held, unless a few rows have more: few enough for a processor's cache. */
const HELD_CELLS = 1 << 18;
const MOST_CELLS = 1 << 28;
/** As float32 they take four times the memory. */
const MOST_SIGNS = 1 << 24;

export interface BlockStreamOptions {
  /** 4×4 blocks side by side unless told. */
  readonly partition?: Partition;
  /** Values greater than this are 1, the others 0; 0 unless told. */
  readonly threshold?: number;
}

/**
 * Counts the blocks of matrices whose values arrive in row-major order, in pieces of any length: give them all to `add`
 * and ask `finish` for the histogram. float32 values in standard blocks are counted in WebAssembly SIMD.
 */
export class BlockStream {
  /** Values so far. */
  cells = 0;
  /** After `finish`: how many of them are greater than the threshold. */
  ones = 0;
  /** After `finish`: whether none of them is NaN or infinite. NaN is not greater than any threshold. */
  areFinite = true;
  readonly #matrices: Matrices;
  readonly #partition: Partition;
  readonly #threshold: number;
  readonly #histogram: BlockHistogram;
  /** Rows that are held at most. */
  readonly #capacity: number;
  /** Chosen by the kind of the first values. */
  #rows: HeldRows | undefined;
  /** Cells that are held. */
  #held = 0;
  /** Row of the matrix that the first held one is. */
  #top = 0;
  /** Cells in the first rows of a periodic array, which follow its last; and these, from the matrix under way. */
  readonly #head: number;
  #first: Uint8Array | Float32Array = new Uint8Array(0);

  /** Throws a RangeError where a matrix is empty, or its rows are too long to hold a few of them. */
  constructor(matrices: Matrices, { partition = STANDARD_PARTITION, threshold = 0 }: BlockStreamOptions = {}) {
    this.#histogram = new BlockHistogram(partition);
    this.#threshold = threshold;
    // A string is read as a column, so that it needs no memory for its length.
    const isString = matrices.rows === 1 && partition.shapes[0].rows === 1;
    this.#matrices = isString ? { ...matrices, rows: matrices.columns, columns: 1 } : matrices;
    this.#partition = isString ? turned(partition) : partition;
    const { rows, columns } = this.#matrices;
    layOut(this.#partition, rows, columns);
    const height = this.#partition.shapes[0].rows;
    this.#capacity = Math.min(rows, Math.max(2 * height, Math.floor(HELD_CELLS / columns)));
    if (this.#capacity * columns > MOST_CELLS) {
      throw new RangeError(`rows of ${columns} values are too long (at most ${MOST_CELLS / (2 * height)})`);
    }
    const headRows = partition.boundary === 'periodic' && rows > this.#capacity ? height - 1 : 0;
    this.#head = headRows * columns;
  }

  /** The next values, all of one type. Throws a RangeError where they are more than the matrices hold. */
  add(values: ArrayLike<number>): void {
    const { count, rows, columns } = this.#matrices;
    if (this.cells + values.length > count * rows * columns) {
      throw new RangeError(`more values than ${count} × ${rows} × ${columns}`);
    }
    this.#rows ??= this.#makeRows(values);
    const held = this.#rows;
    for (let used = 0; used < values.length; ) {
      const missing = (rows - this.#top) * columns - this.#held;
      const room = this.#capacity * columns - this.#held;
      const end = Math.min(values.length, used + missing, used + room);
      held.put(values, used, end, this.#held);
      this.#held += end - used;
      if (end - used === missing) this.#finishMatrix(held);
      else if (end - used === room) this.#countHeld(held);
      used = end;
    }
    this.cells += values.length;
  }

  /** The blocks of all matrices. Throws a RangeError where values are missing. */
  finish(): BlockHistogram {
    const { count, rows, columns } = this.#matrices;
    if (this.cells < count * rows * columns) {
      throw new RangeError(`${this.cells} values instead of ${count} × ${rows} × ${columns}`);
    }
    if (this.#rows) {
      this.#rows.close(this.#histogram);
      this.areFinite = this.#rows.areFinite;
      this.#rows = undefined;
    }
    return this.#histogram;
  }

  #makeRows(values: ArrayLike<number>): HeldRows {
    const cells = this.#capacity * this.#matrices.columns;
    const areSigns = values instanceof Float32Array && isStandard(this.#partition);
    if (areSigns && cells <= MOST_SIGNS) return new SignRows(cells, this.#threshold);
    return new BitRows(cells + this.#head, this.#threshold, this.#histogram);
  }

  /** Counts the blocks that the held rows complete, and keeps the rows that further blocks need. */
  #countHeld(held: HeldRows): void {
    const { columns } = this.#matrices;
    const height = this.#partition.shapes[0].rows;
    const { rows: shift } = this.#partition.shift;
    const starts = Math.floor((this.#held / columns - height) / shift) + 1;
    const done = starts * shift;
    if (this.#top === 0) this.#first = held.cells.slice(0, this.#head);
    this.ones += held.count(layOut(this.#partition, done - shift + height, columns, true), done * columns);
    held.cells.copyWithin(0, done * columns, this.#held);
    this.#held -= done * columns;
    this.#top += done;
  }

  #finishMatrix(held: HeldRows): void {
    const { columns } = this.#matrices;
    const isPart = this.#top > 0;
    if (isPart) held.cells.set(this.#first, this.#held);
    const cells = this.#held + (isPart ? this.#head : 0);
    this.ones += held.count(layOut(this.#partition, cells / columns, columns, isPart), this.#held);
    this.#held = 0;
    this.#top = 0;
  }
}

/** The same blocks, rows and columns exchanged. The codes of strings stay the same. */
function turned(partition: Partition): Partition {
  const turn = ({ rows, columns }: { rows: number; columns: number }) => ({ rows: columns, columns: rows });
  return { ...partition, shapes: partition.shapes.map(turn), shift: turn(partition.shift) };
}

/** The histogram of the blocks of a float32 matrix [rows × columns], at memory speed. */
export function countSigns(values: Float32Array, rows: number, columns: number, threshold = 0): BlockHistogram {
  const stream = new BlockStream({ count: 1, rows, columns }, { threshold });
  stream.add(values);
  return stream.finish();
}

/**
 * The histogram of packed bits [rows × columns]: eight a byte, the first most significant, each row padded to a whole
 * byte (numpy.packbits with axis=1).
 */
export function countPacked(bytes: Uint8Array, rows: number, columns: number, partition?: Partition): BlockHistogram {
  const stream = new BlockStream({ count: 1, rows, columns }, partition && { partition });
  const row = new Uint8Array(columns);
  const rowBytes = Math.ceil(columns / 8);
  if (bytes.length !== rows * rowBytes) {
    throw new RangeError(`${bytes.length} bytes instead of ${rows} rows of ${rowBytes}`);
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) row[j] = (bytes[i * rowBytes + (j >> 3)] >> (7 - (j & 7))) & 1;
    stream.add(row);
  }
  return stream.finish();
}
