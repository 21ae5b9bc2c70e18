// Softmax and cross-entropy on float32 with 128-bit SIMD, four examples at a time. AssemblyScript; addresses in bytes.

import { exp4, log4 } from './exponentials';

/**
 * p [batch × n] = scale times the softmax of each row of z [batch × n]; largest [batch] and logs [batch]: z's maximum, and
 * log Σ exp(z - it). Four rows at a time; sums go from the first class to the last.
 */
export function softmax(z: usize, p: usize, largest: usize, logs: usize, scale: f32, batch: i32, n: i32): void {
  const row = (<usize>n) << 2;
  for (let i = 0; i < batch; i += 4) {
    // Rows beyond the last are computed as copies of it.
    const r0 = <usize>i * row;
    const r1 = <usize>min(i + 1, batch - 1) * row;
    const r2 = <usize>min(i + 2, batch - 1) * row;
    const r3 = <usize>min(i + 3, batch - 1) * row;
    let top = f32x4.splat(-f32.MAX_VALUE);
    for (let j: usize = 0; j < row; j += 4) top = f32x4.pmax(top, loadFour(z + j, r0, r1, r2, r3));
    let sum = f32x4.splat(0);
    for (let j: usize = 0; j < row; j += 4) {
      const power = exp4(f32x4.sub(loadFour(z + j, r0, r1, r2, r3), top));
      sum = f32x4.add(sum, power);
      storeFour(p + j, power, r0, r1, r2, r3);
    }
    const factor = f32x4.div(f32x4.splat(scale), sum);
    for (let j: usize = 0; j < row; j += 4) {
      storeFour(p + j, f32x4.mul(loadFour(p + j, r0, r1, r2, r3), factor), r0, r1, r2, r3);
    }
    v128.store(largest + ((<usize>i) << 2), top);
    v128.store(logs + ((<usize>i) << 2), log4(sum));
  }
}

// @ts-ignore: decorator
@inline
function loadFour(at: usize, r0: usize, r1: usize, r2: usize, r3: usize): v128 {
  const two = v128.load_lane<f32>(at + r1, v128.load32_zero(at + r0), 1);
  return v128.load_lane<f32>(at + r3, v128.load_lane<f32>(at + r2, two, 2), 3);
}

// @ts-ignore: decorator
@inline
function storeFour(at: usize, numbers: v128, r0: usize, r1: usize, r2: usize, r3: usize): void {
  v128.store_lane<f32>(at + r0, numbers, 0);
  v128.store_lane<f32>(at + r1, numbers, 1);
  v128.store_lane<f32>(at + r2, numbers, 2);
  v128.store_lane<f32>(at + r3, numbers, 3);
}

/**
 * losses [count] of logits by columns, z [n × count], and labels [count] (int32): (largest - z[label]) + log Σ exp(z - largest)
 * with the sums of `softmax`. Count is a multiple of 4.
 */
export function columnLosses(z: usize, labels: usize, losses: usize, n: i32, count: i32): void {
  const row = (<usize>count) << 2;
  for (let i: usize = 0; i < row; i += 16) {
    const label = v128.load(labels + i);
    const end = z + <usize>n * row + i;
    let top = f32x4.splat(-f32.MAX_VALUE);
    let right = f32x4.splat(0);
    let j = i32x4.splat(0);
    for (let at = z + i; at < end; at += row) {
      const logit = v128.load(at);
      top = f32x4.pmax(top, logit);
      right = v128.bitselect(logit, right, i32x4.eq(label, j));
      j = i32x4.add(j, i32x4.splat(1));
    }
    let sum = f32x4.splat(0);
    for (let at = z + i; at < end; at += row) sum = f32x4.add(sum, exp4(f32x4.sub(v128.load(at), top)));
    v128.store(losses + i, f32x4.add(log4(sum), f32x4.sub(top, right)));
  }
}
