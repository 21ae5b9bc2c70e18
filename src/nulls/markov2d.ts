import type { BitMatrix, Draw } from './nullModel.ts';
import { independent, ratesOf, shareOfOnes } from './rates.ts';

/**
 * A causal Markov mesh (Abend, Harley and Kanal 1965, IEEE Trans. Inf. Theory 11:538): a bit is 1 as often as in the matrix
 * given the bits on its left and above it. The first row and the first column are Markov chains with the rates of all rows
 * and of all columns; the corner is 1 as often as any bit. The rates are kept, in expectation, and no count is.
 */
export function ofMarkovMesh(matrix: BitMatrix): Draw {
  const { columns } = matrix;
  const corner = independent(shareOfOnes(matrix.bits));
  const across = ratesOf(matrix, { row: 0, column: 1 }, 2, (bits, cell) => bits[cell - 1]);
  const down = ratesOf(matrix, { row: 1, column: 0 }, 2, (bits, cell) => bits[cell - columns]);
  const stateOf = (bits: Uint8Array, cell: number) => 2 * bits[cell - 1] + bits[cell - columns];
  const inner = ratesOf(matrix, { row: 1, column: 1 }, 4, stateOf);
  return (into, random) => {
    into[0] = corner(0, random);
    for (let cell = 1; cell < columns; cell++) into[cell] = across(into[cell - 1], random);
    for (let cell = columns; cell < into.length; ) {
      const end = cell + columns;
      into[cell] = down(into[cell - columns], random);
      for (cell++; cell < end; cell++) into[cell] = inner(stateOf(into, cell), random);
    }
  };
}
