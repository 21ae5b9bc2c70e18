// Layers and optimisers on float32 with 128-bit SIMD. AssemblyScript; matrices are row-major, addresses in bytes.
// Four values at a time: up to three beyond the end of an array are read and written, and rows are taken in ascending
// order, so that what is written beyond one is overwritten by the next.

import { exp4 } from './exponentials';

/** y = sign(x): 1 for positive values, else -1. */
export function sign(x: usize, y: usize, length: i32): void {
  const one = f32x4.splat(1);
  for (const end = after(x, length); x < end; x += 16, y += 16) {
    v128.store(y, v128.bitselect(one, f32x4.neg(one), f32x4.gt(v128.load(x), f32x4.splat(0))));
  }
}

/** y [count × n] = the rows of x [any × n] with these numbers (uint32). */
export function takeRows(x: usize, rows: usize, y: usize, count: i32, n: i32): void {
  const row = (<usize>n) << 2;
  for (const end = rows + ((<usize>count) << 2); rows < end; rows += 4, y += row) {
    const from = x + <usize>load<u32>(rows) * row;
    for (let i: usize = 0; i < row; i += 16) v128.store(y + i, v128.load(from + i));
  }
}

/** The rows of x [any × n] with these numbers (uint32) += the rows of y [count × n], the first first. */
export function addRows(y: usize, rows: usize, x: usize, count: i32, n: i32): void {
  const row = (<usize>n) << 2;
  const whole = (<usize>(n & ~3)) << 2;
  for (const end = rows + ((<usize>count) << 2); rows < end; rows += 4, y += row) {
    const to = x + <usize>load<u32>(rows) * row;
    let i: usize = 0;
    for (; i < whole; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(y + i)));
    // Beyond a row lies the next one: adding to it is no good, unlike writing.
    for (; i < row; i += 4) f32.store(to + i, f32.load(to + i) + f32.load(y + i));
  }
}

/** c = a · b, value by value. */
export function multiply(a: usize, b: usize, c: usize, length: i32): void {
  for (const end = after(a, length); a < end; a += 16, b += 16, c += 16) {
    v128.store(c, f32x4.mul(v128.load(a), v128.load(b)));
  }
}

/** dx = dy where x > 0, else 0. */
export function passPositive(x: usize, dy: usize, dx: usize, length: i32): void {
  for (const end = after(x, length); x < end; x += 16, dy += 16, dx += 16) {
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(x), f32x4.splat(0))));
  }
}

/** dx = dy where |x| <= 1, else 0. */
export function passClipped(x: usize, dy: usize, dx: usize, length: i32): void {
  for (const end = after(x, length); x < end; x += 16, dy += 16, dx += 16) {
    v128.store(dx, v128.and(v128.load(dy), f32x4.le(f32x4.abs(v128.load(x)), f32x4.splat(1))));
  }
}

/** dx = dy · max(0, 2 - 2|x|). */
export function passPolynomial(x: usize, dy: usize, dx: usize, length: i32): void {
  const two = f32x4.splat(2);
  for (const end = after(x, length); x < end; x += 16, dy += 16, dx += 16) {
    const slope = f32x4.sub(two, f32x4.mul(two, f32x4.abs(v128.load(x))));
    v128.store(dx, f32x4.mul(v128.load(dy), f32x4.pmax(f32x4.splat(0), slope)));
  }
}

/** dx = dy · β (2 - βx tanh(βx/2)) / (1 + cosh(βx)); with u = exp(-β|x|) that is dy · 2βu (2 - β|x| (1-u)/(1+u)) / (1+u)². */
export function passSwish(x: usize, dy: usize, dx: usize, length: i32, beta: f32): void {
  const one = f32x4.splat(1);
  for (const end = after(x, length); x < end; x += 16, dy += 16, dx += 16) {
    const scaled = f32x4.mul(f32x4.splat(beta), f32x4.abs(v128.load(x)));
    const u = exp4(f32x4.neg(scaled));
    const sum = f32x4.add(one, u);
    const bracket = f32x4.sub(f32x4.splat(2), f32x4.mul(scaled, f32x4.div(f32x4.sub(one, u), sum)));
    const slope = f32x4.div(f32x4.mul(f32x4.mul(f32x4.splat(2 * beta), u), bracket), f32x4.mul(sum, sum));
    v128.store(dx, f32x4.mul(v128.load(dy), slope));
  }
}

/** y [batch × n] += row [n]. */
export function addToRows(y: usize, row: usize, batch: i32, n: i32): void {
  // Beyond a row lies the next one: adding to it is no good, unlike writing.
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < n; j++) {
      f32.store(y, f32.load(y) + f32.load(row + ((<usize>j) << 2)));
      y += 4;
    }
  }
}

/** sums [n] = the sums of the columns of y [batch × n]. */
export function columnSums(y: usize, sums: usize, batch: i32, n: i32): void {
  const stride = (<usize>n) << 2;
  for (let j = 0; j < n; j += 4) {
    let at = y + ((<usize>j) << 2);
    let sum = f32x4.splat(0);
    for (let i = 0; i < batch; i++, at += stride) sum = f32x4.add(sum, v128.load(at));
    v128.store(sums + ((<usize>j) << 2), sum);
  }
}

/** squares [n] = the sums of (x - mean)² over the columns of x [batch × n]. */
export function columnSquares(x: usize, mean: usize, squares: usize, batch: i32, n: i32): void {
  const stride = (<usize>n) << 2;
  for (let j = 0; j < n; j += 4) {
    let at = x + ((<usize>j) << 2);
    const centre = v128.load(mean + ((<usize>j) << 2));
    let sum = f32x4.splat(0);
    for (let i = 0; i < batch; i++, at += stride) {
      const distance = f32x4.sub(v128.load(at), centre);
      sum = f32x4.add(sum, f32x4.mul(distance, distance));
    }
    v128.store(squares + ((<usize>j) << 2), sum);
  }
}

/** y [batch × n] = slope [n] · x + offset [n]. */
export function scaleRows(x: usize, slope: usize, offset: usize, y: usize, batch: i32, n: i32): void {
  for (let i = 0; i < batch; i++) {
    for (let j: usize = 0; j < (<usize>n) << 2; j += 16) {
      v128.store(y + j, f32x4.add(f32x4.mul(v128.load(slope + j), v128.load(x + j)), v128.load(offset + j)));
    }
    x += (<usize>n) << 2;
    y += (<usize>n) << 2;
  }
}

/** products [n] = the sums of a · b over the columns of a, b [batch × n]. */
export function columnProducts(a: usize, b: usize, products: usize, batch: i32, n: i32): void {
  const stride = (<usize>n) << 2;
  for (let j = 0; j < n; j += 4) {
    const column = (<usize>j) << 2;
    let sum = f32x4.splat(0);
    for (let at = column; at < column + <usize>batch * stride; at += stride) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(a + at), v128.load(b + at)));
    }
    v128.store(products + column, sum);
  }
}

/** dx [batch × n] = slope [n] · (dy - dBeta [n] - normalised · dGamma [n]). */
export function normGradient(
  dy: usize,
  normalised: usize,
  slope: usize,
  dBeta: usize,
  dGamma: usize,
  dx: usize,
  batch: i32,
  n: i32,
): void {
  const stride = (<usize>n) << 2;
  for (let i = 0; i < batch; i++) {
    for (let j: usize = 0; j < stride; j += 16) {
      const ofBatch = f32x4.add(v128.load(dBeta + j), f32x4.mul(v128.load(normalised + j), v128.load(dGamma + j)));
      v128.store(dx + j, f32x4.mul(v128.load(slope + j), f32x4.sub(v128.load(dy + j), ofBatch)));
    }
    dy += stride;
    normalised += stride;
    dx += stride;
  }
}

/** One step of Adam; `rest` is 1 - β, `correction` 1 - β^t: as float32 1 - β would have few digits left. */
export function adam(
  value: usize,
  gradient: usize,
  mean: usize,
  square: usize,
  length: i32,
  rate: f32,
  epsilon: f32,
  beta1: f32,
  rest1: f32,
  correction1: f32,
  beta2: f32,
  rest2: f32,
  correction2: f32,
): void {
  const step = f32x4.splat(rate / correction1);
  const root = f32x4.splat(1 / correction2);
  for (const end = after(value, length); value < end; value += 16, gradient += 16, mean += 16, square += 16) {
    const g = v128.load(gradient);
    const m = f32x4.add(f32x4.mul(f32x4.splat(beta1), v128.load(mean)), f32x4.mul(f32x4.splat(rest1), g));
    const gg = f32x4.mul(g, g);
    const v = f32x4.add(f32x4.mul(f32x4.splat(beta2), v128.load(square)), f32x4.mul(f32x4.splat(rest2), gg));
    v128.store(mean, m);
    v128.store(square, v);
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(v, root)), f32x4.splat(epsilon));
    v128.store(value, f32x4.sub(v128.load(value), f32x4.div(f32x4.mul(step, m), size)));
  }
}

/** velocity = momentum · velocity + gradient + weightDecay · value, value -= rate · velocity. */
export function sgd(
  value: usize,
  gradient: usize,
  velocity: usize,
  length: i32,
  rate: f32,
  momentum: f32,
  weightDecay: f32,
): void {
  for (const end = after(value, length); value < end; value += 16, gradient += 16, velocity += 16) {
    const x = v128.load(value);
    const g = f32x4.add(v128.load(gradient), f32x4.mul(f32x4.splat(weightDecay), x));
    const v = f32x4.add(f32x4.mul(f32x4.splat(momentum), v128.load(velocity)), g);
    v128.store(velocity, v);
    v128.store(value, f32x4.sub(x, f32x4.mul(f32x4.splat(rate), v)));
  }
}

/** One step of Bop: mean m = rest · m + gamma · gradient, value = ±1; `rest` is 1 - gamma, as in `adam`. */
export function bop(
  value: usize,
  gradient: usize,
  mean: usize,
  length: i32,
  gamma: f32,
  rest: f32,
  threshold: f32,
): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (const end = after(value, length); value < end; value += 16, gradient += 16, mean += 16) {
    const ofGradient = f32x4.mul(f32x4.splat(gamma), v128.load(gradient));
    const m = f32x4.add(f32x4.mul(f32x4.splat(rest), v128.load(mean)), ofGradient);
    v128.store(mean, m);
    const positive = f32x4.gt(v128.load(value), zero);
    const differ = v128.xor(positive, f32x4.gt(m, zero));
    const flips = v128.andnot(f32x4.gt(f32x4.abs(m), f32x4.splat(threshold)), differ);
    v128.store(value, v128.bitselect(one, f32x4.neg(one), v128.xor(positive, flips)));
  }
}

/** value *= factor. */
export function scale(value: usize, factor: f32, length: i32): void {
  for (const end = after(value, length); value < end; value += 16) {
    v128.store(value, f32x4.mul(v128.load(value), f32x4.splat(factor)));
  }
}

/** Moves values beyond ±bound to it; NaN stays NaN, for which the value must be the first operand. */
export function clip(value: usize, bound: f32, length: i32): void {
  const most = f32x4.splat(bound);
  for (const end = after(value, length); value < end; value += 16) {
    v128.store(value, f32x4.pmin(f32x4.pmax(v128.load(value), f32x4.neg(most)), most));
  }
}

// @ts-ignore: decorator
@inline
function after(start: usize, length: i32): usize {
  return start + ((<usize>length) << 2);
}
