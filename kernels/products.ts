// Matrix products of float32 with 128-bit SIMD. AssemblyScript; matrices are row-major, addresses in bytes, and up to
// 28 bytes after B may be read, and 12 after A. Rows and columns beyond an edge are computed, of copies of the last one or
// of what is there, and not stored.

/** C [m × n] = A [m × k] · B [n × k]ᵀ: two rows by four columns of dot products at a time. */
export function timesTransposed(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32): void {
  const whole = k & ~3;
  const mask = lanesBelow(k & 3);
  for (let i = 0; i < m; i += 2) {
    const i1 = min(i + 1, m - 1);
    const a0 = a + ((<usize>(i * k)) << 2);
    const a1 = a + ((<usize>(i1 * k)) << 2);
    for (let j = 0; j < n; j += 4) {
      const j1 = min(j + 1, n - 1);
      const j2 = min(j + 2, n - 1);
      const j3 = min(j + 3, n - 1);
      const b0 = b + ((<usize>(j * k)) << 2);
      const b1 = b + ((<usize>(j1 * k)) << 2);
      const b2 = b + ((<usize>(j2 * k)) << 2);
      const b3 = b + ((<usize>(j3 * k)) << 2);
      let s00 = f32x4.splat(0);
      let s01 = s00;
      let s02 = s00;
      let s03 = s00;
      let s10 = s00;
      let s11 = s00;
      let s12 = s00;
      let s13 = s00;
      for (let l: usize = 0; l < (<usize>whole) << 2; l += 16) {
        const x0 = v128.load(a0 + l);
        const x1 = v128.load(a1 + l);
        const y0 = v128.load(b0 + l);
        const y1 = v128.load(b1 + l);
        const y2 = v128.load(b2 + l);
        const y3 = v128.load(b3 + l);
        s00 = f32x4.add(s00, f32x4.mul(x0, y0));
        s01 = f32x4.add(s01, f32x4.mul(x0, y1));
        s02 = f32x4.add(s02, f32x4.mul(x0, y2));
        s03 = f32x4.add(s03, f32x4.mul(x0, y3));
        s10 = f32x4.add(s10, f32x4.mul(x1, y0));
        s11 = f32x4.add(s11, f32x4.mul(x1, y1));
        s12 = f32x4.add(s12, f32x4.mul(x1, y2));
        s13 = f32x4.add(s13, f32x4.mul(x1, y3));
      }
      if (whole < k) {
        const l = (<usize>whole) << 2;
        const x0 = v128.and(v128.load(a0 + l), mask);
        const x1 = v128.and(v128.load(a1 + l), mask);
        const y0 = v128.and(v128.load(b0 + l), mask);
        const y1 = v128.and(v128.load(b1 + l), mask);
        const y2 = v128.and(v128.load(b2 + l), mask);
        const y3 = v128.and(v128.load(b3 + l), mask);
        s00 = f32x4.add(s00, f32x4.mul(x0, y0));
        s01 = f32x4.add(s01, f32x4.mul(x0, y1));
        s02 = f32x4.add(s02, f32x4.mul(x0, y2));
        s03 = f32x4.add(s03, f32x4.mul(x0, y3));
        s10 = f32x4.add(s10, f32x4.mul(x1, y0));
        s11 = f32x4.add(s11, f32x4.mul(x1, y1));
        s12 = f32x4.add(s12, f32x4.mul(x1, y2));
        s13 = f32x4.add(s13, f32x4.mul(x1, y3));
      }
      const c0 = c + ((<usize>(i * n)) << 2);
      const c1 = c + ((<usize>(i1 * n)) << 2);
      f32.store(c0 + ((<usize>j) << 2), lanesSum(s00));
      f32.store(c0 + ((<usize>j1) << 2), lanesSum(s01));
      f32.store(c0 + ((<usize>j2) << 2), lanesSum(s02));
      f32.store(c0 + ((<usize>j3) << 2), lanesSum(s03));
      f32.store(c1 + ((<usize>j) << 2), lanesSum(s10));
      f32.store(c1 + ((<usize>j1) << 2), lanesSum(s11));
      f32.store(c1 + ((<usize>j2) << 2), lanesSum(s12));
      f32.store(c1 + ((<usize>j3) << 2), lanesSum(s13));
    }
  }
}

/**
 * C [m × n] = A [m × k] · B [k × n]; `room` has places for k (m' + 8) values, m' the next multiple of 4 from m.
 */
export function times(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, room: usize): void {
  const row = (<usize>k) << 2;
  let to = room + (row << 3);
  for (let i = 0; i < m; i += 4) {
    const a0 = a + <usize>i * row;
    const a1 = a + <usize>min(i + 1, m - 1) * row;
    const a2 = a + <usize>min(i + 2, m - 1) * row;
    const a3 = a + <usize>min(i + 3, m - 1) * row;
    for (let l: usize = 0; l < row; l += 4, to += 16) {
      f32.store(to, f32.load(a0 + l));
      f32.store(to, f32.load(a1 + l), 4);
      f32.store(to, f32.load(a2 + l), 8);
      f32.store(to, f32.load(a3 + l), 12);
    }
  }
  stripsTimes(b, c, m, k, n, room);
}

/** C [m × n] = A [k × m]ᵀ · B [k × n]; `room` as for `times`. */
export function transposedTimes(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, room: usize): void {
  let to = room + ((<usize>k) << 5);
  for (let i = 0; i < m; i += 4) {
    let from = a + ((<usize>i) << 2);
    for (let l = 0; l < k; l++, from += (<usize>m) << 2, to += 16) v128.store(to, v128.load(from));
  }
  stripsTimes(b, c, m, k, n, room);
}

/**
 * C = A · B, four rows of A by eight columns of B at a time, which lie together: those of A in `room`, behind the place for
 * those of B.
 */
function stripsTimes(b: usize, c: usize, m: i32, k: i32, n: i32, room: usize): void {
  const strips = room + ((<usize>k) << 5);
  const rowOfC = (<usize>n) << 2;
  for (let j = 0; j < n; j += 8) {
    let from = b + ((<usize>j) << 2);
    for (let to = room; to < strips; to += 32, from += rowOfC) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
    let x = strips;
    let to = c + ((<usize>j) << 2);
    for (let i = 0; i < m; i += 4, to += rowOfC << 2) {
      let s00 = f32x4.splat(0);
      let s01 = s00;
      let s10 = s00;
      let s11 = s00;
      let s20 = s00;
      let s21 = s00;
      let s30 = s00;
      let s31 = s00;
      for (let y = room; y < strips; y += 32, x += 16) {
        const y0 = v128.load(y);
        const y1 = v128.load(y, 16);
        const x0 = v128.load32_splat(x);
        const x1 = v128.load32_splat(x, 4);
        const x2 = v128.load32_splat(x, 8);
        const x3 = v128.load32_splat(x, 12);
        s00 = f32x4.add(s00, f32x4.mul(x0, y0));
        s01 = f32x4.add(s01, f32x4.mul(x0, y1));
        s10 = f32x4.add(s10, f32x4.mul(x1, y0));
        s11 = f32x4.add(s11, f32x4.mul(x1, y1));
        s20 = f32x4.add(s20, f32x4.mul(x2, y0));
        s21 = f32x4.add(s21, f32x4.mul(x2, y1));
        s30 = f32x4.add(s30, f32x4.mul(x3, y0));
        s31 = f32x4.add(s31, f32x4.mul(x3, y1));
      }
      const lanes = n - j;
      const left = m - i;
      storeLanes(to, s00, s01, lanes);
      if (left > 1) storeLanes(to + rowOfC, s10, s11, lanes);
      if (left > 2) storeLanes(to + 2 * rowOfC, s20, s21, lanes);
      if (left > 3) storeLanes(to + 3 * rowOfC, s30, s31, lanes);
    }
  }
}

/** Stores the first `lanes` of eight numbers. */
function storeLanes(at: usize, low: v128, high: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(at, low);
    if (lanes >= 8) v128.store(at, high, 16);
    else storeSome(at + 16, high, lanes - 4);
  } else {
    storeSome(at, low, lanes);
  }
}

function storeSome(at: usize, numbers: v128, lanes: i32): void {
  if (lanes > 0) f32.store(at, f32x4.extract_lane(numbers, 0));
  if (lanes > 1) f32.store(at, f32x4.extract_lane(numbers, 1), 4);
  if (lanes > 2) f32.store(at, f32x4.extract_lane(numbers, 2), 8);
}

/** All bits set in the first `lanes` of four lanes. */
function lanesBelow(lanes: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(lanes));
}

function lanesSum(s: v128): f32 {
  const low = f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1);
  return low + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3));
}
