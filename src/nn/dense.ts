import { type RandomGenerator, uniform } from '../random.ts';
import { type Backend, packedLength } from './backend.ts';
import type { Layer, Parameter } from './layer.ts';
import type { SteName } from './ste.ts';

export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** `binary`: the network uses the signs of the latent weights. `float`: it uses the weights themselves. */
  readonly weights: 'binary' | 'float';
  readonly bias: boolean;
  /** Whether all inputs are ±1. */
  readonly binaryInputs?: boolean;
  /** Gradient of the binary weights with respect to the latent ones. */
  readonly ste: SteName;
  /** Keep latent weights within [-1, 1]. */
  readonly clipLatent: boolean;
  readonly largestBatch: number;
}

/** Shorter rows are multiplied faster as floats. Both give the same: sums of ±1 are exact. */
const LEAST_PACKED = 64;

/**
 * y = x · q(W)ᵀ + b with q = sign or the identity. x [batch × inputs], W [outputs × inputs], y [batch × outputs].
 * Latent weights (and biases) start uniform in ±1/√inputs.
 */
export class Dense implements Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly binary: boolean;
  readonly parameters: readonly Parameter[];
  readonly statistics = [];
  readonly latentWeights: Float32Array;
  /** What the network multiplies with: signs for binary weights, else the same array as `latentWeights`. */
  readonly weights: Float32Array;
  readonly #backend: Backend;
  /** Signs of weights and inputs, where both are binary and long enough to be worth it. */
  readonly #packed: { readonly weights: Float32Array; readonly x: Float32Array } | null;
  readonly #bias: Float32Array | undefined;
  readonly #weightGradient: Float32Array;
  readonly #biasGradient: Float32Array | undefined;
  readonly #ste: SteName;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  #x: Float32Array = new Float32Array(0);

  constructor(backend: Backend, options: DenseOptions) {
    const { inputs, outputs, weights, bias, binaryInputs = false, ste, clipLatent, largestBatch } = options;
    this.inputs = inputs;
    this.outputs = outputs;
    this.binary = weights === 'binary';
    this.latentWeights = backend.allocate(outputs * inputs);
    this.weights = this.binary ? backend.allocate(outputs * inputs) : this.latentWeights;
    this.#weightGradient = backend.allocate(outputs * inputs);
    const latent = { name: 'latentWeights', value: this.latentWeights, gradient: this.#weightGradient };
    const parameters: Parameter[] = [
      this.binary ? { ...latent, binary: true, ...(clipLatent && { clip: 1 }) } : latent,
    ];
    if (bias) {
      this.#bias = backend.allocate(outputs);
      this.#biasGradient = backend.allocate(outputs);
      parameters.push({ name: 'bias', value: this.#bias, gradient: this.#biasGradient });
    }
    this.parameters = parameters;
    this.#packed =
      this.binary && binaryInputs && inputs >= LEAST_PACKED
        ? {
            weights: backend.allocate(outputs * packedLength(inputs)),
            x: backend.allocate(largestBatch * packedLength(inputs)),
          }
        : null;
    this.#backend = backend;
    this.#ste = ste;
    this.#y = backend.allocate(largestBatch * outputs);
    this.#inputGradient = backend.allocate(largestBatch * inputs);
  }

  initialise(random: RandomGenerator): void {
    const bound = 1 / Math.sqrt(this.inputs);
    for (const { value } of this.parameters) {
      for (let i = 0; i < value.length; i++) value[i] = bound * (2 * uniform(random) - 1);
    }
    this.refresh();
  }

  /** Sets the binary weights to the signs of the latent ones. */
  refresh(): void {
    if (this.binary) this.#backend.sign(this.latentWeights, this.weights, this.weights.length);
    if (this.#packed) this.#backend.packSigns(this.weights, this.#packed.weights, this.outputs, this.inputs);
  }

  forward(x: Float32Array, batch: number): Float32Array {
    const { inputs, outputs } = this;
    this.#x = x;
    if (this.#packed) {
      this.#backend.packSigns(x, this.#packed.x, batch, inputs);
      this.#backend.binaryTimesTransposed(this.#packed.x, this.#packed.weights, this.#y, batch, inputs, outputs);
    } else {
      this.#backend.timesTransposed(x, this.weights, this.#y, batch, inputs, outputs);
    }
    if (this.#bias) this.#backend.addToRows(this.#y, this.#bias, batch, outputs);
    return this.#y;
  }

  /** dW = dyᵀ · x times the STE at the latent weight; db = column sums of dy; dx = dy · q(W). */
  backward(gradient: Float32Array, batch: number, inputGradient: boolean): Float32Array {
    const { inputs, outputs } = this;
    const dW = this.#weightGradient;
    this.#backend.transposedTimes(gradient, this.#x, dW, outputs, batch, inputs);
    if (this.binary) this.#backend.passThrough(this.#ste, this.latentWeights, dW, dW, dW.length);
    if (this.#biasGradient) this.#backend.columnSums(gradient, this.#biasGradient, batch, outputs);
    if (inputGradient) this.#backend.times(gradient, this.weights, this.#inputGradient, batch, outputs, inputs);
    return this.#inputGradient;
  }
}
