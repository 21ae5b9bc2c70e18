import type { Examples } from '../../nn/examples.ts';

/**
 * Shifts and scales arrays in place by the mean and the standard deviation of the first, for each group of neighbouring
 * values by itself: arrays are [count × groups × size of a group]. One group takes all values together, as many groups
 * as features each feature alone. A group that is constant in the first array is 0 there, and only shifted in the others.
 */
export function standardise(
  features: number,
  groups: number,
  reference: Float32Array,
  ...others: readonly Float32Array[]
): void {
  const size = features / groups;
  for (let group = 0; group < groups; group++) {
    const { mean, deviation } = moments(reference, features, group * size, size);
    for (const values of [reference, ...others]) {
      for (let start = group * size; start < values.length; start += features) {
        for (let i = start; i < start + size; i++) values[i] = (values[i] - mean) / deviation;
      }
    }
  }
}

/**
 * Rounds inputs, in place, to the nearest multiples of 2^-grid, and says so of the examples. On such a grid sums of ±x are
 * exact in float32, in any order, while each example's Σ |x| is below 2^(24 - grid); and inputs are 16-bit integers. Throws a
 * RangeError where they are too large for that.
 */
export function onGrid<Given extends Examples>(examples: Given, grid: number): Given & { readonly grid: number } {
  const { x, features } = examples;
  const unit = 2 ** grid;
  for (let start = 0; start < x.length; start += features) {
    let largest = 0;
    let sum = 0;
    for (let i = start; i < start + features; i++) {
      const units = Math.round(x[i] * unit);
      x[i] = units / unit;
      const size = Math.abs(units);
      sum += size;
      if (size > largest) largest = size;
    }
    if (Number.isNaN(sum)) throw new RangeError('an input is no number');
    if (largest >= 2 ** 15 || sum >= 2 ** 24) {
      throw new RangeError(`inputs are too large for a grid of 2^-${grid}: data.grid must be smaller, or null`);
    }
  }
  return { ...examples, grid };
}

/** Of the `size` values from `first` on in each row of [any × features]; the deviation of a constant is taken as 1. */
function moments(values: Float32Array, features: number, first: number, size: number) {
  const count = (values.length / features) * size;
  let [sum, squares, isConstant] = [0, 0, true];
  for (let start = first; start < values.length; start += features) {
    for (let i = start; i < start + size; i++) {
      sum += values[i];
      if (values[i] !== values[first]) isConstant = false;
    }
  }
  if (isConstant) return { mean: values[first], deviation: 1 };
  const mean = sum / count;
  for (let start = first; start < values.length; start += features) {
    for (let i = start; i < start + size; i++) squares += (values[i] - mean) ** 2;
  }
  return { mean, deviation: Math.sqrt(squares / count) };
}
