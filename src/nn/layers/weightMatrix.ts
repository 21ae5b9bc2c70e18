import { type RandomGenerator, uniform } from '../../random.ts';
import { type Backend, codesLength, packedLength, roomLength, stripsLength } from '../backend/backend.ts';
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

/**
 * What a layer multiplies with, and what the optimiser moves behind it: q(W) [outputs × inputs] with q as
 * quantisers.ts says, and a bias [outputs]. Latent weights and biases start uniform in ±1/√inputs.
 *
 * Products with signs are made of their bits: of signs with signs by counting those that differ, of floats with signs by
 * tables of sums. They are of up to `rows` rows at a time: more would be written beyond the memory that they work in.
 */
export class WeightMatrix {
  readonly inputs: number;
  readonly outputs: number;
  readonly kind: WeightKind;
  readonly binary: boolean;
  readonly latentWeights: Float32Array;
  /** Positive where the network's weights are. */
  readonly signs: Float32Array;
  /** The signs, packed, where inputs are binary too. */
  readonly packed: Float32Array | null;
  /** Where the rows that it is multiplied with are packed then, so many at a time. */
  readonly #packedRows: Float32Array;
  /** Of binary weights, the codes of q(W)ᵀ [inputs × outputs], where inputs are floats, and of q(W). */
  readonly #codes: Float32Array | null;
  readonly #columnCodes: Float32Array | null;
  /** Of binary inputs [rows × inputs]. */
  readonly #inputCodes: Float32Array | null;
  readonly #room: Float32Array;
  /** dL/dq(W), until `passThrough` makes it dL/dW. */
  readonly gradient: Float32Array;
  readonly bias: { readonly value: Float32Array; readonly gradient: Float32Array } | null;
  readonly parameters: readonly Parameter[];
  readonly #weights: Float32Array;
  /** What is only made when it is asked for. */
  #areOutdated = { weights: false, columnCodes: false };
  readonly #backend: Backend;
  readonly #ste: SteName;

  constructor(backend: Backend, outputs: number, inputs: number, options: WeightOptions, rows: number) {
    const { weights, bias, binaryInputs = false, ste, clipLatent } = options;
    this.inputs = inputs;
    this.outputs = outputs;
    this.kind = weights;
    this.binary = weights === 'binary';
    this.latentWeights = backend.allocate(outputs * inputs);
    this.#weights = weights !== 'float' ? backend.allocate(outputs * inputs) : this.latentWeights;
    this.signs = this.binary ? this.latentWeights : this.#weights;
    const isPacked = this.binary && binaryInputs;
    this.packed = isPacked ? backend.allocate(outputs * packedLength(inputs)) : null;
    this.#packedRows = backend.allocate(isPacked ? rows * packedLength(inputs) : 0);
    this.#codes = this.binary && !binaryInputs ? backend.allocate(codesLength(inputs, outputs)) : null;
    this.#columnCodes = this.binary ? backend.allocate(codesLength(outputs, inputs)) : null;
    this.#inputCodes = binaryInputs ? backend.allocate(codesLength(rows, inputs)) : null;
    const ofSigns = [roomLength(inputs, outputs), roomLength(outputs, inputs), roomLength(rows, inputs)];
    const ofFloats = [stripsLength(outputs, rows), stripsLength(rows, outputs)];
    this.#room = backend.allocate(Math.max(...ofSigns, ...ofFloats));
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

  /** What the network multiplies with, q(W): of `float` weights the same array as `latentWeights`. */
  get weights(): Float32Array {
    if (this.#areOutdated.weights) this.#backend.sign(this.latentWeights, this.#weights, this.#weights.length);
    this.#areOutdated.weights = false;
    return this.#weights;
  }

  /** Codes of q(W), for gradients of inputs: nobody asks for that of the first layer's. Null where weights are not binary. */
  #codesOfColumns(): Float32Array | null {
    const { latentWeights, inputs, outputs } = this;
    if (this.#columnCodes && this.#areOutdated.columnCodes) {
      this.#backend.codesOfColumns(latentWeights, this.#columnCodes, outputs, inputs);
    }
    this.#areOutdated.columnCodes = false;
    return this.#columnCodes;
  }

  /** Sets what the network multiplies with by the latent weights. */
  refresh(): void {
    const { latentWeights, inputs, outputs } = this;
    this.#areOutdated = { weights: this.binary, columnCodes: this.binary };
    if (this.kind !== 'binary' && this.kind !== 'float') quantise(this.kind, latentWeights, this.#weights);
    if (this.packed) this.#backend.packSigns(latentWeights, this.packed, outputs, inputs);
    if (this.#codes) this.#backend.codesOfRows(latentWeights, this.#codes, inputs, outputs);
  }

  /** y [rows × outputs] = x · q(W)ᵀ of x [rows × inputs]. */
  times(x: Float32Array, y: Float32Array, rows: number): void {
    const { inputs, outputs, packed } = this;
    if (packed) {
      this.#backend.packSigns(x, this.#packedRows, rows, inputs);
      this.#backend.binaryTimesTransposed(this.#packedRows, packed, y, rows, inputs, outputs);
    } else if (this.#codes) this.#backend.timesSigns(x, this.#codes, y, rows, inputs, outputs, this.#room);
    else this.#backend.timesTransposed(x, this.weights, y, rows, inputs, outputs);
  }

  /** The same as columns: y [outputs × rows]. */
  timesAsColumns(x: Float32Array, y: Float32Array, rows: number): void {
    const { inputs, outputs, packed } = this;
    if (packed) {
      this.#backend.packSigns(x, this.#packedRows, rows, inputs);
      this.#backend.binaryTimesTransposed(packed, this.#packedRows, y, outputs, inputs, rows);
    } else if (this.#codes) this.#backend.timesSignsTurned(x, this.#codes, y, rows, inputs, outputs, this.#room);
    else this.#backend.timesTransposed(this.weights, x, y, outputs, inputs, rows);
  }

  /** dL/dx [rows × inputs] = dL/dy · q(W) of dL/dy [rows × outputs]. */
  inputGradient(dy: Float32Array, dx: Float32Array, rows: number): void {
    const { inputs, outputs } = this;
    const codes = this.#codesOfColumns();
    if (codes) this.#backend.timesSigns(dy, codes, dx, rows, outputs, inputs, this.#room);
    else this.#backend.times(dy, this.weights, dx, rows, outputs, inputs, this.#room);
  }

  /** The same of dL/dy as columns [outputs × rows]. */
  inputGradientOfColumns(dy: Float32Array, dx: Float32Array, rows: number): void {
    const { inputs, outputs } = this;
    const sizes = [rows, outputs, inputs] as const;
    const codes = this.#codesOfColumns();
    if (codes) this.#backend.transposedTimesSigns(dy, codes, dx, ...sizes, this.#room);
    else this.#backend.transposedTimes(dy, this.weights, dx, ...sizes, this.#room);
  }

  /** dL/dq(W) = dL/dy · x of dL/dy [outputs × rows] and x [rows × inputs]. */
  weightGradientOfColumns(dy: Float32Array, x: Float32Array, gradient: Float32Array, rows: number): void {
    const { inputs, outputs } = this;
    if (this.#inputCodes) {
      this.#backend.codesOfColumns(x, this.#inputCodes, rows, inputs);
      this.#backend.timesSigns(dy, this.#inputCodes, gradient, outputs, rows, inputs, this.#room);
    } else this.#backend.times(dy, x, gradient, outputs, rows, inputs, this.#room);
  }

  /** Sets dL/dW = dL/dq(W) = dL/dyᵀ · x times the STE at the latent weight, dL/dy [rows × outputs], x [rows × inputs]. */
  weightGradient(dy: Float32Array, x: Float32Array, rows: number): void {
    const { inputs, outputs, gradient } = this;
    if (this.#inputCodes) {
      this.#backend.codesOfColumns(x, this.#inputCodes, rows, inputs);
      this.#backend.transposedTimesSigns(dy, this.#inputCodes, gradient, outputs, rows, inputs, this.#room);
    } else this.#backend.transposedTimes(dy, x, gradient, outputs, rows, inputs, this.#room);
    this.passThrough();
  }

  /** dL/dW = dL/dq(W) times the STE at the latent weight. */
  passThrough(): void {
    const { gradient, latentWeights } = this;
    if (this.binary) this.#backend.passThrough(this.#ste, latentWeights, gradient, gradient, gradient.length);
  }
}
