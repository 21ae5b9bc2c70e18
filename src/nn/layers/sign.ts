import type { Backend } from '../backend/backend.ts';
import type { SteName } from '../ste.ts';
import { Elementwise } from './elementwise.ts';

/** y = sign(x), dx = dy · STE(x). x, y [batch × features]. */
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
