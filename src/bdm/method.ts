import type { CtmTable } from '../ctm/index.ts';
import { bdm, blockEntropy } from './bdm.ts';
import type { BlockHistogram } from './histogram.ts';
import { normalisedBdm, normalisedBlockEntropy } from './normalise.ts';
import { blockCtm, type Partition, STANDARD_PARTITION } from './partition.ts';
import { type PlaceboOptions, placeboCtm } from './placebo.ts';

/** What blocks measure: BDM in bits, block entropy in bits per block. */
export interface BlockValues {
  readonly bdm: number;
  readonly blockEntropy: number;
}

/** All that is said of the blocks of one array. */
export interface BlockMeasures extends BlockValues {
  /** Blocks in all, and those among them that no machine of the table's space leaves. */
  readonly blocks: number;
  readonly missing: number;
  /** From 0 to 1, or NaN where there is nothing to compare: for fewer than two blocks. */
  readonly normalisedBdm: number;
  readonly normalisedBlockEntropy: number;
}

/** A way to cut arrays into blocks, and what each block costs: all that measures a histogram. */
export class BlockMethod {
  readonly table: CtmTable;
  readonly partition: Partition;
  /** CTM in bits, by code. */
  readonly ctm: Float64Array;
  /** How many blocks no machine of the table's space leaves, and the bits that they get; null where there are none. */
  readonly absent: { readonly blocks: number; readonly bits: number } | null;
  /** 1 for the codes of these. */
  readonly #isMissing: Uint8Array;

  /** With a `placebo` the table's values change places. Throws a RangeError where it lacks one of the partition's shapes. */
  constructor(table: CtmTable, partition: Partition = STANDARD_PARTITION, placebo?: PlaceboOptions) {
    this.table = table;
    this.partition = partition;
    const ctm = blockCtm(table, partition);
    this.ctm = placebo === undefined ? ctm : placeboCtm(ctm, partition, placebo);
    const { shapes, offsets } = partition;
    const isMissing = new Uint8Array(this.ctm.length);
    shapes.forEach((shape, i) => {
      isMissing.set(table.missing(shape), offsets[i]);
    });
    this.#isMissing = isMissing;
    const blocks = isMissing.reduce((sum, one) => sum + one, 0);
    this.absent = blocks === 0 ? null : { blocks, bits: ctm[isMissing.indexOf(1)] };
  }

  /** Whether no machine of the table's space leaves a block. */
  isMissing(code: number): boolean {
    return this.#isMissing[code] === 1;
  }

  /** How many blocks of a histogram no machine of the table's space leaves. */
  missing({ codes, counts, distinct }: BlockHistogram): number {
    if (this.absent === null) return 0;
    let missing = 0;
    for (let i = 0; i < distinct; i++) if (this.#isMissing[codes[i]]) missing += counts[codes[i]];
    return missing;
  }

  /** What a histogram measures whenever it is asked: of its blocks at that time. */
  valuesOf(histogram: BlockHistogram): BlockValues {
    const { ctm } = this;
    return {
      get bdm() {
        return bdm(histogram, ctm);
      },
      get blockEntropy() {
        return blockEntropy(histogram);
      },
    };
  }

  /** What a histogram measures now. */
  measure(histogram: BlockHistogram): BlockMeasures {
    const values = { ...this.valuesOf(histogram) };
    return {
      ...values,
      blocks: histogram.total,
      missing: this.missing(histogram),
      normalisedBdm: normalisedBdm(histogram, this.ctm, values.bdm),
      normalisedBlockEntropy: normalisedBlockEntropy(histogram, values.blockEntropy),
    };
  }
}
