import type { Backend } from '../backend/backend.ts';
import type { Layer } from './layer.ts';

/** A layer without parameters whose every output is a function of one input. x, y [batch × features]. */
export abstract class Elementwise implements Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters = [];
  readonly statistics = [];
  protected readonly backend: Backend;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  #x: Float32Array = new Float32Array(0);

  constructor(backend: Backend, features: number, largestBatch: number) {
    this.inputs = features;
    this.outputs = features;
    this.backend = backend;
    this.#y = backend.allocate(largestBatch * features);
    this.#inputGradient = backend.allocate(largestBatch * features);
  }

  /** Sets y to the function of x. */
  protected abstract apply(x: Float32Array, y: Float32Array, length: number): void;

  /** Sets dx to dy times the slope at x. */
  protected abstract pass(x: Float32Array, dy: Float32Array, dx: Float32Array, length: number): void;

  initialise(): void {}

  refresh(): void {}

  forward(x: Float32Array, batch: number): Float32Array {
    this.#x = x;
    this.apply(x, this.#y, batch * this.inputs);
    return this.#y;
  }

  backward(gradient: Float32Array, batch: number): Float32Array {
    this.pass(this.#x, gradient, this.#inputGradient, batch * this.inputs);
    return this.#inputGradient;
  }
}
