/** Rows that wait for their blocks to be counted. */
import type { BlockHistogram } from './histogram.ts';
import type { Layout } from './partition.ts';

export interface HeldRows {
  /** The values, row by row, as they are held. */
  readonly cells: Uint8Array | Float32Array;
  /** Whether no value in the rows that were counted is NaN or infinite. */
  readonly areFinite: boolean;
  /** Writes values [from, to) from a cell on. */
  put(values: ArrayLike<number>, from: number, to: number, cell: number): void;
  /** Counts the blocks of the first rows. Returns how many of the first cells are 1; for standard blocks, of these rows. */
  count(layout: Layout, cells: number): number;
  /** Adds what was counted and not yet added; the rows are not used after that. */
  close(histogram: BlockHistogram): void;
}

/** Bits of a byte each, for any partition. */
export class BitRows implements HeldRows {
  readonly cells: Uint8Array;
  /** A value times 0 is 0, or NaN when it is not finite. */
  #zero = 0;
  readonly #threshold: number;
  readonly #histogram: BlockHistogram;

  constructor(cells: number, threshold: number, histogram: BlockHistogram) {
    this.cells = new Uint8Array(cells);
    this.#threshold = threshold;
    this.#histogram = histogram;
  }

  get areFinite(): boolean {
    return this.#zero === 0;
  }

  put(values: ArrayLike<number>, from: number, to: number, cell: number): void {
    const bits = this.cells;
    const threshold = this.#threshold;
    let zero = 0;
    for (let i = from; i < to; i++) {
      bits[cell++] = Number(values[i] > threshold);
      zero += values[i] * 0;
    }
    this.#zero += zero;
  }

  count(layout: Layout, cells: number): number {
    this.#histogram.addLayout(this.cells, layout);
    let ones = 0;
    for (let i = 0; i < cells; i++) ones += this.cells[i];
    return ones;
  }

  close(): void {}
}
