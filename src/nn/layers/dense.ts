import type { RandomGenerator } from '../../random.ts';
import { type Backend, packedLength } from '../backend/backend.ts';
import type { Layer, Parameter } from './layer.ts';
import { WeightMatrix, type WeightOptions } from './weightMatrix.ts';

export interface DenseOptions extends WeightOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly largestBatch: number;
}

/** y = x · q(W)ᵀ + b. x [batch × inputs], W [outputs × inputs], y [batch × outputs]. */
export class Dense implements Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly matrix: WeightMatrix;
  readonly parameters: readonly Parameter[];
  readonly statistics = [];
  readonly #backend: Backend;
  /** Signs of the inputs, where the matrix is packed. */
  readonly #packed: Float32Array;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  #x: Float32Array = new Float32Array(0);

  constructor(backend: Backend, options: DenseOptions) {
    const { inputs, outputs, largestBatch } = options;
    this.inputs = inputs;
    this.outputs = outputs;
    this.matrix = new WeightMatrix(backend, outputs, inputs, options);
    this.parameters = this.matrix.parameters;
    this.#backend = backend;
    this.#packed = backend.allocate(this.matrix.packed ? largestBatch * packedLength(inputs) : 0);
    this.#y = backend.allocate(largestBatch * outputs);
    this.#inputGradient = backend.allocate(largestBatch * inputs);
  }

  initialise(random: RandomGenerator): void {
    this.matrix.initialise(random);
  }

  refresh(): void {
    this.matrix.refresh();
  }

  forward(x: Float32Array, batch: number): Float32Array {
    const { inputs, outputs } = this;
    const { weights, packed, bias } = this.matrix;
    this.#x = x;
    if (packed) {
      this.#backend.packSigns(x, this.#packed, batch, inputs);
      this.#backend.binaryTimesTransposed(this.#packed, packed, this.#y, batch, inputs, outputs);
    } else {
      this.#backend.timesTransposed(x, weights, this.#y, batch, inputs, outputs);
    }
    if (bias) this.#backend.addToRows(this.#y, bias.value, batch, outputs);
    return this.#y;
  }

  /** dW = dyᵀ · x times the STE at the latent weight; db = column sums of dy; dx = dy · q(W). */
  backward(gradient: Float32Array, batch: number, inputGradient: boolean): Float32Array {
    const { inputs, outputs } = this;
    const { weights, bias } = this.matrix;
    this.#backend.transposedTimes(gradient, this.#x, this.matrix.gradient, outputs, batch, inputs);
    this.matrix.passThrough();
    if (bias) this.#backend.columnSums(gradient, bias.gradient, batch, outputs);
    if (inputGradient) this.#backend.times(gradient, weights, this.#inputGradient, batch, outputs, inputs);
    return this.#inputGradient;
  }
}
