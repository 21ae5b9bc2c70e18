/** Layers without parameters whose every output is a function of one input. x, y [batch × features]. */
import type { Backend } from '../backend/backend.ts';
import type { SteName } from '../ste.ts';
import { Layer } from './layer.ts';

/** y = sign(x), dx = dy · STE(x). */
export class Sign extends Layer {
  readonly #ste: SteName;

  constructor(backend: Backend, features: number, ste: SteName, largestBatch: number) {
    super(backend, features, largestBatch);
    this.#ste = ste;
  }

  override forward(x: Float32Array, batch: number): Float32Array {
    this.x = x;
    this.backend.sign(x, this.y, batch * this.inputs);
    return this.y;
  }

  override backward(gradient: Float32Array, batch: number): Float32Array {
    this.backend.passThrough(this.#ste, this.x, gradient, this.inputGradient, batch * this.inputs);
    return this.inputGradient;
  }
}

/** y = max(-1, min(1, x)), dx = dy where |x| <= 1, else 0: what sign is to the clipped estimator. */
export class HardTanh extends Layer {
  override forward(x: Float32Array, batch: number): Float32Array {
    this.x = x;
    this.y.set(x.subarray(0, batch * this.inputs));
    this.backend.clip(this.y.subarray(0, batch * this.inputs), 1);
    return this.y;
  }

  override backward(gradient: Float32Array, batch: number): Float32Array {
    this.backend.passThrough('clipped', this.x, gradient, this.inputGradient, batch * this.inputs);
    return this.inputGradient;
  }
}

/** y = max(0, x), dx = dy where x > 0, else 0. */
export class Relu extends Layer {
  override forward(x: Float32Array, batch: number): Float32Array {
    this.x = x;
    this.backend.passPositive(x, x, this.y, batch * this.inputs);
    return this.y;
  }

  override backward(gradient: Float32Array, batch: number): Float32Array {
    this.backend.passPositive(this.x, gradient, this.inputGradient, batch * this.inputs);
    return this.inputGradient;
  }
}
