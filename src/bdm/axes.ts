/** An array of any number of axes as matrices of one shape, one after the other. */
export interface Matrices {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * How an array of more than two axes becomes matrices. `slices`: the leading axes number the matrices, the last two are
 * rows and columns; their blocks are counted together. `matrix`: one matrix of the first axis by all the others, as a
 * convolution's output channels × (input channels × height × width).
 */
export const AXES_RULES = ['slices', 'matrix'] as const;
export type AxesRule = (typeof AXES_RULES)[number];

/** The matrices of an array in row-major order. An array of one axis is one row, a number one cell. */
export function matricesOf(shape: readonly number[], rule: AxesRule = 'slices'): Matrices {
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  if (shape.length < 2) return { count: 1, rows: 1, columns: product(shape) };
  if (rule === 'matrix') return { count: 1, rows: shape[0], columns: product(shape.slice(1)) };
  const [rows, columns] = shape.slice(-2);
  return { count: product(shape.slice(0, -2)), rows, columns };
}

/** The bits of each matrix, one after the other, where they lie: nothing is copied. */
export function slicesOf(
  bits: Uint8Array,
  arrays: readonly Matrices[],
): { readonly bits: Uint8Array; readonly rows: number; readonly columns: number }[] {
  let end = 0;
  return arrays.flatMap(({ count, rows, columns }) =>
    Array.from({ length: count }, () => {
      const start = end;
      end += rows * columns;
      return { bits: bits.subarray(start, end), rows, columns };
    }),
  );
}
