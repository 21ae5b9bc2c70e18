import { type RandomGenerator, uniform } from '../../random.ts';
import { type Backend, packedLength } from '../backend/backend.ts';
import { quantise, type WeightKind } from '../quantisers.ts';
import type { SteName } from '../ste.ts';
import type { Parameter } from './parameter.ts';

export interface WeightOptions {
  /** What the network uses of the latent weights: their signs, coarser values, or the weights themselves. */
  readonly weights: WeightKind;
  readonly bias: boolean;
  /** Whether all inputs are ±1. */
  readonly binaryInputs?: boolean;
  /** Gradient of binary weights with respect to the latent ones; other kinds pass it on unchanged. */
  readonly ste: SteName;
  /** Keep latent weights within [-1, 1]. */
  readonly clipLatent: boolean;
}

/** Shorter rows are multiplied faster as floats. Both give the same: sums of ±1 are exact. */
const LEAST_PACKED = 64;

/**
 * What a layer multiplies with, and what the optimiser moves behind it: q(W) [outputs × inputs] with q as
 * quantisers.ts says, and a bias [outputs]. Latent weights and biases start uniform in ±1/√inputs.
 */
export class WeightMatrix {
  readonly inputs: number;
  readonly outputs: number;
  readonly kind: WeightKind;
  readonly binary: boolean;
  readonly latentWeights: Float32Array;
  /** What the network multiplies with, q(W): of `float` weights the same array as `latentWeights`. */
  readonly weights: Float32Array;
  /** The signs, packed, where inputs are binary too and rows long enough for products of signs to be worth it. */
  readonly packed: Float32Array | null;
  /** Where the rows that it is multiplied with are packed then, so many at a time. */
  readonly packedRows: Float32Array;
  /** dL/dq(W), until `passThrough` makes it dL/dW. */
  readonly gradient: Float32Array;
  readonly bias: { readonly value: Float32Array; readonly gradient: Float32Array } | null;
  readonly parameters: readonly Parameter[];
  readonly #backend: Backend;
  readonly #ste: SteName;

  constructor(backend: Backend, outputs: number, inputs: number, options: WeightOptions, rows = 0) {
    const { weights, bias, binaryInputs = false, ste, clipLatent } = options;
    this.inputs = inputs;
    this.outputs = outputs;
    this.kind = weights;
    this.binary = weights === 'binary';
    this.latentWeights = backend.allocate(outputs * inputs);
    this.weights = weights !== 'float' ? backend.allocate(outputs * inputs) : this.latentWeights;
    const isPacked = this.binary && binaryInputs && inputs >= LEAST_PACKED;
    this.packed = isPacked ? backend.allocate(outputs * packedLength(inputs)) : null;
    this.packedRows = backend.allocate(isPacked ? rows * packedLength(inputs) : 0);
    this.gradient = backend.allocate(outputs * inputs);
    this.bias = bias ? { value: backend.allocate(outputs), gradient: backend.allocate(outputs) } : null;
    const latent = { name: 'latentWeights', value: this.latentWeights, gradient: this.gradient };
    this.parameters = [
      { ...latent, ...(this.binary && { binary: true }), ...(clipLatent && weights !== 'float' && { clip: 1 }) },
      ...(this.bias ? [{ name: 'bias', ...this.bias }] : []),
    ];
    this.#backend = backend;
    this.#ste = ste;
  }

  initialise(random: RandomGenerator): void {
    const bound = 1 / Math.sqrt(this.inputs);
    for (const { value } of this.parameters) {
      for (let i = 0; i < value.length; i++) value[i] = bound * (2 * uniform(random) - 1);
    }
    this.refresh();
  }

  /** Sets the weights that the network multiplies with by the latent ones. */
  refresh(): void {
    const { latentWeights, weights } = this;
    if (this.kind === 'binary') this.#backend.sign(latentWeights, weights, weights.length);
    else if (this.kind !== 'float') quantise(this.kind, latentWeights, weights);
    if (this.packed) this.#backend.packSigns(this.weights, this.packed, this.outputs, this.inputs);
  }

  /** dL/dW = dL/dq(W) times the STE at the latent weight. */
  passThrough(): void {
    const { gradient, latentWeights } = this;
    if (this.binary) this.#backend.passThrough(this.#ste, latentWeights, gradient, gradient, gradient.length);
  }
}
