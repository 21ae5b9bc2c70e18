/** Batch normalisation and sign of whole numbers, as thresholds. */

/** Value j is positive where its number is greater than values[j]; or where it is not, if bit j of `inverted` is set. */
export interface Thresholds {
  readonly values: Int32Array;
  /** A word for each 32 values, the first bit least significant; 0 beyond the last. */
  readonly inverted: Uint32Array;
}

/**
 * Where slope · (s · unit) + offset is positive, in single precision, of whole numbers s from -most to most. It rises or
 * falls with s, rounding included, so that there is one place where it changes. NaN is not positive.
 */
export function thresholds(
  { slope, offset }: { readonly slope: Float32Array; readonly offset: Float32Array },
  most: number,
  unit: number,
): Thresholds {
  const { fround } = Math;
  const inverted = new Uint32Array(Math.ceil(slope.length / 32));
  const values = new Int32Array(slope.length);
  for (let j = 0; j < slope.length; j++) {
    const falls = slope[j] < 0;
    if (falls) inverted[j >> 5] |= 1 << (j & 31);
    // The least number, up to one more than the most, from which on it has changed.
    let [least, beyond] = [-most, most + 1];
    while (least < beyond) {
      const middle = Math.floor((least + beyond) / 2);
      const isPositive = fround(fround(slope[j] * (middle * unit)) + offset[j]) > 0;
      if (isPositive !== falls) beyond = middle;
      else least = middle + 1;
    }
    values[j] = least - 1;
  }
  return { values, inverted };
}

/** The same by the number d of k signs that differ, of which the sum is s = k - 2d: s > t where not d > ⌈(k - t) / 2⌉ - 1. */
export function ofDifferences({ values, inverted }: Thresholds, k: number): Thresholds {
  const used = values.length & 31;
  const all = inverted.map((word) => ~word);
  if (used > 0) all[all.length - 1] &= (1 << used) - 1;
  return { values: values.map((value) => Math.ceil((k - value) / 2) - 1), inverted: all };
}
