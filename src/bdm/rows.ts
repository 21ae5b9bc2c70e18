/** Rows that wait for their blocks to be counted. */
import type { BlockHistogram } from './histogram.ts';
import type { Layout } from './partition.ts';

export interface HeldRows {
  /** Whether no value in the rows that were counted is NaN or infinite. */
  readonly areFinite: boolean;
  /** Writes values [from, to) from a cell on. */
  put(values: ArrayLike<number>, from: number, to: number, cell: number): void;
  /** Counts the blocks of the first rows. Returns how many of the first cells are 1; for standard blocks, of these rows. */
  count(layout: Layout, cells: number): number;
  /** Remembers the first cells. */
  keep(cells: number): void;
  /** Writes the cells that were kept from a cell on. */
  putKept(cell: number): void;
  /** The cells from `cell` to `end` become the first. */
  forget(cell: number, end: number): void;
  /** Adds what was counted and not yet added; the rows are not used after that. */
  close(histogram: BlockHistogram): void;
}

/** Bits of a byte each, for any partition. */
export class BitRows implements HeldRows {
  readonly #bits: Uint8Array;
  #kept = new Uint8Array(0);
  /** A value times 0 is 0, or NaN when it is not finite. */
  #zero = 0;
  readonly #threshold: number;
  readonly #histogram: BlockHistogram;

  constructor(cells: number, threshold: number, histogram: BlockHistogram) {
    this.#bits = new Uint8Array(cells);
    this.#threshold = threshold;
    this.#histogram = histogram;
  }

  get areFinite(): boolean {
    return this.#zero === 0;
  }

  put(values: ArrayLike<number>, from: number, to: number, cell: number): void {
    const bits = this.#bits;
    const threshold = this.#threshold;
    let zero = 0;
    for (let i = from; i < to; i++) {
      bits[cell++] = Number(values[i] > threshold);
      zero += values[i] * 0;
    }
    this.#zero += zero;
  }

  count(layout: Layout, cells: number): number {
    this.#histogram.addLayout(this.#bits, layout);
    let ones = 0;
    for (let i = 0; i < cells; i++) ones += this.#bits[i];
    return ones;
  }

  keep(cells: number): void {
    this.#kept = this.#bits.slice(0, cells);
  }

  putKept(cell: number): void {
    this.#bits.set(this.#kept, cell);
  }

  forget(cell: number, end: number): void {
    this.#bits.copyWithin(0, cell, end);
  }

  close(): void {}
}
