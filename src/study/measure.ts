import { BLOCK_SHAPE, BlockHistogram, bdm, blockEntropy } from '../bdm/index.ts';
import type { CtmTable } from '../ctm/index.ts';
import type { Dense } from '../nn/dense.ts';
import type { Trajectories } from './trajectories.ts';

/**
 * Measures the signs of a network's weight matrices. The network's value is the `sum` over its matrices or that of
 * their `pooled` blocks; those of the matrices are always kept.
 */
export class NetworkMeasures {
  /** Blocks measured so far, and those among them that no machine of the table's space writes. */
  blocks = 0;
  missing = 0;
  readonly #layers: readonly Dense[];
  readonly #aggregate: 'sum' | 'pooled';
  readonly #ctm: Float64Array;
  readonly #isMissing: Uint8Array;
  readonly #histogram = new BlockHistogram();
  readonly #pooled = new BlockHistogram();

  constructor(table: CtmTable, aggregate: 'sum' | 'pooled', layers: readonly Dense[]) {
    this.#layers = layers;
    this.#aggregate = aggregate;
    this.#ctm = table.values(BLOCK_SHAPE);
    this.#isMissing = Uint8Array.from(this.#ctm, (_, code) => (table.isMissing(BLOCK_SHAPE, code) ? 1 : 0));
  }

  /** Appends the present BDM and block entropy to the trajectories. */
  record({ bdm: complexity, blockEntropy: entropy }: Trajectories): void {
    const histogram = this.#histogram;
    let complexitySum = 0;
    let entropySum = 0;
    this.#pooled.clear();
    this.#layers.forEach(({ weights, outputs, inputs }, layer) => {
      histogram.clear().addMatrix(weights, outputs, inputs);
      this.#countMissing(histogram);
      if (this.#aggregate === 'pooled') this.#pooled.merge(histogram);
      const layerComplexity = bdm(histogram, this.#ctm);
      const layerEntropy = blockEntropy(histogram);
      complexity.layers[layer].push(layerComplexity);
      entropy.layers[layer].push(layerEntropy);
      complexitySum += layerComplexity;
      entropySum += layerEntropy;
    });
    const isPooled = this.#aggregate === 'pooled';
    complexity.total.push(isPooled ? bdm(this.#pooled, this.#ctm) : complexitySum);
    entropy.total.push(isPooled ? blockEntropy(this.#pooled) : entropySum);
  }

  #countMissing({ codes, counts, distinct, total }: BlockHistogram): void {
    this.blocks += total;
    for (let i = 0; i < distinct; i++) if (this.#isMissing[codes[i]]) this.missing += counts[codes[i]];
  }
}
