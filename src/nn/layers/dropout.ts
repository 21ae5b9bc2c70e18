import { type RandomGenerator, uniform } from '../../random.ts';
import type { Backend } from '../backend/backend.ts';
import { Layer } from './layer.ts';

/**
 * Inverted dropout (Srivastava et al., JMLR 15:1929, 2014, section 10): in training each value is 0 with probability `rate`,
 * else 1 / (1 - rate) times itself; in use all are as they are. x, y [batch × features].
 */
export class Dropout extends Layer {
  readonly #rate: number;
  /** Of this step: 0 or 1 / (1 - rate). */
  readonly #mask: Float32Array;

  constructor(backend: Backend, features: number, rate: number, largestBatch: number) {
    super(backend, features, largestBatch);
    this.#rate = rate;
    this.#mask = backend.allocate(largestBatch * features);
  }

  override draw(random: RandomGenerator, batch: number): void {
    const kept = 1 / (1 - this.#rate);
    for (let i = 0; i < batch * this.inputs; i++) this.#mask[i] = uniform(random) < this.#rate ? 0 : kept;
  }

  /** y = x · mask. */
  override forward(x: Float32Array, batch: number, training: boolean): Float32Array {
    if (!training) return x;
    this.backend.multiply(x, this.#mask, this.y, batch * this.inputs);
    return this.y;
  }

  /** dx = dy · mask. */
  override backward(gradient: Float32Array, batch: number): Float32Array {
    this.backend.multiply(gradient, this.#mask, this.inputGradient, batch * this.inputs);
    return this.inputGradient;
  }
}
