// Products of binary matrices with XOR and population count. AssemblyScript; addresses in bytes. A packed row holds the
// signs of a row's values, a bit each, 1 for positive ones, padded with 0 to whole vectors of 128 bits; of
// up to 32 values a word.

import { signBits, wide } from './bits';

/** Packs the signs of x [rows × n] into rows of `vectors` vectors. Reads up to 15 values beyond the end of x. */
export function packSigns(x: usize, packed: usize, rows: i32, n: i32, vectors: i32): void {
  for (let i = 0; i < rows; i++) {
    const row = x + ((<usize>i * n) << 2);
    for (let word = 0; word < vectors << 3; word++) {
      const first = word << 4;
      let bits = 0;
      if (first < n) {
        bits = signBits(row + ((<usize>first) << 2));
        // The next row's values, and what lies beyond the last.
        if (first + 16 > n) bits &= (1 << (n - first)) - 1;
      }
      store<u16>(packed, <u16>bits);
      packed += 2;
    }
  }
}

/** Packs the signs of x [rows × n], n <= 32, a word (uint32) a row. Reads up to 15 values beyond the end of x. */
export function packWords(x: usize, words: usize, rows: i32, n: i32): void {
  const mask: u32 = n === 32 ? -1 : (1 << n) - 1;
  for (const end = words + ((<usize>rows) << 2); words < end; words += 4, x += (<usize>n) << 2) {
    let bits: u32 = signBits(x);
    if (n > 16) bits |= (<u32>signBits(x + 64)) << 16;
    store<u32>(words, bits & mask);
  }
}

/**
 * C [m × n] = A · Bᵀ of words of k <= 32 signs, as `binaryTimesTransposed`: four columns at a time. Reads and writes up to
 * three values beyond the end of B and C.
 */
export function wordsTimesTransposed(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32): void {
  const row = (<usize>n) << 2;
  const all = i32x4.splat(k);
  for (const end = a + ((<usize>m) << 2); a < end; a += 4, c += row) {
    const word = v128.load32_splat(a);
    for (let j: usize = 0; j < row; j += 16) {
      const bytes = i8x16.popcnt(v128.xor(word, v128.load(b + j)));
      v128.store(c + j, f32x4.convert_i32x4_s(i32x4.sub(all, i32x4.shl(wide(bytes), 1))));
    }
  }
}

/**
 * C [m × n] = A · Bᵀ of packed signs, rows of `vectors` vectors that stand for k values of ±1: k - 2 · (bits that differ),
 * float32. Two rows of A by two of B at a time; those beyond an edge are computed as copies of the last one.
 */
export function binaryTimesTransposed(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, vectors: i32): void {
  const row = (<usize>vectors) << 4;
  for (let i = 0; i < m; i += 2) {
    const i1 = min(i + 1, m - 1);
    const a0 = a + <usize>i * row;
    const a1 = a + <usize>i1 * row;
    const c0 = c + ((<usize>(i * n)) << 2);
    const c1 = c + ((<usize>(i1 * n)) << 2);
    for (let j = 0; j < n; j += 2) {
      const j1 = min(j + 1, n - 1);
      const b0 = b + <usize>j * row;
      const b1 = b + <usize>j1 * row;
      let s00 = i32x4.splat(0);
      let s01 = s00;
      let s10 = s00;
      let s11 = s00;
      for (let l: usize = 0; l < row; ) {
        // Counts of up to 31 vectors fit a byte: 31 · 8 = 248.
        const end = min(row, l + 31 * 16);
        let t00 = i8x16.splat(0);
        let t01 = t00;
        let t10 = t00;
        let t11 = t00;
        for (; l < end; l += 16) {
          const x0 = v128.load(a0 + l);
          const x1 = v128.load(a1 + l);
          const y0 = v128.load(b0 + l);
          const y1 = v128.load(b1 + l);
          t00 = i8x16.add(t00, i8x16.popcnt(v128.xor(x0, y0)));
          t01 = i8x16.add(t01, i8x16.popcnt(v128.xor(x0, y1)));
          t10 = i8x16.add(t10, i8x16.popcnt(v128.xor(x1, y0)));
          t11 = i8x16.add(t11, i8x16.popcnt(v128.xor(x1, y1)));
        }
        s00 = i32x4.add(s00, wide(t00));
        s01 = i32x4.add(s01, wide(t01));
        s10 = i32x4.add(s10, wide(t10));
        s11 = i32x4.add(s11, wide(t11));
      }
      f32.store(c0 + ((<usize>j) << 2), <f32>(k - 2 * lanesTotal(s00)));
      f32.store(c0 + ((<usize>j1) << 2), <f32>(k - 2 * lanesTotal(s01)));
      f32.store(c1 + ((<usize>j) << 2), <f32>(k - 2 * lanesTotal(s10)));
      f32.store(c1 + ((<usize>j1) << 2), <f32>(k - 2 * lanesTotal(s11)));
    }
  }
}

// @ts-ignore: decorator
@inline
function lanesTotal(s: v128): i32 {
  return i32x4.extract_lane(s, 0) + i32x4.extract_lane(s, 1) + (i32x4.extract_lane(s, 2) + i32x4.extract_lane(s, 3));
}
