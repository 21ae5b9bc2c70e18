/** Shifts and scales all arrays in place by the mean and the standard deviation (over all values) of the first. */
export function standardise(reference: Float32Array, ...others: Float32Array[]): void {
  let sum = 0;
  for (const value of reference) sum += value;
  const mean = sum / reference.length;
  let squares = 0;
  for (const value of reference) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / reference.length);
  if (!(deviation > 0)) throw new RangeError('cannot standardise constant data: its deviation is 0');
  for (const values of [reference, ...others]) {
    for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) / deviation;
  }
}
