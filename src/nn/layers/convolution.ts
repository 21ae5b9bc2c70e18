import { type Backend, placesOf, type Window } from '../backend/backend.ts';
import { gather, spread } from './channels.ts';
import { Layer } from './layer.ts';
import { WeightMatrix, type WeightOptions } from './weightMatrix.ts';

export interface ConvolutionOptions extends WeightOptions {
  /** Of the inputs, with the kernel that moves over them. */
  readonly window: Window;
  /** How many channels come out. */
  readonly channels: number;
  readonly largestBatch: number;
}

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in this field): at each place of the kernel, a dense layer
 * of the patch p that it covers, y = q(W) · p + b. x [batch × input channels × height × width], W [channels × (input
 * channels · kernel · kernel)], y [batch × channels × places down × places across].
 */
export class Convolution extends Layer {
  declare readonly matrix: WeightMatrix;
  readonly #window: Window;
  readonly #places: number;
  /** Of one picture at a time, which fits the processor's cache: P [places × (input channels · kernel · kernel)]. */
  readonly #patches: Float32Array;
  readonly #patchGradient: Float32Array;
  /** dW of one picture. */
  readonly #weightGradient: Float32Array;
  /** A bias, or its gradient, for each value of y: [channels × places]. */
  readonly #columns: Float32Array;

  constructor(backend: Backend, options: ConvolutionOptions) {
    const { window, channels, binaryInputs = false, largestBatch } = options;
    const [down, across] = placesOf(window);
    const places = down * across;
    const covered = window.channels * window.kernel ** 2;
    // The zeros of a padding are no signs.
    const binaryPatches = binaryInputs && window.padding === 0;
    const matrix = new WeightMatrix(backend, channels, covered, { ...options, binaryInputs: binaryPatches }, places);
    const inputs = window.channels * window.height * window.width;
    super(backend, inputs, largestBatch, channels * places, matrix);
    this.#window = window;
    this.#places = places;
    this.#patches = backend.allocate(places * covered);
    this.#patchGradient = backend.allocate(places * covered);
    this.#weightGradient = backend.allocate(channels * covered);
    this.#columns = backend.allocate(matrix.bias ? this.outputs : 0);
  }

  /** Picture by picture: y = q(W) · Pᵀ + b. */
  override forward(x: Float32Array, batch: number): Float32Array {
    const { bias } = this.matrix;
    const places = this.#places;
    this.x = x;
    for (let i = 0; i < batch; i++) {
      const y = this.y.subarray(i * this.outputs, (i + 1) * this.outputs);
      this.#takePatches(i);
      this.matrix.timesAsColumns(this.#patches, y, places);
    }
    if (bias) {
      spread(bias.value, places, this.#columns);
      this.backend.addToRows(this.y, this.#columns, batch, this.outputs);
    }
    return this.y;
  }

  /** Sums over the pictures: dW = dy · P times the STE at the latent weight; db = dy's. dx = dyᵀ · q(W), put in place. */
  override backward(gradient: Float32Array, batch: number, inputGradient: boolean): Float32Array {
    const { bias, gradient: dW } = this.matrix;
    const places = this.#places;
    dW.fill(0);
    if (inputGradient) this.inputGradient.fill(0, 0, batch * this.inputs);
    for (let i = 0; i < batch; i++) {
      const dy = gradient.subarray(i * this.outputs, (i + 1) * this.outputs);
      // Taking them again costs less than keeping the whole batch's.
      this.#takePatches(i);
      this.matrix.weightGradientOfColumns(dy, this.#patches, this.#weightGradient, places);
      this.backend.addToRows(dW, this.#weightGradient, 1, dW.length);
      if (!inputGradient) continue;
      const dx = this.inputGradient.subarray(i * this.inputs, (i + 1) * this.inputs);
      this.matrix.inputGradientOfColumns(dy, this.#patchGradient, places);
      this.backend.addPatches(this.#patchGradient, dx, this.#window);
    }
    this.matrix.passThrough();
    if (bias) {
      this.backend.columnSums(gradient, this.#columns, batch, this.outputs);
      gather(this.#columns, places, bias.gradient);
    }
    return this.inputGradient;
  }

  #takePatches(picture: number): void {
    const x = this.x.subarray(picture * this.inputs, (picture + 1) * this.inputs);
    this.backend.takePatches(x, this.#patches, this.#window);
  }
}
