import type { Examples } from '../nn/examples.ts';

/**
 * Rounds inputs, in place, to the nearest multiples of 2^-grid, and says so of the examples. On such a grid sums of ±x are
 * exact in float32, in any order, while each example's Σ |x| is below 2^(24 - grid); and inputs are 16-bit integers. Throws a
 * RangeError where they are too large for that.
 */
export function onGrid<Given extends Examples>(examples: Given, grid: number): Given & { readonly grid: number } {
  const { x, features } = examples;
  const unit = 2 ** grid;
  let largest = 0;
  let most = 0;
  for (let start = 0; start < x.length; start += features) {
    let sum = 0;
    for (let i = start; i < start + features; i++) {
      const units = Math.round(x[i] * unit);
      x[i] = units / unit;
      const size = Math.abs(units);
      sum += size;
      // Not: greater, which NaN is not.
      if (!(size <= largest)) largest = size;
    }
    if (!(sum <= most)) most = sum;
  }
  if (!(largest < 2 ** 15 && most < 2 ** 24)) {
    throw new RangeError(`inputs are too large for a grid of 2^-${grid}: data.grid must be smaller, or null`);
  }
  return { ...examples, grid };
}
