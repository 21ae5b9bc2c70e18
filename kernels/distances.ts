// Distances between vectors of bits, with 128-bit SIMD. AssemblyScript; addresses in bytes.

import { wide } from './bits';

/**
 * distances (uint16) of the pairs (0, 1), (0, 2) … (1, 2) … of `count` vectors: in how many bits they differ. A vector has
 * `bytes` bytes: 8, or a multiple of 16.
 */
export function pairDistances(vectors: usize, count: i32, bytes: i32, distances: usize): void {
  const length = <usize>bytes;
  const end = vectors + <usize>count * length;
  if (bytes === 8) {
    for (let a = vectors; a < end; a += 8) {
      const bits = load<u64>(a);
      for (let b = a + 8; b < end; b += 8, distances += 2) {
        store<u16>(distances, <u16>popcnt(bits ^ load<u64>(b)));
      }
    }
    return;
  }
  for (let a = vectors; a < end; a += length) {
    for (let b = a + length; b < end; b += length, distances += 2) store<u16>(distances, <u16>distance(a, b, length));
  }
}

// @ts-ignore: decorator
@inline
function distance(a: usize, b: usize, length: usize): i32 {
  let sums = i32x4.splat(0);
  for (let at: usize = 0; at < length; ) {
    // A byte's counts of 31 words are at most 248.
    const stop = min(at + 496, length);
    let counts = i8x16.splat(0);
    for (; at < stop; at += 16) counts = i8x16.add(counts, i8x16.popcnt(v128.xor(v128.load(a + at), v128.load(b + at))));
    sums = i32x4.add(sums, wide(counts));
  }
  return lanes(sums);
}

/**
 * sorted (uint32) = the pairs (i, j), i < j, of `count` vectors as i · 2^14 + j, by their distances (uint16, in the order of the
 * pairs), those of one distance in their own order. `starts` (uint32) has two places more than the greatest distance.
 */
export function closestFirst(distances: usize, count: i32, starts: usize, places: i32, sorted: usize): void {
  const pairs = <usize>count * <usize>(count - 1) / 2;
  memory.fill(starts, 0, <usize>places << 2);
  for (let at = distances; at < distances + (pairs << 1); at += 2) {
    const start = starts + ((<usize>load<u16>(at) + 1) << 2);
    store<u32>(start, load<u32>(start) + 1);
  }
  for (let at = starts + 4; at < starts + (<usize>places << 2); at += 4) {
    store<u32>(at, load<u32>(at) + load<u32>(at - 4));
  }
  for (let i: u32 = 0; i < <u32>count; i++) {
    for (let j = i + 1; j < <u32>count; j++, distances += 2) {
      const start = starts + (<usize>load<u16>(distances) << 2);
      const place = load<u32>(start);
      store<u32>(start, place + 1);
      store<u32>(sorted + (<usize>place << 2), (i << 14) | j);
    }
  }
}

/**
 * neighbours (int32, two of each of `count` vectors, −1 where there are none yet) along the path of these pairs: each joins two
 * vectors that have fewer than two and are not joined already. `otherEnd` (uint32) has of each end of a piece its other end.
 */
export function greedyEdges(sorted: usize, count: i32, neighbours: usize, otherEnd: usize): void {
  memory.fill(neighbours, 255, <usize>count << 3);
  for (let i: u32 = 0; i < <u32>count; i++) store<u32>(otherEnd + (<usize>i << 2), i);
  for (let missing = count - 1; missing > 0; sorted += 4) {
    const pair = load<u32>(sorted);
    const i = pair >> 14;
    const j = pair & 0x3fff;
    const ofI = neighbours + (<usize>i << 3);
    const ofJ = neighbours + (<usize>j << 3);
    if (load<i32>(ofI, 4) >= 0 || load<i32>(ofJ, 4) >= 0) continue;
    const endOfI = otherEnd + (<usize>i << 2);
    const a = load<u32>(endOfI);
    if (a === j) continue;
    const b = load<u32>(otherEnd + (<usize>j << 2));
    store<u32>(load<i32>(ofI) < 0 ? ofI : ofI + 4, j);
    store<u32>(load<i32>(ofJ) < 0 ? ofJ : ofJ + 4, i);
    store<u32>(otherEnd + (<usize>a << 2), b);
    store<u32>(otherEnd + (<usize>b << 2), a);
    missing--;
  }
}

/** sums (int32) of the values (int32) of the columns in which each row of bits [rows × columns], a byte each, is 1; modulo 2^32. */
export function rowSumsOfOnes(bits: usize, rows: i32, columns: i32, values: usize, sums: usize): void {
  const whole = columns & ~3;
  for (let row = 0; row < rows; row++, bits += columns) {
    let sum = i32x4.splat(0);
    for (let column = 0; column < whole; column += 4) {
      sum = i32x4.add(sum, v128.and(masks(bits + column), v128.load(values + (<usize>column << 2))));
    }
    let total = lanes(sum);
    for (let column = whole; column < columns; column++) {
      total += -(<i32>load<u8>(bits + column)) & load<i32>(values + (<usize>column << 2));
    }
    store<i32>(sums + (<usize>row << 2), total);
  }
}

/** The same of the rows in which each column is 1. */
export function columnSumsOfOnes(bits: usize, rows: i32, columns: i32, values: usize, sums: usize): void {
  const whole = columns & ~3;
  memory.fill(sums, 0, <usize>columns << 2);
  for (let row = 0; row < rows; row++, bits += columns, values += 4) {
    const value = i32x4.splat(load<i32>(values));
    for (let column = 0; column < whole; column += 4) {
      const at = sums + (<usize>column << 2);
      v128.store(at, i32x4.add(v128.load(at), v128.and(masks(bits + column), value)));
    }
    for (let column = whole; column < columns; column++) {
      const at = sums + (<usize>column << 2);
      store<i32>(at, load<i32>(at) + (-(<i32>load<u8>(bits + column)) & load<i32>(values)));
    }
  }
}

/** Four bits, a byte each, as masks of int32. */
// @ts-ignore: decorator
@inline
function masks(bits: usize): v128 {
  const bytes = v128.load32_zero(bits);
  return i32x4.neg(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)));
}

// @ts-ignore: decorator
@inline
function lanes(sums: v128): i32 {
  const halves = i32x4.add(sums, i8x16.shuffle(sums, sums, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}
