// Exponentials and logarithms of four float32 at a time, to float32's precision. AssemblyScript.

/**
 * exp of four values that are not positive, to about 2 parts in 10^7: 2^n · exp(r) with |r| <= ln 2 / 2, and a polynomial for
 * the second factor (its Taylor series to the sixth power, whose rest is below 1.3e-7). 0 below -87, and of NaN.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const inRange = f32x4.ge(x, f32x4.splat(-87));
  const bounded = f32x4.pmax(f32x4.splat(-87), x);
  // 1.5 · 2^23 has the ones place last: its sum with a number is that number, rounded, in the lowest bits.
  const rounding = f32x4.splat(12582912);
  const rounded = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.4426950408889634)), rounding);
  const n = f32x4.sub(rounded, rounding);
  // ln 2 in two parts: the first has so few digits that n times it is exact.
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444005469057e-4)));
  let sum = f32x4.splat(1 / 720);
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 120));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 24));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 6));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.5));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1));
  return v128.and(i32x4.add(sum, i32x4.shl(rounded, 23)), inRange);
}

/**
 * log of four positive normal numbers, to about 1 part in 10^7: of 2^n · m with m from √½ to √2 it is n ln 2 + log m, and
 * log m = 2 artanh(s) with s = (m - 1) / (m + 1), by its Taylor series to s^9, whose rest is below 1e-9 for |s| < 0.172.
 */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // From the bits of √½ on, so that the exponent counts whole steps from there.
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const n = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const square = f32x4.mul(s, s);
  let sum = f32x4.splat(2 / 9);
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(2 / 7));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(2 / 5));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(2 / 3));
  sum = f32x4.mul(f32x4.mul(sum, square), s);
  // 2 s last: it is the largest, but for n ln 2.
  const logOfM = f32x4.add(f32x4.add(s, s), sum);
  const low = f32x4.add(logOfM, f32x4.mul(n, f32x4.splat(-2.1219444005469057e-4)));
  return f32x4.add(low, f32x4.mul(n, f32x4.splat(0.693359375)));
}
