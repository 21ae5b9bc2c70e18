import { BlockHistogram, type BlockMeasures, type BlockMethod } from '../../bdm/index.ts';
import { CLAIM } from '../../study/judgement/claim.ts';
import { each } from '../../study/run/trajectories.ts';
import type { TensorMeasure } from '../../tensors/index.ts';

const COUNTS = ['cells', 'ones', 'nonFinite', 'blocks', 'missing'] as const;

/** Sums over all matrices or all strings, and the measures of their blocks taken together. */
export class Total {
  arrays = 0;
  readonly counts = each(COUNTS, () => 0);
  /** Arrays with hardly any 0. */
  full = 0;
  /** Arrays whose canonical order depends on the stored one. */
  tied = 0;
  /** BDM in bits, block entropy in bits per block. */
  readonly summed = each(CLAIM, () => 0);
  readonly #method: BlockMethod;
  readonly #histogram: BlockHistogram;

  constructor(method: BlockMethod) {
    this.#method = method;
    this.#histogram = new BlockHistogram(method.partition);
  }

  /** Of the blocks of all arrays, as if they were of one. */
  get pooled(): BlockMeasures {
    return this.#method.measure(this.#histogram);
  }

  add(measure: TensorMeasure): void {
    this.arrays++;
    for (const name of COUNTS) this.counts[name] += measure[name];
    for (const name of CLAIM) this.summed[name] += measure[name];
    if (measure.ones > 0.99 * measure.cells) this.full++;
    if (measure.order === 'canonical' && measure.arranged?.isUnique === false) this.tied++;
    this.#histogram.merge(measure.histogram);
  }
}
