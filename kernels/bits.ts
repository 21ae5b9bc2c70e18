// AssemblyScript; addresses in bytes.

/** 1 for each positive value of sixteen, the first least significant. */
// @ts-ignore: decorator
@inline
export function signBits(x: usize): i32 {
  const zero = f32x4.splat(0);
  const lower = i16x8.narrow_i32x4_s(f32x4.gt(v128.load(x), zero), f32x4.gt(v128.load(x, 16), zero));
  const upper = i16x8.narrow_i32x4_s(f32x4.gt(v128.load(x, 32), zero), f32x4.gt(v128.load(x, 48), zero));
  return i8x16.bitmask(i8x16.narrow_i16x8_s(lower, upper));
}

/** Sixteen counts as four sums. */
// @ts-ignore: decorator
@inline
export function wide(bytes: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
}
