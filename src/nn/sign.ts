import type { Backend } from './backend.ts';
import type { Layer } from './layer.ts';
import type { SteName } from './ste.ts';

/** y = sign(x), dx = dy · STE(x). x, y [batch × features]. */
export class Sign implements Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters = [];
  readonly statistics = [];
  readonly #backend: Backend;
  readonly #ste: SteName;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  #x: Float32Array = new Float32Array(0);

  constructor(backend: Backend, features: number, ste: SteName, largestBatch: number) {
    this.inputs = features;
    this.outputs = features;
    this.#backend = backend;
    this.#ste = ste;
    this.#y = backend.allocate(largestBatch * features);
    this.#inputGradient = backend.allocate(largestBatch * features);
  }

  initialise(): void {}

  refresh(): void {}

  forward(x: Float32Array, batch: number): Float32Array {
    this.#x = x;
    this.#backend.sign(x, this.#y, batch * this.inputs);
    return this.#y;
  }

  backward(gradient: Float32Array, batch: number): Float32Array {
    this.#backend.passThrough(this.#ste, this.#x, gradient, this.#inputGradient, batch * this.inputs);
    return this.#inputGradient;
  }
}
