/** Layers without parameters whose every output is a function of one input. */
import type { Backend } from '../backend/backend.ts';
import type { SteName } from '../ste.ts';
import { Layer } from './layer.ts';

/** x, y [batch × features]. */
abstract class Elementwise extends Layer {
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

/** y = sign(x), dx = dy · STE(x). */
export class Sign extends Elementwise {
  readonly #ste: SteName;

  constructor(backend: Backend, features: number, ste: SteName, largestBatch: number) {
    super(backend, features, largestBatch);
    this.#ste = ste;
  }

  protected override apply(x: Float32Array, y: Float32Array, length: number): void {
    this.backend.sign(x, y, length);
  }

  protected override pass(x: Float32Array, dy: Float32Array, dx: Float32Array, length: number): void {
    this.backend.passThrough(this.#ste, x, dy, dx, length);
  }
}

/** y = max(-1, min(1, x)), dx = dy where |x| <= 1, else 0: what sign is to the clipped estimator. */
export class HardTanh extends Elementwise {
  protected override apply(x: Float32Array, y: Float32Array, length: number): void {
    y.set(x.subarray(0, length));
    this.backend.clip(y.subarray(0, length), 1);
  }

  protected override pass(x: Float32Array, dy: Float32Array, dx: Float32Array, length: number): void {
    this.backend.passThrough('clipped', x, dy, dx, length);
  }
}

/** y = max(0, x), dx = dy where x > 0, else 0. */
export class Relu extends Elementwise {
  protected override apply(x: Float32Array, y: Float32Array, length: number): void {
    this.backend.passPositive(x, x, y, length);
  }

  protected override pass(x: Float32Array, dy: Float32Array, dx: Float32Array, length: number): void {
    this.backend.passPositive(x, dy, dx, length);
  }
}
