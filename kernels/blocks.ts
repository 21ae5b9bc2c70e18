// The signs of float32 matrices as 4×4 blocks, with 128-bit SIMD. AssemblyScript; matrices are row-major, addresses in
// bytes. A value greater than the threshold is 1. A block's code reads its bits row by row, the first most significant;
// its reversed code has the first least significant, which is what the instructions give.

/**
 * Adds the blocks of a matrix to their counts (uint32 by reversed code); incomplete blocks are dropped. The word after
 * the counts becomes 1 if a value is NaN or infinite. Returns how many of all values are 1.
 */
export function countBlocks(values: usize, rows: i32, columns: i32, threshold: f32, counts: usize): i32 {
  const row = (<usize>columns) << 2;
  const whole = columns & ~3;
  const level = f32x4.splat(threshold);
  // Twice a value's bits: the sign is gone, and NaN and infinities, with all bits of the exponent set, are the largest.
  let largest = i32x4.splat(0);
  let ones = 0;
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    let at = values + <usize>i * row;
    const end = at + ((<usize>whole) << 2);
    for (; at < end; at += 16) {
      const x0 = v128.load(at);
      const x1 = v128.load(at + row);
      const x2 = v128.load(at + 2 * row);
      const x3 = v128.load(at + 3 * row);
      const reversed = i8x16.bitmask(signs(x0, x1, x2, x3, level));
      const count = counts + ((<usize>reversed) << 2);
      store<u32>(count, load<u32>(count) + 1);
      ones += popcnt(reversed);
      const upper = i32x4.max_u(i32x4.add(x0, x0), i32x4.add(x1, x1));
      largest = i32x4.max_u(largest, i32x4.max_u(upper, i32x4.max_u(i32x4.add(x2, x2), i32x4.add(x3, x3))));
    }
    for (let r = 0; r < 4; r++) ones += countEdge(end + <usize>r * row, columns - whole, threshold, counts);
  }
  if (v128.any_true(i32x4.ge_u(largest, i32x4.splat(0xff000000)))) store<u32>(counts + FLAG, 1);
  return ones + countEdge(values + <usize>i * row, (rows - i) * columns, threshold, counts);
}

/** Where the word after the counts is. */
const FLAG: usize = 4 << 16;

/** The same of values in no block. */
function countEdge(values: usize, count: i32, threshold: f32, counts: usize): i32 {
  let ones = 0;
  for (let i = 0; i < count; i++) {
    const value = load<f32>(values + ((<usize>i) << 2));
    ones += i32(value > threshold);
    if (value - value != 0) store<u32>(counts + FLAG, 1);
  }
  return ones;
}

/** Writes the code of each block (uint16), row by row of blocks. */
export function blockCodes(values: usize, rows: i32, columns: i32, threshold: f32, codes: usize): void {
  const row = (<usize>columns) << 2;
  const level = f32x4.splat(threshold);
  for (let i = 0; i + 4 <= rows; i += 4) {
    let at = values + <usize>i * row;
    const end = at + ((<usize>(columns & ~3)) << 2);
    for (; at < end; at += 16) {
      const lower = at + 2 * row;
      const bits = signs(v128.load(at), v128.load(at + row), v128.load(lower), v128.load(lower + row), level);
      const turned = v128.shuffle<i8>(bits, bits, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
      store<u16>(codes, <u16>i8x16.bitmask(turned));
      codes += 2;
    }
  }
}

/** Sixteen lanes of 8 bits, all set where a value is greater. Comparison gives lanes of 32 bits, which are narrowed. */
// @ts-ignore: decorator
@inline
function signs(x0: v128, x1: v128, x2: v128, x3: v128, level: v128): v128 {
  const upper = i16x8.narrow_i32x4_s(f32x4.gt(x0, level), f32x4.gt(x1, level));
  const lower = i16x8.narrow_i32x4_s(f32x4.gt(x2, level), f32x4.gt(x3, level));
  return i8x16.narrow_i16x8_s(upper, lower);
}

/** The plain sum, in four accumulators of four: the fastest pass over an array, which bench/bdm measures against. */
export function sum(values: usize, count: i32): f32 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = values + ((<usize>(count & ~15)) << 2);
  for (; values < end; values += 64) {
    s0 = f32x4.add(s0, v128.load(values));
    s1 = f32x4.add(s1, v128.load(values, 16));
    s2 = f32x4.add(s2, v128.load(values, 32));
    s3 = f32x4.add(s3, v128.load(values, 48));
  }
  const total = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  let result = f32x4.extract_lane(total, 0) + f32x4.extract_lane(total, 1);
  result += f32x4.extract_lane(total, 2) + f32x4.extract_lane(total, 3);
  for (let i = count & ~15; i < count; i++) {
    result += load<f32>(values);
    values += 4;
  }
  return result;
}
