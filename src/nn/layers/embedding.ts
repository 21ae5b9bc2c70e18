import { type RandomGenerator, standardNormal } from '../../random.ts';
import type { Backend } from '../backend/backend.ts';
import { Layer } from './layer.ts';
import { WeightMatrix, type WeightOptions } from './weightMatrix.ts';

export interface EmbeddingOptions extends Omit<WeightOptions, 'bias'> {
  /** Integers of an example. */
  readonly inputs: number;
  /** Each is less than this. */
  readonly symbols: number;
  /** Values that stand for one of them. */
  readonly size: number;
  readonly largestBatch: number;
}

/**
 * Each integer as its row of a table that all share: y = (q(W)[x₁], q(W)[x₂], …). x [batch × inputs] of integers from 0 to
 * symbols - 1, W [symbols × size], y [batch × inputs · size]. Latent weights start standard normal, as PyTorch's.
 */
export class Embedding extends Layer {
  declare readonly matrix: WeightMatrix;
  readonly #size: number;
  /** Where the inputs of a pass stand as integers: [largestBatch × inputs]. */
  readonly #room: Float32Array;
  /** Those of the last forward pass: [batch × inputs]. */
  #rows: Uint32Array = new Uint32Array(0);

  constructor(backend: Backend, options: EmbeddingOptions) {
    const { inputs, symbols, size, largestBatch } = options;
    // It is multiplied with nothing.
    const matrix = new WeightMatrix(backend, symbols, size, { ...options, bias: false }, 0);
    super(backend, inputs, largestBatch, inputs * size, matrix);
    this.#size = size;
    this.#room = backend.allocate(largestBatch * inputs);
  }

  override initialise(random: RandomGenerator): void {
    const { latentWeights } = this.matrix;
    latentWeights.set(standardNormal(latentWeights.length, random));
    this.matrix.refresh();
  }

  /** Throws a RangeError for an input that is none of the integers. */
  override forward(x: Float32Array, batch: number): Float32Array {
    const { outputs: symbols, weights } = this.matrix;
    const rows = new Uint32Array(this.#room.buffer, this.#room.byteOffset, batch * this.inputs);
    for (let i = 0; i < rows.length; i++) {
      rows[i] = x[i];
      if (rows[i] !== x[i] || rows[i] >= symbols) {
        throw new RangeError(`${x[i]} is no integer from 0 to ${symbols - 1}`);
      }
    }
    this.backend.takeRows(weights, rows, this.y, this.#size);
    this.#rows = rows;
    return this.y;
  }

  /** dW = the sums of dy over the places of each integer, example by example, times the STE at the latent weight; dx = 0. */
  override backward(gradient: Float32Array): Float32Array {
    this.backend.addRows(gradient, this.#rows, this.matrix.gradient.fill(0), this.#size);
    this.matrix.passThrough();
    return this.inputGradient;
  }
}
