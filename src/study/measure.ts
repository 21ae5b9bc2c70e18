import {
  BlockHistogram,
  type Boundary,
  bdm,
  blockCtm,
  blockEntropy,
  isStandard,
  LiveMatrix,
  type LiveMatrixState,
  makePartition,
} from '../bdm/index.ts';
import type { CtmTable } from '../ctm/index.ts';
import type { WeightMatrix } from '../nn/layers/weightMatrix.ts';
import type { Trajectories } from './trajectories.ts';

/** What `NetworkMeasures` knows from the steps before, as plain data. */
export interface MeasuresState {
  readonly blocks: number;
  readonly missing: number;
  readonly matrices: readonly LiveMatrixState[];
}

/** How weight matrices become blocks, and their values one of the network. */
export interface NetworkMeasuring {
  readonly boundary: Boundary;
  /** The network's value is the `sum` over its matrices or that of their `pooled` blocks. */
  readonly aggregate: 'sum' | 'pooled';
}

/** Measures the signs of a network's weight matrices, the network and each matrix. */
export class NetworkMeasures {
  /** Blocks measured so far, and those among them that no machine of the table's space writes. */
  blocks = 0;
  missing = 0;
  readonly #layers: readonly WeightMatrix[];
  readonly #matrices: readonly LiveMatrix[];
  readonly #isStandard: boolean;
  readonly #ctm: Float64Array;
  /** 1 for codes that no machine of the table's space writes; null where there are none. */
  readonly #isMissing: Uint8Array | null;
  /** Of all layers' blocks, where the network's value is that of them. */
  readonly #pooled: BlockHistogram | null;

  constructor(table: CtmTable, { boundary, aggregate }: NetworkMeasuring, layers: readonly WeightMatrix[]) {
    const partition = makePartition({ boundary });
    this.#layers = layers;
    this.#isStandard = isStandard(partition);
    this.#ctm = blockCtm(table, partition);
    this.#matrices = layers.map(
      ({ weights, outputs, inputs }) => new LiveMatrix(weights, outputs, inputs, this.#ctm, partition),
    );
    const { shapes, offsets } = partition;
    const isMissing = new Uint8Array(this.#ctm.length);
    shapes.forEach((shape, i) => {
      for (let code = offsets[i]; code < offsets[i + 1]; code++) {
        isMissing[code] = Number(table.isMissing(shape, code - offsets[i]));
      }
    });
    this.#isMissing = isMissing.includes(1) ? isMissing : null;
    this.#pooled = aggregate === 'pooled' ? new BlockHistogram(partition) : null;
  }

  /** A copy of where it stands. */
  save(): MeasuresState {
    return { blocks: this.blocks, missing: this.missing, matrices: this.#matrices.map((matrix) => matrix.save()) };
  }

  /** Puts back what `save` returned, of the same network: it goes on as if it had never stopped, bit for bit. */
  restore({ blocks, missing, matrices }: MeasuresState): void {
    this.blocks = blocks;
    this.missing = missing;
    this.#matrices.forEach((matrix, layer) => {
      matrix.restore(matrices[layer]);
    });
  }

  /** Appends the present BDM and block entropy to the trajectories. */
  record({ bdm: complexity, blockEntropy: entropy }: Trajectories): void {
    let complexitySum = 0;
    let entropySum = 0;
    this.#pooled?.clear();
    this.#matrices.forEach((matrix, layer) => {
      const weights = this.#layers[layer];
      matrix.update(weights.weights, this.#isStandard ? weights.blockCodes() : undefined);
      this.#countMissing(matrix.histogram);
      this.#pooled?.merge(matrix.histogram);
      const layerComplexity = matrix.bdm;
      const layerEntropy = matrix.blockEntropy;
      complexity.layers[layer].push(layerComplexity);
      entropy.layers[layer].push(layerEntropy);
      complexitySum += layerComplexity;
      entropySum += layerEntropy;
    });
    complexity.total.push(this.#pooled ? bdm(this.#pooled, this.#ctm) : complexitySum);
    entropy.total.push(this.#pooled ? blockEntropy(this.#pooled) : entropySum);
  }

  #countMissing({ codes, counts, distinct, total }: BlockHistogram): void {
    this.blocks += total;
    if (!this.#isMissing) return;
    for (let i = 0; i < distinct; i++) if (this.#isMissing[codes[i]]) this.missing += counts[codes[i]];
  }
}
