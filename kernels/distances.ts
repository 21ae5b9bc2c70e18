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
  const halves = i32x4.add(sums, i8x16.shuffle(sums, sums, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}
