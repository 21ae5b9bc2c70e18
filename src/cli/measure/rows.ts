/** What is printed of an array, and of all of them. */
import { BlockHistogram } from '../../bdm/index.ts';
import { type Method, measureBlocks, type Standing, type TensorMeasure } from '../../tensors/index.ts';
import type { RivalName } from './rivals.ts';

export interface Row extends TensorMeasure {
  /** In the order in which they were asked for; null where the array has too many values. */
  readonly rivals: readonly (readonly [RivalName, number | null])[];
  readonly standings: { readonly bdm: Standing; readonly blockEntropy: Standing } | null;
}

const FULL = 0.99;

/** Sums over all matrices or all strings, and the measures of their blocks taken together. */
export class Total {
  arrays = 0;
  cells = 0;
  ones = 0;
  nonFinite = 0;
  blocks = 0;
  missing = 0;
  /** Arrays with hardly any 0. */
  full = 0;
  /** Bits. */
  bdm = 0;
  /** Bits per block. */
  blockEntropy = 0;
  readonly #method: Method;
  readonly #histogram: BlockHistogram;

  constructor(method: Method) {
    this.#method = method;
    this.#histogram = new BlockHistogram(method.partition);
  }

  /** Of the blocks of all arrays, as if they were of one. */
  get pooled(): { bdm: number; normalisedBdm: number; blockEntropy: number; normalisedBlockEntropy: number } {
    return measureBlocks(this.#histogram, this.#method);
  }

  add({ cells, ones, nonFinite, blocks, missing, bdm, blockEntropy, histogram }: TensorMeasure): void {
    this.arrays++;
    this.cells += cells;
    this.ones += ones;
    if (ones > FULL * cells) this.full++;
    this.nonFinite += nonFinite;
    this.blocks += blocks;
    this.missing += missing;
    this.bdm += bdm;
    this.blockEntropy += blockEntropy;
    this.#histogram.merge(histogram);
  }
}
