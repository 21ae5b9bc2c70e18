// A binary perceptron in use, on many examples at once, with 128-bit SIMD: lanes are examples. AssemblyScript; addresses in
// bytes. A plane has a word (uint32) for each example, with the signs of 32 of its values, the first least significant, 1
// for positive ones. Examples come in multiples of 32, `count` of them.

import { wide } from './bits';

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

/**
 * What `planesOfPlanes` gives of up to 254 inputs, faster: for sixteen outputs at a time and each eight of the inputs there is
 * a table that says of each byte, for each output, in how many bits it differs from the weights. `tables` has places for 16
 * KiB for each word of the inputs, and 128 bytes.
 */
export function planesByTables(
  inputs: usize,
  weights: usize,
  thresholds: usize,
  inverted: usize,
  planes: usize,
  words: i32,
  stride: i32,
  n: i32,
  count: i32,
  tables: usize,
): void {
  const row = (<usize>count) << 2;
  const changes = tables + (<usize>words << 14);
  for (let first = 0; first < n; first += 16) {
    const outputs = min(16, n - first);
    const own = weights + ((<usize>(first * stride)) << 2);
    for (let byte = 0; byte < words << 2; byte++) {
      makeByteTable(own + byte, (<usize>stride) << 2, outputs, tables + (<usize>byte << 12), changes);
    }
    // At least one more than the threshold: it may be -1, which no byte is greater than.
    for (let j = 0; j < outputs; j++) {
      store<u8>(changes + j, <u8>(load<i32>(thresholds + ((<usize>(first + j)) << 2)) + 1));
    }
    const least = v128.load(changes);
    const used = outputs === 16 ? 0xffff : (1 << outputs) - 1;
    const shift = first & 16;
    const inversion = (load<u32>(inverted + ((<usize>(first >> 5)) << 2)) >> shift) & used;
    const plane = planes + <usize>(first >> 5) * row + <usize>(shift >> 3);
    for (let i: usize = 0; i < row; i += 4) {
      let differing = i8x16.splat(0);
      let table = tables;
      let at = inputs + i;
      for (let word = 0; word < words; word++, at += row, table += 16384) {
        const bytes = <usize>load<u32>(at);
        const lower = i8x16.add(v128.load(table + ((bytes & 255) << 4)), v128.load(table + ((bytes >> 4) & 0xff0), 4096));
        const upper = i8x16.add(
          v128.load(table + ((bytes >> 12) & 0xff0), 8192),
          v128.load(table + ((bytes >> 20) & 0xff0), 12288),
        );
        differing = i8x16.add(differing, i8x16.add(lower, upper));
      }
      const bits = (i8x16.bitmask(i8x16.ge_u(differing, least)) & used) ^ inversion;
      // The first sixteen clear the others, which may be there from another layer.
      if (shift === 0) store<u32>(plane + i, bits);
      else store<u16>(plane + i, <u16>bits);
    }
  }
}

/** By the value of a byte of signs: of sixteen outputs, in how many bits it differs from the bytes of their weights. */
function makeByteTable(weights: usize, stride: usize, outputs: i32, table: usize, changes: usize): void {
  let none = i8x16.splat(0);
  for (let bit = 0; bit < 8; bit++) {
    const change = changes + (<usize>bit << 4);
    v128.store(change, i8x16.splat(1));
    for (let j = 0; j < outputs; j++) {
      if ((load<u8>(weights + <usize>j * stride) >> <u8>bit) & 1) store<i8>(change + j, -1);
    }
    // Where the byte's bit is 0 it differs from weights that are 1.
    none = i8x16.add(none, i8x16.eq(v128.load(change), i8x16.splat(1)));
  }
  v128.store(table, i8x16.add(none, i8x16.splat(8)));
  for (let byte: usize = 1; byte < 256; byte++) {
    const before = v128.load(table + ((byte & (byte - 1)) << 4));
    v128.store(table + (byte << 4), i8x16.add(before, v128.load(changes + (<usize>ctz(byte) << 4))));
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
  let differing = wide(i8x16.popcnt(v128.xor(v128.load(inputs), v128.load32_splat(words))));
  for (let word = 1; word < count; word++) {
    inputs += row;
    words += 4;
    differing = i32x4.add(differing, wide(i8x16.popcnt(v128.xor(v128.load(inputs), v128.load32_splat(words)))));
  }
  return differing;
}
