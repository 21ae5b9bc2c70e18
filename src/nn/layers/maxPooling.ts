import type { Backend, Squares } from '../backend/backend.ts';
import { Layer } from './layer.ts';

export interface PoolingOptions extends Squares {
  /** Of the inputs. */
  readonly channels: number;
  readonly largestBatch: number;
}

/**
 * The greatest value of each square of size × size, next to one another; incomplete squares are dropped.
 * x [batch × channels × height × width], y [batch × channels × ⌊height / size⌋ × ⌊width / size⌋].
 */
export class MaxPooling extends Layer {
  readonly #options: PoolingOptions;

  constructor(backend: Backend, options: PoolingOptions) {
    const { channels, height, width, size, largestBatch } = options;
    const squares = Math.floor(height / size) * Math.floor(width / size);
    super(backend, channels * height * width, largestBatch, channels * squares);
    this.#options = options;
  }

  override forward(x: Float32Array, batch: number): Float32Array {
    this.x = x;
    this.backend.maxPool(x, this.y, batch * this.#options.channels, this.#options);
    return this.y;
  }

  /** dx = dy at the greatest value of each square, the first of equals; else 0. */
  override backward(gradient: Float32Array, batch: number): Float32Array {
    const dx = this.inputGradient.fill(0, 0, batch * this.inputs);
    this.backend.maxPoolGradient(this.x, this.y, gradient, dx, batch * this.#options.channels, this.#options);
    return dx;
  }
}
