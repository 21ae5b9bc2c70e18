import { type Layout, layOut, type Partition, type Piece, STANDARD_PARTITION } from './partition.ts';

/** Most arrays of a network have more distinct blocks; a file may hold a hundred thousand that have not. */
const FEW = 64;

/**
 * How often each block occurs: all that BDM and block entropy need to know of an array. Histograms of parts add up to
 * that of the whole. It remembers which codes it holds, so that reading and clearing it costs as much as it has
 * distinct blocks.
 */
export class BlockHistogram {
  readonly partition: Partition;
  /** Occurrences of each code. */
  readonly counts: Uint32Array;
  /** The codes that occur: the first `distinct` places, in no particular order. It grows with them. */
  codes: Uint32Array = new Uint32Array(FEW);
  distinct = 0;
  /** Blocks in all. */
  total = 0;
  /** Where each code that occurs stands in `codes`; only once one is to be found there. */
  #places: Uint32Array | null = null;

  constructor(partition: Partition = STANDARD_PARTITION) {
    const codes = partition.offsets[partition.shapes.length];
    this.partition = partition;
    this.counts = new Uint32Array(codes);
  }

  clear(): this {
    for (let i = 0; i < this.distinct; i++) this.counts[this.codes[i]] = 0;
    this.distinct = 0;
    this.total = 0;
    return this;
  }

  add(code: number, times = 1): void {
    if (times === 0) return;
    if (this.counts[code] === 0) {
      if (this.#places !== null) this.#places[code] = this.distinct;
      if (this.distinct === this.codes.length) this.#grow();
      this.codes[this.distinct++] = code;
    }
    this.counts[code] += times;
    this.total += times;
  }

  /** Takes one occurrence of a block away. Throws a RangeError where there is none. */
  remove(code: number): void {
    if (!(this.counts[code] > 0)) throw new RangeError(`no block ${code} is there to be removed`);
    this.counts[code]--;
    this.total--;
    if (this.counts[code] > 0) return;
    this.#places ??= this.#findPlaces();
    const last = this.codes[--this.distinct];
    this.codes[this.#places[code]] = last;
    this.#places[last] = this.#places[code];
  }

  #grow(): void {
    const codes = new Uint32Array(2 * this.codes.length);
    codes.set(this.codes);
    this.codes = codes;
  }

  #findPlaces(): Uint32Array {
    const places = new Uint32Array(this.counts.length);
    for (let place = 0; place < this.distinct; place++) places[this.codes[place]] = place;
    return places;
  }

  /**
   * Puts the codes that occur into another order, on which sums over them depend in their last digits. Throws a RangeError
   * where they are others.
   */
  reorder(codes: Uint32Array): void {
    const areSame = new Set(codes).size === this.distinct && codes.every((code) => this.counts[code] > 0);
    if (!areSame || codes.length !== this.distinct) throw new RangeError('the codes are not those that occur');
    this.codes.set(codes);
    this.#places = null;
  }

  /** Adds all blocks of another histogram. Throws a RangeError if its blocks have other shapes. */
  merge(other: BlockHistogram): this {
    if (other.counts.length !== this.counts.length || describe(other.partition) !== describe(this.partition)) {
      throw new RangeError(`blocks of ${describe(other.partition)} cannot join those of ${describe(this.partition)}`);
    }
    for (let i = 0; i < other.distinct; i++) this.add(other.codes[i], other.counts[other.codes[i]]);
    return this;
  }

  /**
   * Adds the blocks of a row-major array [rows × columns] whose positive values are 1 and the others 0. Throws a RangeError
   * where it is empty or has another number of values.
   */
  addMatrix(values: ArrayLike<number>, rows: number, columns: number): this {
    const layout = layOut(this.partition, rows, columns);
    checkLength(values, rows, columns);
    return this.addLayout(values, layout);
  }

  /** Adds the blocks of an array that is laid out already. */
  addLayout(values: ArrayLike<number>, layout: Layout): this {
    const { down, across, pieces } = layout;
    const codes = new Int32Array(Math.min(across, CODES_AT_ONCE));
    for (let i = 0; i < down; i++) {
      for (let first = 0; first < across; first += codes.length) {
        const some = codes.subarray(0, across - first);
        rowCodes(values, layout, i, first, some);
        for (let j = 0; j < some.length; j++) this.add(some[j]);
      }
    }
    for (const piece of pieces) this.add(pieceCode(values, layout, piece));
    return this;
  }
}

const CODES_AT_ONCE = 4096;

/** Throws a RangeError where an array does not have its shape's number of values. */
export function checkLength({ length }: ArrayLike<number>, rows: number, columns: number): void {
  if (length !== rows * columns) throw new RangeError(`${length} values instead of ${rows} × ${columns}`);
}

function describe({ shapes }: Partition): string {
  return shapes.map(({ rows, columns }) => `${rows}×${columns}`).join(', ');
}

/** The codes of all blocks of an array whose positive values are 1: the grid row by row, then the pieces. */
export function blockCodes(values: ArrayLike<number>, layout: Layout): Int32Array {
  const { down, across, pieces, blocks } = layout;
  const codes = new Int32Array(blocks);
  for (let i = 0; i < down; i++) {
    rowCodes(values, layout, i, 0, codes.subarray(i * across, (i + 1) * across));
  }
  let next = down * across;
  for (const piece of pieces) codes[next++] = pieceCode(values, layout, piece);
  return codes;
}

/** Writes the codes of row number i of the grid's blocks, from block number `first` of the row on. */
function rowCodes(values: ArrayLike<number>, layout: Layout, i: number, first: number, codes: Int32Array): void {
  const { partition, rows, columns } = layout;
  const [{ rows: height, columns: width }] = partition.shapes;
  const shift = partition.shift.columns;
  const row = i * partition.shift.rows;
  // Of a periodic array, the last blocks go on at the opposite edge.
  const wholes = row + height > rows ? 0 : Math.floor((columns - width) / shift) + 1;
  const inside = Math.max(0, Math.min(codes.length, wholes - first));
  for (let j = 0; j < inside; j++) {
    codes[j] = blockCode(values, columns, row, (first + j) * shift, height, width);
  }
  for (let j = inside; j < codes.length; j++) {
    codes[j] = periodicCode(values, layout, row, (first + j) * shift);
  }
}

function pieceCode(values: ArrayLike<number>, { partition, columns }: Layout, { shape, row, column }: Piece): number {
  const { rows: height, columns: width } = partition.shapes[shape];
  return partition.offsets[shape] + blockCode(values, columns, row, column, height, width);
}

/**
 * Code of the block of height × width whose upper left corner stands at (row, column) of a row-major array; positive
 * values are 1.
 */
export function blockCode(
  values: ArrayLike<number>,
  columns: number,
  row: number,
  column: number,
  height = 4,
  width = 4,
): number {
  let first = row * columns + column;
  if (height === 4 && width === 4) {
    const upper = (fourBits(values, first) << 4) | fourBits(values, first + columns);
    first += 2 * columns;
    return (upper << 8) | (fourBits(values, first) << 4) | fourBits(values, first + columns);
  }
  let code = 0;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) code = (code << 1) | Number(values[first + j] > 0);
    first += columns;
  }
  return code;
}

/** No branches: on random bits half of them would be guessed wrong, at six times the cost. */
function fourBits(values: ArrayLike<number>, first: number): number {
  return (
    (Number(values[first] > 0) << 3) |
    (Number(values[first + 1] > 0) << 2) |
    (Number(values[first + 2] > 0) << 1) |
    Number(values[first + 3] > 0)
  );
}

/** The same for a block that goes on at the opposite edge. */
function periodicCode(values: ArrayLike<number>, layout: Layout, row: number, column: number): number {
  const { rows, columns, partition } = layout;
  const [block] = partition.shapes;
  let code = 0;
  for (let i = 0; i < block.rows; i++) {
    const first = ((row + i) % rows) * columns;
    for (let j = 0; j < block.columns; j++) {
      code = (code << 1) | Number(values[first + ((column + j) % columns)] > 0);
    }
  }
  return code;
}
