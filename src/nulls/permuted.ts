import { inOrder, shuffle } from '../random.ts';
import type { BitMatrix, Draw } from './nullModel.ts';

/** The matrix with its rows in a random order, and its columns in another. */
export function ofOrders({ bits, rows, columns }: BitMatrix): Draw {
  return (into, random) => {
    const [rowOrder, columnOrder] = [inOrder(rows), inOrder(columns)];
    shuffle(rowOrder, random);
    shuffle(columnOrder, random);
    for (let row = 0, to = 0; row < rows; row++) {
      const from = rowOrder[row] * columns;
      for (let column = 0; column < columns; column++) into[to++] = bits[from + columnOrder[column]];
    }
  };
}
