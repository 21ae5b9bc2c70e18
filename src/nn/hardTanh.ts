import type { Backend } from './backend.ts';
import type { Layer } from './layer.ts';

/** y = max(-1, min(1, x)), dx = dy where |x| <= 1, else 0: what sign is to the clipped estimator. x, y [batch × features]. */
export class HardTanh implements Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters = [];
  readonly statistics = [];
  readonly #backend: Backend;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  #x: Float32Array = new Float32Array(0);

  constructor(backend: Backend, features: number, largestBatch: number) {
    this.inputs = features;
    this.outputs = features;
    this.#backend = backend;
    this.#y = backend.allocate(largestBatch * features);
    this.#inputGradient = backend.allocate(largestBatch * features);
  }

  initialise(): void {}

  refresh(): void {}

  forward(x: Float32Array, batch: number): Float32Array {
    this.#x = x;
    this.#y.set(x.subarray(0, batch * this.inputs));
    this.#backend.clip(this.#y, 1, batch * this.inputs);
    return this.#y;
  }

  backward(gradient: Float32Array, batch: number): Float32Array {
    this.#backend.passThrough('clipped', this.#x, gradient, this.#inputGradient, batch * this.inputs);
    return this.#inputGradient;
  }
}
