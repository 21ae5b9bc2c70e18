import { randomOrder, reordered } from '../order/index.ts';
import type { BitMatrix, Draw } from './nullModel.ts';

/** The matrix with its rows in a random order, and its columns in another. */
export function ofOrders({ bits, rows, columns }: BitMatrix): Draw {
  return (into, random) => {
    reordered(bits, columns, randomOrder(rows, columns, random), into);
  };
}
