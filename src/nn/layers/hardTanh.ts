import { Elementwise } from './elementwise.ts';

/** y = max(-1, min(1, x)), dx = dy where |x| <= 1, else 0: what sign is to the clipped estimator. x, y [batch × features]. */
export class HardTanh extends Elementwise {
  protected override apply(x: Float32Array, y: Float32Array, length: number): void {
    y.set(x.subarray(0, length));
    this.backend.clip(y, 1, length);
  }

  protected override pass(x: Float32Array, dy: Float32Array, dx: Float32Array, length: number): void {
    this.backend.passThrough('clipped', x, dy, dx, length);
  }
}
