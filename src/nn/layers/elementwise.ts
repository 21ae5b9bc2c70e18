import type { Backend } from '../backend/backend.ts';
import { Layer } from './layer.ts';

/** A layer without parameters whose every output is a function of one input. x, y [batch × features]. */
export abstract class Elementwise extends Layer {
  constructor(backend: Backend, features: number, largestBatch: number) {
    super(backend, features, features, largestBatch);
  }

  /** Sets y to the function of x. */
  protected abstract apply(x: Float32Array, y: Float32Array, length: number): void;

  /** Sets dx to dy times the slope at x. */
  protected abstract pass(x: Float32Array, dy: Float32Array, dx: Float32Array, length: number): void;

  override forward(x: Float32Array, batch: number): Float32Array {
    this.x = x;
    this.apply(x, this.y, batch * this.inputs);
    return this.y;
  }

  override backward(gradient: Float32Array, batch: number): Float32Array {
    this.pass(this.x, gradient, this.inputGradient, batch * this.inputs);
    return this.inputGradient;
  }
}
