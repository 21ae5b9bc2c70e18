import type { BitMatrix, Draw } from './nullModel.ts';
import { independent, ratesOf } from './rates.ts';

/**
 * Each row a Markov chain of its own: a bit is 1 after 0, and after 1, as often as in the matrix's rows; a row's first bit
 * as often as in the first column. The rates are kept, in expectation, and no count is.
 */
export function ofMarkovRows(matrix: BitMatrix): Draw {
  const { bits, rows, columns } = matrix;
  let inFirst = 0;
  for (let cell = 0; cell < bits.length; cell += columns) inFirst += bits[cell];
  const first = independent(inFirst / rows);
  const next = ratesOf(matrix, { row: 0, column: 1 }, 2, (bits, cell) => bits[cell - 1]);
  return (into, random) => {
    for (let cell = 0; cell < into.length; ) {
      const end = cell + columns;
      into[cell] = first(0, random);
      for (cell++; cell < end; cell++) into[cell] = next(into[cell - 1], random);
    }
  };
}
