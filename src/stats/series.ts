/** Arithmetic mean. Exactly the common value where all are equal. */
export function mean(x: ArrayLike<number>): number {
  let change = 0;
  for (let i = 0; i < x.length; i++) change += x[i] - x[0];
  return x[0] + change / x.length;
}

/** The values less their mean. */
export function centred(x: ArrayLike<number>): Float64Array {
  const centre = mean(x);
  return Float64Array.from(x, (value) => value - centre);
}

export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** Sample standard deviation (n - 1); null for fewer than two values. */
export function standardDeviation(x: readonly number[]): number | null {
  if (x.length < 2) return null;
  const centre = mean(x);
  return Math.sqrt(x.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (x.length - 1));
}

export function isConstant(x: readonly number[]): boolean {
  return x.every((value) => value === x[0]);
}

/** Shifts and scales to [0, 1]; null for a constant series, which has no scale. */
export function minMax(x: readonly number[]): number[] | null {
  const least = x.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const range = x.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) - least;
  return range > 0 ? x.map((value) => (value - least) / range) : null;
}

/** The change from each value to the next: one value fewer. */
export function firstDifferences(x: readonly number[]): number[] {
  return x.slice(1).map((value, i) => value - x[i]);
}
