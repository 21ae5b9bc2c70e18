/** The rivals of BDM along a run, on the same bits: 1 where what the network multiplies with is positive. */
import { binarize } from '../arrays/binarize.ts';
import { deflateLength, lempelZiv76, packBits, shannonEntropy } from '../measures/index.ts';
import type { WeightMatrix } from '../nn/layers/weightMatrix.ts';
import { emptySeries, type RivalName, type RivalSamples } from './trajectories.ts';

/** What a rival says of a sequence of bits; `memory` holds eight places for each of them. */
const COMPUTE: Readonly<Record<RivalName, (bits: Uint8Array, memory: Int32Array) => number>> = {
  bitEntropy: (bits) => shannonEntropy(countOnes(bits), bits.length),
  lempelZiv: lempelZiv76,
  deflate: (bits) => deflateLength(packBits(bits)),
};

/**
 * Samples rivals of each weight matrix, its bits row by row, and of the network. With `sum` that is the sum over the
 * matrices; of the entropy, which is a mean over bits, the mean over the bits of all matrices (Σ bits · entropy / Σ bits).
 * With `pooled` it is that of the bits of all matrices in one sequence, the first layer's first.
 */
export class RivalMeasures {
  readonly samples: RivalSamples;
  readonly #names: readonly RivalName[];
  readonly #isPooled: boolean;
  readonly #layers: readonly Pick<WeightMatrix, 'weights'>[];
  /** Of all matrices in one sequence, and the part of each. */
  readonly #bits: Uint8Array;
  readonly #parts: readonly Uint8Array[];
  /** For the longest sequence of which the Lempel–Ziv complexity is asked for. */
  readonly #memory: Int32Array;

  constructor(
    names: readonly RivalName[],
    aggregate: 'sum' | 'pooled',
    layers: readonly Pick<WeightMatrix, 'weights'>[],
    samples: RivalSamples = {
      steps: [],
      ...Object.fromEntries(names.map((name) => [name, emptySeries(layers.length)])),
    },
  ) {
    this.samples = samples;
    this.#names = names;
    this.#isPooled = aggregate === 'pooled';
    this.#layers = layers;
    this.#bits = new Uint8Array(layers.reduce((sum, { weights }) => sum + weights.length, 0));
    const parts: Uint8Array[] = [];
    let end = 0;
    for (const { weights } of layers) {
      parts.push(this.#bits.subarray(end, end + weights.length));
      end += weights.length;
    }
    this.#parts = parts;
    const longest = this.#isPooled ? this.#bits.length : Math.max(...parts.map(({ length }) => length));
    this.#memory = new Int32Array(names.includes('lempelZiv') ? 8 * longest : 0);
  }

  /** Appends the present values, as those of a step. */
  record(step: number): void {
    this.#layers.forEach(({ weights }, layer) => {
      binarize(weights, 0, this.#parts[layer]);
    });
    this.samples.steps.push(step);
    for (const name of this.#names) {
      const compute = COMPUTE[name];
      const series = this.samples[name] ?? emptySeries(0);
      const values = this.#parts.map((bits) => compute(bits, this.#memory));
      series.layers.forEach((layer, i) => {
        layer.push(values[i]);
      });
      series.total.push(this.#isPooled ? compute(this.#bits, this.#memory) : this.#sum(name, values));
    }
  }

  #sum(name: RivalName, values: readonly number[]): number {
    if (name !== 'bitEntropy') return values.reduce((sum, value) => sum + value, 0);
    return values.reduce((sum, value, i) => sum + value * this.#parts[i].length, 0) / this.#bits.length;
  }
}

function countOnes(bits: Uint8Array): number {
  let ones = 0;
  for (let i = 0; i < bits.length; i++) ones += bits[i];
  return ones;
}
