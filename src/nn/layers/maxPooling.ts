import type { Backend } from '../backend/backend.ts';
import type { Layer } from './layer.ts';

export interface PoolingOptions {
  /** Of the inputs. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly largestBatch: number;
}

/**
 * The greatest value of each square of size × size, next to one another; incomplete squares are dropped.
 * x [batch × channels × height × width], y [batch × channels × ⌊height / size⌋ × ⌊width / size⌋].
 */
export class MaxPooling implements Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters = [];
  readonly statistics = [];
  readonly #backend: Backend;
  readonly #options: PoolingOptions;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  #x: Float32Array = new Float32Array(0);

  constructor(backend: Backend, options: PoolingOptions) {
    const { channels, height, width, size, largestBatch } = options;
    this.inputs = channels * height * width;
    this.outputs = channels * Math.floor(height / size) * Math.floor(width / size);
    this.#backend = backend;
    this.#options = options;
    this.#y = backend.allocate(largestBatch * this.outputs);
    this.#inputGradient = backend.allocate(largestBatch * this.inputs);
  }

  initialise(): void {}

  refresh(): void {}

  forward(x: Float32Array, batch: number): Float32Array {
    const { channels, height, width, size } = this.#options;
    this.#x = x;
    this.#backend.maxPool(x, this.#y, batch * channels, height, width, size);
    return this.#y;
  }

  /** dx = dy at the greatest value of each square, the first of equals; else 0. */
  backward(gradient: Float32Array, batch: number): Float32Array {
    const { channels, height, width, size } = this.#options;
    const dx = this.#inputGradient.fill(0, 0, batch * this.inputs);
    this.#backend.maxPoolGradient(this.#x, this.#y, gradient, dx, batch * channels, height, width, size);
    return dx;
  }
}
