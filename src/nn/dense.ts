import { type RandomGenerator, uniform } from '../random.ts';
import type { Layer, Parameter } from './layer.ts';
import type { Products } from './products.ts';
import { simdProducts } from './simdProducts.ts';
import { STE, type SteName, sign } from './ste.ts';

export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** `binary`: the network uses the signs of the latent weights. `float`: it uses the weights themselves. */
  readonly weights: 'binary' | 'float';
  readonly bias: boolean;
  /** Gradient of the binary weights with respect to the latent ones. */
  readonly ste: SteName;
  /** Keep latent weights within [-1, 1]. */
  readonly clipLatent: boolean;
  readonly largestBatch: number;
  readonly random: RandomGenerator;
  /** Default: SIMD. */
  readonly products?: Products;
}

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
  readonly #bias: Float32Array | undefined;
  readonly #weightGradient: Float32Array;
  readonly #biasGradient: Float32Array | undefined;
  readonly #ste: SteName;
  readonly #products: Products;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  #x: Float32Array = new Float32Array(0);

  constructor({ inputs, outputs, weights, bias, ste, clipLatent, largestBatch, random, products }: DenseOptions) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.binary = weights === 'binary';
    const bound = 1 / Math.sqrt(inputs);
    const start = () => bound * (2 * uniform(random) - 1);
    this.latentWeights = Float32Array.from({ length: outputs * inputs }, start);
    this.weights = this.binary ? new Float32Array(outputs * inputs) : this.latentWeights;
    this.#weightGradient = new Float32Array(outputs * inputs);
    const latent = { name: 'latentWeights', value: this.latentWeights, gradient: this.#weightGradient };
    const parameters: Parameter[] = [clipLatent && this.binary ? { ...latent, clip: 1 } : latent];
    if (bias) {
      this.#bias = Float32Array.from({ length: outputs }, start);
      this.#biasGradient = new Float32Array(outputs);
      parameters.push({ name: 'bias', value: this.#bias, gradient: this.#biasGradient });
    }
    this.parameters = parameters;
    this.#ste = ste;
    this.#products = products ?? simdProducts;
    this.#y = new Float32Array(largestBatch * outputs);
    this.#inputGradient = new Float32Array(largestBatch * inputs);
    this.refresh();
  }

  /** Sets the binary weights to the signs of the latent ones. */
  refresh(): void {
    if (!this.binary) return;
    for (let i = 0; i < this.weights.length; i++) this.weights[i] = sign(this.latentWeights[i]);
  }

  forward(x: Float32Array, batch: number): Float32Array {
    const { inputs, outputs } = this;
    this.#x = x;
    this.#products.timesTransposed(x, this.weights, this.#y, batch, inputs, outputs);
    if (this.#bias) addToRows(this.#y, this.#bias, batch);
    return this.#y;
  }

  /** dW = dyᵀ · x times the STE at the latent weight; db = column sums of dy; dx = dy · q(W). */
  backward(gradient: Float32Array, batch: number, inputGradient: boolean): Float32Array {
    const { inputs, outputs } = this;
    this.#products.transposedTimes(gradient, this.#x, this.#weightGradient, outputs, batch, inputs);
    if (this.binary && this.#ste !== 'identity') {
      const ste = STE[this.#ste];
      for (let i = 0; i < this.#weightGradient.length; i++) this.#weightGradient[i] *= ste(this.latentWeights[i]);
    }
    if (this.#biasGradient) sumOfRows(gradient, this.#biasGradient, batch);
    if (inputGradient) this.#products.times(gradient, this.weights, this.#inputGradient, batch, outputs, inputs);
    return this.#inputGradient;
  }
}

function addToRows(y: Float32Array, row: Float32Array, batch: number): void {
  for (let i = 0; i < batch * row.length; i++) y[i] += row[i % row.length];
}

function sumOfRows(y: Float32Array, row: Float32Array, batch: number): void {
  row.fill(0);
  for (let i = 0; i < batch * row.length; i++) row[i % row.length] += y[i];
}
