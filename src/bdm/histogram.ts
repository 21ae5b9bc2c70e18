/** A block is 4×4; its code reads its bits row by row, the first most significant. */
export const BLOCK_SHAPE = { rows: 4, columns: 4 } as const;
const SIDE = 4;
const CODES = 65_536;

/**
 * How often each 4×4 block occurs. One pass over a matrix with constant memory; the histogram remembers which codes
 * it holds, so that reading and clearing it costs as much as it has distinct blocks.
 */
export class BlockHistogram {
  /** Occurrences of each code. */
  readonly counts = new Uint32Array(CODES);
  /** The codes that occur, in order of first occurrence: the first `distinct` places. */
  readonly codes = new Uint16Array(CODES);
  distinct = 0;
  /** Blocks in all. */
  total = 0;

  clear(): this {
    for (let i = 0; i < this.distinct; i++) this.counts[this.codes[i]] = 0;
    this.distinct = 0;
    this.total = 0;
    return this;
  }

  add(code: number, times = 1): void {
    if (times === 0) return;
    if (this.counts[code] === 0) this.codes[this.distinct++] = code;
    this.counts[code] += times;
    this.total += times;
  }

  /** Adds all blocks of another histogram. */
  merge(other: BlockHistogram): this {
    for (let i = 0; i < other.distinct; i++) this.add(other.codes[i], other.counts[other.codes[i]]);
    return this;
  }

  /**
   * Adds the blocks of a row-major matrix whose positive values are 1 and the others 0. Incomplete blocks at the right
   * and lower edges are dropped (boundary condition `ignore`).
   */
  addMatrix(values: ArrayLike<number>, rows: number, columns: number): this {
    for (let row = 0; row + SIDE <= rows; row += SIDE) {
      for (let column = 0; column + SIDE <= columns; column += SIDE) {
        this.add(blockCode(values, columns, row, column));
      }
    }
    return this;
  }
}

/** Code of the block whose upper left corner stands at (row, column) of a row-major matrix. */
export function blockCode(values: ArrayLike<number>, columns: number, row: number, column: number): number {
  let code = 0;
  for (let i = 0; i < SIDE; i++) {
    const first = (row + i) * columns + column;
    for (let j = 0; j < SIDE; j++) code = (code << 1) | (values[first + j] > 0 ? 1 : 0);
  }
  return code;
}
