import { Elementwise } from './elementwise.ts';

/** y = max(0, x), dx = dy where x > 0, else 0. x, y [batch × features]. */
export class Relu extends Elementwise {
  protected override apply(x: Float32Array, y: Float32Array, length: number): void {
    this.backend.passPositive(x, x, y, length);
  }

  protected override pass(x: Float32Array, dy: Float32Array, dx: Float32Array, length: number): void {
    this.backend.passPositive(x, dy, dx, length);
  }
}
