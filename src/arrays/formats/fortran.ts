import type { Values } from '../tensor.ts';

/** Values held at a time: 128 MiB of float64. */
const HELD = 1 << 24;
/** Of more, the file would be passed over more than eight times: reading takes time in proportion to its size. */
export const MOST_REORDERED = 8 * HELD;
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
  const [rows = 1, ...rest] = shape.filter((size) => size > 1);
  const columns = rest.reduce((product, size) => product * size, 1);
  const total = rows * columns;
  let stretch: Values | undefined;
  for (let from = 0; from < total; from += held) {
    const to = Math.min(from + held, total);
    let [row, column] = [0, 0];
    const next = columnWalk(rest);
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
          column = next();
        }
      }
    }
    if (stretch === undefined) return;
    for (let i = 0; i < to - from; i += CHUNK) yield stretch.subarray(i, Math.min(i + CHUNK, to - from));
  }
}

/** Gives the row-major positions in axes of these sizes, after 0, in the order in which the first axis varies fastest. */
function columnWalk(sizes: readonly number[]): () => number {
  const strides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((product, size) => product * size, 1));
  const at = sizes.map(() => 0);
  let column = 0;
  return () => {
    for (let axis = 0; axis < sizes.length; axis++) {
      column += strides[axis];
      if (++at[axis] < sizes[axis]) return column;
      column -= strides[axis] * sizes[axis];
      at[axis] = 0;
    }
    return column;
  };
}
