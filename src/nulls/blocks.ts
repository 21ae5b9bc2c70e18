import { inOrder, shuffle } from '../random.ts';
import type { BitMatrix, Draw } from './nullModel.ts';

/**
 * The matrix's whole blocks, side by side from its first cell on, each in the place of a random one of them; what lies in
 * no whole block stays. BDM and block entropy of these blocks are then the same.
 */
export function ofBlocks({ bits, columns, rows }: BitMatrix, block: { rows: number; columns: number }): Draw {
  const across = Math.floor(columns / block.columns);
  const blocks = across * Math.floor(rows / block.rows);
  const firstOf = (i: number) => Math.floor(i / across) * block.rows * columns + (i % across) * block.columns;
  return (into, random) => {
    const order = inOrder(blocks);
    shuffle(order, random);
    into.set(bits);
    for (let i = 0; i < blocks; i++) {
      let [to, from] = [firstOf(i), firstOf(order[i])];
      for (let row = 0; row < block.rows; row++, to += columns, from += columns) {
        for (let column = 0; column < block.columns; column++) into[to + column] = bits[from + column];
      }
    }
  };
}
