import type { Layer } from './layer.ts';
import { STE, type SteName, sign } from './ste.ts';

/** y = sign(x), dx = dy · STE(x). x, y [batch × features]. */
export class Sign implements Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters = [];
  readonly statistics = [];
  readonly #ste: (x: number) => number;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  #x: Float32Array = new Float32Array(0);

  constructor(features: number, ste: SteName, largestBatch: number) {
    this.inputs = features;
    this.outputs = features;
    this.#ste = STE[ste];
    this.#y = new Float32Array(largestBatch * features);
    this.#inputGradient = new Float32Array(largestBatch * features);
  }

  refresh(): void {}

  forward(x: Float32Array, batch: number): Float32Array {
    this.#x = x;
    const y = this.#y;
    for (let i = 0; i < batch * this.inputs; i++) y[i] = sign(x[i]);
    return y;
  }

  backward(gradient: Float32Array, batch: number): Float32Array {
    const x = this.#x;
    const ste = this.#ste;
    const inputGradient = this.#inputGradient;
    for (let i = 0; i < batch * this.inputs; i++) inputGradient[i] = gradient[i] * ste(x[i]);
    return inputGradient;
  }
}
