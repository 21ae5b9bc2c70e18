import type { Backend } from './backend.ts';
import type { Layer } from './layer.ts';

/** y = max(0, x), dx = dy where x > 0, else 0. x, y [batch × features]. */
export class Relu implements Layer {
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
    this.#backend.passPositive(x, x, this.#y, batch * this.inputs);
    return this.#y;
  }

  backward(gradient: Float32Array, batch: number): Float32Array {
    this.#backend.passPositive(this.#x, gradient, this.#inputGradient, batch * this.inputs);
    return this.#inputGradient;
  }
}
