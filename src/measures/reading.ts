import { slicesOf } from '../bdm/index.ts';
import type { Weights } from './measure.ts';
import type { SeriesOptions } from './options.ts';

/** The bits of all matrices in one sequence, each read row by row, as they are stored, or column by column. */
export function read({ bits, matrices }: Pick<Weights, 'bits' | 'matrices'>, reading: SeriesOptions['reading']) {
  if (reading === 'rows') return bits;
  const sequence = new Uint8Array(bits.length);
  let next = 0;
  for (const { bits: slice, rows, columns } of slicesOf(bits, matrices)) {
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) sequence[next++] = slice[row * columns + column];
    }
  }
  return sequence;
}
