import type { Values } from '../tensor.ts';

/** Values held at a time: 128 MiB of float64. */
const HELD = 1 << 24;
const CHUNK = 1 << 16;

/**
 * Row-major values of an array whose first axis varies fastest in the file. Bounded memory: it holds a stretch of the
 * result at a time and passes once over the file for each (once for up to `held` values).
 */
export async function* rowMajor(
  read: () => AsyncIterable<Values>,
  shape: readonly number[],
  held = HELD,
): AsyncGenerator<Values, void> {
  const [rows, ...rest] = shape;
  const columns = rest.reduce((product, size) => product * size, 1);
  const total = rows * columns;
  let stretch: Values | undefined;
  for (let from = 0; from < total; from += held) {
    const to = Math.min(from + held, total);
    let [row, walked, column] = [0, 0, 0];
    for await (const chunk of read()) {
      stretch ??=
        chunk instanceof Float32Array
          ? new Float32Array(Math.min(held, total))
          : new Float64Array(Math.min(held, total));
      // Runs of one column: the file's (row, column) is the result's row * columns + column.
      for (let i = 0; i < chunk.length; ) {
        const run = Math.min(rows - row, chunk.length - i);
        const first = Math.max(row, Math.ceil((from - column) / columns));
        const last = Math.min(row + run, Math.ceil((to - column) / columns));
        for (let r = first; r < last; r++) stretch[r * columns + column - from] = chunk[i + r - row];
        i += run;
        row += run;
        if (row === rows) {
          row = 0;
          column = columnOf(++walked, rest);
        }
      }
    }
    if (stretch === undefined) return;
    for (let i = 0; i < to - from; i += CHUNK) yield stretch.subarray(i, Math.min(i + CHUNK, to - from));
  }
}

/** Row-major position in axes of these sizes of what is number `count` where the first axis varies fastest. */
function columnOf(count: number, sizes: readonly number[]): number {
  let column = 0;
  let rest = count;
  for (const size of sizes) {
    column = column * size + (rest % size);
    rest = Math.floor(rest / size);
  }
  return column;
}
