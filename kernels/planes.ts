// A binary perceptron in use, on many examples at once, with 128-bit SIMD: lanes are examples. AssemblyScript; addresses in
// bytes. A plane has a word (uint32) for each example, with the signs of 32 of its values, the first least significant, 1
// for positive ones. Examples come in multiples of 32, `count` of them.

/**
 * sums [count] (int32) of one output += twice the columns x (int16) of the inputs whose weight became 1, -= twice those
 * whose weight became -1. `columns` has their addresses, first of the former.
 */
export function moveSums(sums: usize, columns: usize, up: i32, down: i32, count: i32): void {
  const turn = columns + ((<usize>up) << 2);
  const end = turn + ((<usize>down) << 2);
  for (let i: usize = 0; i < (<usize>count) << 1; i += 32) {
    let d0 = i32x4.splat(0);
    let d1 = d0;
    let d2 = d0;
    let d3 = d0;
    for (let at = columns; at < turn; at += 4) {
      const x = <usize>load<u32>(at) + i;
      const low = v128.load(x);
      const high = v128.load(x, 16);
      d0 = i32x4.add(d0, i32x4.extend_low_i16x8_s(low));
      d1 = i32x4.add(d1, i32x4.extend_high_i16x8_s(low));
      d2 = i32x4.add(d2, i32x4.extend_low_i16x8_s(high));
      d3 = i32x4.add(d3, i32x4.extend_high_i16x8_s(high));
    }
    for (let at = turn; at < end; at += 4) {
      const x = <usize>load<u32>(at) + i;
      const low = v128.load(x);
      const high = v128.load(x, 16);
      d0 = i32x4.sub(d0, i32x4.extend_low_i16x8_s(low));
      d1 = i32x4.sub(d1, i32x4.extend_high_i16x8_s(low));
      d2 = i32x4.sub(d2, i32x4.extend_low_i16x8_s(high));
      d3 = i32x4.sub(d3, i32x4.extend_high_i16x8_s(high));
    }
    const s = sums + (i << 1);
    v128.store(s, i32x4.add(v128.load(s), i32x4.shl(d0, 1)));
    v128.store(s, i32x4.add(v128.load(s, 16), i32x4.shl(d1, 1)), 16);
    v128.store(s, i32x4.add(v128.load(s, 32), i32x4.shl(d2, 1)), 32);
    v128.store(s, i32x4.add(v128.load(s, 48), i32x4.shl(d3, 1)), 48);
  }
}

/**
 * planes [⌈n / 32⌉ × count] of sums [n × count] (int32): value j of an example is positive where its sum is greater than
 * thresholds[j], or, where bit j of `inverted` [⌈n / 32⌉] is set, where it is not.
 */
export function planesOfSums(
  sums: usize,
  thresholds: usize,
  inverted: usize,
  planes: usize,
  n: i32,
  count: i32,
): void {
  const row = (<usize>count) << 2;
  for (let first = 0; first < n; first += 32) {
    const last = min(first + 32, n) - 1;
    const inversion = i32x4.splat(load<i32>(inverted));
    for (let i: usize = 0; i < row; i += 32) {
      let w0 = i32x4.splat(0);
      let w1 = w0;
      // From the last to the first, each pushes the ones before it up: true is -1.
      let at = sums + <usize>last * row + i;
      for (let j = last; j >= first; j--, at -= row) {
        const threshold = v128.load32_splat(thresholds + ((<usize>j) << 2));
        w0 = i32x4.sub(i32x4.add(w0, w0), i32x4.gt_s(v128.load(at), threshold));
        w1 = i32x4.sub(i32x4.add(w1, w1), i32x4.gt_s(v128.load(at, 16), threshold));
      }
      v128.store(planes + i, v128.xor(w0, inversion));
      v128.store(planes + i, v128.xor(w1, inversion), 16);
    }
    planes += row;
    inverted += 4;
  }
}

/**
 * The same of a layer whose inputs are planes [words × count] and whose weights are rows of `stride` words of which the
 * first are theirs: value j is positive where more than thresholds[j] inputs differ in sign from their weights, or,
 * inverted, where not more do.
 */
export function planesOfPlanes(
  inputs: usize,
  weights: usize,
  thresholds: usize,
  inverted: usize,
  planes: usize,
  words: i32,
  stride: i32,
  n: i32,
  count: i32,
): void {
  const row = (<usize>count) << 2;
  for (let first = 0; first < n; first += 32) {
    const last = min(first + 32, n) - 1;
    const inversion = i32x4.splat(load<i32>(inverted));
    for (let i: usize = 0; i < row; i += 16) {
      let bits = i32x4.splat(0);
      for (let j = last; j >= first; j--) {
        const differing = differences(inputs + i, weights + ((<usize>(j * stride)) << 2), words, row);
        const threshold = v128.load32_splat(thresholds + ((<usize>j) << 2));
        bits = i32x4.sub(i32x4.add(bits, bits), i32x4.gt_s(differing, threshold));
      }
      v128.store(planes + i, v128.xor(bits, inversion));
    }
    planes += row;
    inverted += 4;
  }
}

/** z [n × count] = slope [n] · (k - 2 · the inputs that differ in sign from their weights) + offset [n], k inputs in all. */
export function outputsOfPlanes(
  inputs: usize,
  weights: usize,
  slope: usize,
  offset: usize,
  z: usize,
  k: i32,
  stride: i32,
  n: i32,
  count: i32,
): void {
  const row = (<usize>count) << 2;
  const words = (k + 31) >> 5;
  for (let j = 0; j < n; j++) {
    const own = weights + ((<usize>(j * stride)) << 2);
    const s = v128.load32_splat(slope + ((<usize>j) << 2));
    const o = v128.load32_splat(offset + ((<usize>j) << 2));
    for (let i: usize = 0; i < row; i += 16, z += 16) {
      const sum = i32x4.sub(i32x4.splat(k), i32x4.shl(differences(inputs + i, own, words, row), 1));
      v128.store(z, f32x4.add(f32x4.mul(s, f32x4.convert_i32x4_s(sum)), o));
    }
  }
}

/** In how many bits four examples' words, `row` bytes apart, differ from these. */
// @ts-ignore: decorator
@inline
function differences(inputs: usize, words: usize, count: i32, row: usize): v128 {
  let differing = bitCounts(v128.xor(v128.load(inputs), v128.load32_splat(words)));
  for (let word = 1; word < count; word++) {
    inputs += row;
    words += 4;
    differing = i32x4.add(differing, bitCounts(v128.xor(v128.load(inputs), v128.load32_splat(words))));
  }
  return differing;
}

// @ts-ignore: decorator
@inline
function bitCounts(words: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(words)));
}
