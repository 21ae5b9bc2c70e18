/**
 * Rows of pictures [channels × area] are rows of channels · area columns, so that operations on columns serve for channels
 * too: with one value for each channel spread over its columns, or the columns' sums gathered for each channel.
 */

/** columns [channels × area] = values [channels], each `area` times. */
export function spread(values: Float32Array, area: number, columns: Float32Array): void {
  let column = 0;
  for (let c = 0; c < values.length; c++) {
    for (let i = 0; i < area; i++) columns[column++] = values[c];
  }
}

/** totals [channels] = the sums of columns [channels × area], divided. */
export function gather(columns: Float32Array, area: number, totals: Float32Array, divisor = 1): void {
  for (let c = 0; c < totals.length; c++) {
    let total = 0;
    for (let i = c * area; i < (c + 1) * area; i++) total += columns[i];
    totals[c] = total / divisor;
  }
}
