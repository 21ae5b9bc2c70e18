// Products of float32 matrices with signs by tables, the method of the four Russians, with 128-bit SIMD. AssemblyScript;
// matrices are row-major, addresses in bytes. W [k × n] is ±1 and given as codes: 16 bits (uint16) for each 16 of its rows
// and each column, the first row's least significant, 1 for positive values: [⌈k / 16⌉ × n].

import { signBits } from './bits';

/** Codes of W [k × n] given as its transpose, w [n × k]. Reads up to 15 values beyond the end of w. */
export function codesOfRows(w: usize, codes: usize, k: i32, n: i32): void {
  for (let first = 0; first < k; first += 16) {
    const mask = first + 16 > k ? (1 << (k - first)) - 1 : 0xffff;
    let at = w + ((<usize>first) << 2);
    for (let j = 0; j < n; j++, at += (<usize>k) << 2, codes += 2) store<u16>(codes, <u16>(signBits(at) & mask));
  }
}

/** Codes of w [k × n]. Reads up to 7 values beyond the end of a row, and writes as many codes beyond the last. */
export function codesOfColumns(w: usize, codes: usize, k: i32, n: i32): void {
  const row = (<usize>n) << 2;
  const zero = f32x4.splat(0);
  for (let first = 0; first < k; first += 16) {
    const rows = min(16, k - first);
    for (let j = 0; j < n; j += 8) {
      let at = w + <usize>first * row + ((<usize>j) << 2);
      let bit = i16x8.splat(1);
      let code = i16x8.splat(0);
      for (let r = 0; r < rows; r++, at += row) {
        const positive = i16x8.narrow_i32x4_s(f32x4.gt(v128.load(at), zero), f32x4.gt(v128.load(at, 16), zero));
        code = v128.or(code, v128.and(positive, bit));
        bit = i16x8.add(bit, bit);
      }
      v128.store(codes + ((<usize>j) << 1), code);
    }
    codes += (<usize>n) << 1;
  }
}

/**
 * C [m × n] = A [m × k] · W. Sixteen rows of A at a time; `scratch` has places for 16 (k' + n + 64) values, k' the next
 * multiple of 16 from k.
 */
export function timesSigns(a: usize, codes: usize, c: usize, m: i32, k: i32, n: i32, scratch: usize): void {
  signProduct(a, codes, c, m, k, n, scratch, false, false);
}

/** C [n × m] = (A · W)ᵀ. */
export function timesSignsTurned(a: usize, codes: usize, c: usize, m: i32, k: i32, n: i32, scratch: usize): void {
  signProduct(a, codes, c, m, k, n, scratch, false, true);
}

/** The same as `timesSigns` with A [k × m] for Aᵀ. */
export function transposedTimesSigns(a: usize, codes: usize, c: usize, m: i32, k: i32, n: i32, scratch: usize): void {
  signProduct(a, codes, c, m, k, n, scratch, true, false);
}

function signProduct(
  a: usize,
  codes: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  scratch: usize,
  isTransposed: bool,
  isTurned: bool,
): void {
  const tables = scratch;
  const tile = scratch + TABLES;
  const sums = tile + ((<usize>(k + 15) >> 4) << 10);
  for (let i = 0; i < m; i += 16) {
    const rows = min(16, m - i);
    if (isTransposed) take(a + ((<usize>i) << 2), tile, k, (<usize>m) << 2);
    else takeTransposed(a + ((<usize>(i * k)) << 2), tile, rows, k);
    multiplyTile(tile, codes, sums, tables, k, n);
    if (isTurned) put(sums, c + ((<usize>i) << 2), rows, n, (<usize>m) << 2);
    else putTransposed(sums, c + ((<usize>(i * n)) << 2), rows, n);
  }
}

/** Four tables of 16 sums of 16 values. */
const TABLES: usize = 4096;

/** sums [n × 16] = tileᵀ · W of tile [k' × 16], of which the rows from k on are 0. */
function multiplyTile(tile: usize, codes: usize, sums: usize, tables: usize, k: i32, n: i32): void {
  const end = sums + ((<usize>n) << 6);
  memory.fill(sums, 0, (<usize>n) << 6);
  let row = 0;
  // A table of rows that are 0 would add 0.
  for (; row + 12 < k; row += 16) {
    for (let four: usize = 0; four < 4; four++) makeTable(tile + (four << 8), tables + (four << 10));
    tile += 1024;
    for (let at = sums; at < end; at += 64, codes += 2) {
      const code = <usize>load<u16>(codes);
      const t0 = tables + ((code & 15) << 6);
      const t1 = tables + ((code << 2) & 0x3c0) + 1024;
      const t2 = tables + ((code >> 2) & 0x3c0) + 2048;
      const t3 = tables + ((code >> 6) & 0x3c0) + 3072;
      addFour(t0, t1, t2, t3, at, 0);
      addFour(t0, t1, t2, t3, at, 16);
      addFour(t0, t1, t2, t3, at, 32);
      addFour(t0, t1, t2, t3, at, 48);
    }
  }
  if (row >= k) return;
  const fours = (k - row + 3) >> 2;
  for (let four: usize = 0; four < <usize>fours; four++) makeTable(tile + (four << 8), tables + (four << 10));
  for (let at = sums; at < end; at += 64, codes += 2) {
    const code = <usize>load<u16>(codes);
    const t0 = tables + ((code & 15) << 6);
    const t1 = tables + ((code << 2) & 0x3c0) + 1024;
    const t2 = tables + ((code >> 2) & 0x3c0) + 2048;
    for (let lane: usize = 0; lane < 64; lane += 16) {
      let sum = v128.load(t0 + lane);
      if (fours > 1) sum = f32x4.add(sum, v128.load(t1 + lane));
      if (fours > 2) sum = f32x4.add(sum, v128.load(t2 + lane));
      v128.store(at + lane, f32x4.add(v128.load(at + lane), sum));
    }
  }
}

// @ts-ignore: decorator
@inline
function addFour(t0: usize, t1: usize, t2: usize, t3: usize, at: usize, offset: usize): void {
  const lower = f32x4.add(v128.load(t0 + offset), v128.load(t1 + offset));
  const upper = f32x4.add(v128.load(t2 + offset), v128.load(t3 + offset));
  v128.store(at + offset, f32x4.add(v128.load(at + offset), f32x4.add(lower, upper)));
}

/** The sums ±a ± b ± c ± d of four rows of 16, by the code of their signs. */
function makeTable(rows: usize, table: usize): void {
  for (let lane: usize = 0; lane < 64; lane += 16) {
    const a = v128.load(rows + lane);
    const b = v128.load(rows + lane, 64);
    const c = v128.load(rows + lane, 128);
    const d = v128.load(rows + lane, 192);
    const sum = f32x4.add(a, b);
    const difference = f32x4.sub(a, b);
    const upper = f32x4.add(c, d);
    const across = f32x4.sub(c, d);
    const to = table + lane;
    keep(to, 15, f32x4.add(sum, upper));
    keep(to, 13, f32x4.add(upper, difference));
    keep(to, 14, f32x4.sub(upper, difference));
    keep(to, 12, f32x4.sub(upper, sum));
    keep(to, 7, f32x4.add(across, sum));
    keep(to, 5, f32x4.add(across, difference));
    keep(to, 6, f32x4.sub(across, difference));
    keep(to, 4, f32x4.sub(across, sum));
    keep(to, 11, f32x4.sub(sum, across));
    keep(to, 9, f32x4.sub(difference, across));
    keep(to, 10, f32x4.neg(f32x4.add(difference, across)));
    keep(to, 8, f32x4.neg(f32x4.add(sum, across)));
    keep(to, 3, f32x4.sub(sum, upper));
    keep(to, 1, f32x4.sub(difference, upper));
    keep(to, 2, f32x4.neg(f32x4.add(difference, upper)));
    keep(to, 0, f32x4.neg(f32x4.add(sum, upper)));
  }
}

// @ts-ignore: decorator
@inline
function keep(table: usize, code: usize, sum: v128): void {
  v128.store(table + (code << 6), sum);
}

/** tile [k' × 16] = the first 16 columns of a [k × any], k' the next multiple of 16, with 0 in the last rows. */
function take(a: usize, tile: usize, k: i32, rowOfA: usize): void {
  for (let l = 0; l < k; l++, a += rowOfA, tile += 64) {
    v128.store(tile, v128.load(a));
    v128.store(tile, v128.load(a, 16), 16);
    v128.store(tile, v128.load(a, 32), 32);
    v128.store(tile, v128.load(a, 48), 48);
  }
  clearRows(tile, k);
}

/** tile [k' × 16] = the transpose of up to 16 rows of a [rows × k]; what is beyond them is of no matter. */
function takeTransposed(a: usize, tile: usize, rows: i32, k: i32): void {
  const row = (<usize>k) << 2;
  for (let i = 0; i < rows; i += 4) {
    const a0 = a + <usize>i * row;
    const a1 = a + <usize>min(i + 1, rows - 1) * row;
    const a2 = a + <usize>min(i + 2, rows - 1) * row;
    const a3 = a + <usize>min(i + 3, rows - 1) * row;
    let at = tile + ((<usize>i) << 2);
    for (let l: usize = 0; l < row; l += 16, at += 256) {
      transpose(v128.load(a0 + l), v128.load(a1 + l), v128.load(a2 + l), v128.load(a3 + l), at, 64);
    }
  }
  clearRows(tile + ((<usize>k) << 6), k);
}

/** The first values of each row of sums [n × 16], as many as there are columns, to rows of c. */
function put(sums: usize, c: usize, columns: i32, n: i32, rowOfC: usize): void {
  for (let j = 0; j < n; j++, sums += 64, c += rowOfC) {
    if (columns === 16) {
      v128.store(c, v128.load(sums));
      v128.store(c, v128.load(sums, 16), 16);
      v128.store(c, v128.load(sums, 32), 32);
      v128.store(c, v128.load(sums, 48), 48);
    } else {
      memory.copy(c, sums, (<usize>columns) << 2);
    }
  }
}

/** c [rows × n] = the transpose of the first columns of sums [n × 16]. */
function putTransposed(sums: usize, c: usize, rows: i32, n: i32): void {
  const row = (<usize>n) << 2;
  for (let i = 0; i < rows; i += 4) {
    let at = sums + ((<usize>i) << 2);
    const left = rows - i;
    for (let j = 0; j < n; j += 4, at += 256) {
      const to = c + <usize>i * row + ((<usize>j) << 2);
      if (left >= 4 && j + 4 <= n) {
        transpose(v128.load(at), v128.load(at, 64), v128.load(at, 128), v128.load(at, 192), to, row);
      } else {
        for (let s = 0; s < min(4, n - j); s++) {
          for (let r = 0; r < min(4, left); r++) {
            f32.store(to + <usize>r * row + ((<usize>s) << 2), f32.load(at + ((<usize>s) << 6) + ((<usize>r) << 2)));
          }
        }
      }
    }
  }
}

/** Stores the columns of four rows of four, `row` bytes apart. */
// @ts-ignore: decorator
@inline
function transpose(x0: v128, x1: v128, x2: v128, x3: v128, at: usize, row: usize): void {
  const low0 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
  const low1 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
  const high0 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const high1 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<f32>(low0, low1, 0, 1, 4, 5));
  v128.store(at + row, v128.shuffle<f32>(low0, low1, 2, 3, 6, 7));
  v128.store(at + 2 * row, v128.shuffle<f32>(high0, high1, 0, 1, 4, 5));
  v128.store(at + 3 * row, v128.shuffle<f32>(high0, high1, 2, 3, 6, 7));
}

/** 0 in the rows of a tile from the k-th, where it is given, up to the next multiple of 16. */
// @ts-ignore: decorator
@inline
function clearRows(at: usize, k: i32): void {
  memory.fill(at, 0, (<usize>(-k & 15)) << 6);
}
