// The signs of float32 matrices as 4×4 blocks, with 128-bit SIMD. AssemblyScript; matrices are row-major, addresses in
// bytes. A value greater than the threshold is 1. A block's code reads its bits row by row, the first most significant.

/**
 * Adds the blocks of a matrix to their counts (uint32 by code); incomplete blocks are dropped. Returns how many of all
 * its values are 1.
 */
export function countBlocks(values: usize, rows: i32, columns: i32, threshold: f32, counts: usize): i32 {
  const row = (<usize>columns) << 2;
  const whole = columns & ~3;
  const level = f32x4.splat(threshold);
  let ones = 0;
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    let at = values + <usize>i * row;
    const end = at + ((<usize>whole) << 2);
    for (; at < end; at += 16) {
      const code = codeAt(at, row, level);
      const count = counts + ((<usize>code) << 2);
      store<u32>(count, load<u32>(count) + 1);
      ones += popcnt(code);
    }
    for (let r = 0; r < 4; r++) ones += countOnes(end + <usize>r * row, columns - whole, threshold);
  }
  return ones + countOnes(values + <usize>i * row, (rows - i) * columns, threshold);
}

/** Writes the code of each block (uint16), row by row of blocks. */
export function blockCodes(values: usize, rows: i32, columns: i32, threshold: f32, codes: usize): void {
  const row = (<usize>columns) << 2;
  const level = f32x4.splat(threshold);
  for (let i = 0; i + 4 <= rows; i += 4) {
    let at = values + <usize>i * row;
    const end = at + ((<usize>(columns & ~3)) << 2);
    for (; at < end; at += 16) {
      store<u16>(codes, <u16>codeAt(at, row, level));
      codes += 2;
    }
  }
}

/** Comparison gives all bits set or none; 16 lanes of 32 bits become 16 of 8, and their order is turned for the bitmask. */
// @ts-ignore: decorator
@inline
function codeAt(at: usize, row: usize, level: v128): i32 {
  const second = at + row;
  const third = second + row;
  const upper = i16x8.narrow_i32x4_s(f32x4.gt(v128.load(at), level), f32x4.gt(v128.load(second), level));
  const lower = i16x8.narrow_i32x4_s(f32x4.gt(v128.load(third), level), f32x4.gt(v128.load(third + row), level));
  const signs = i8x16.narrow_i16x8_s(upper, lower);
  return i8x16.bitmask(v128.shuffle<i8>(signs, signs, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
}

/** How many of the values are greater than the threshold. */
export function countOnes(values: usize, count: i32, threshold: f32): i32 {
  const level = f32x4.splat(threshold);
  const end = values + ((<usize>count) << 2);
  let sum = i32x4.splat(0);
  for (; values + 16 <= end; values += 16) sum = i32x4.sub(sum, f32x4.gt(v128.load(values), level));
  let ones = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1);
  ones += i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
  for (; values < end; values += 4) ones += i32(load<f32>(values) > threshold);
  return ones;
}

/** Whether no value is NaN or infinite: those have all bits of the exponent set. */
export function areFinite(values: usize, count: i32): bool {
  const exponent = i32x4.splat(0x7f800000);
  const end = values + ((<usize>count) << 2);
  let found = i32x4.splat(0);
  for (; values + 16 <= end; values += 16) {
    found = v128.or(found, i32x4.eq(v128.and(v128.load(values), exponent), exponent));
  }
  let isFinite = !v128.any_true(found);
  for (; values < end; values += 4) isFinite = isFinite && (load<i32>(values) & 0x7f800000) != 0x7f800000;
  return isFinite;
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
