import type { Weights } from './measure.ts';
import type { SeriesOptions } from './options.ts';

/** The bits of all matrices in one sequence, each read row by row, as they are stored, or column by column. */
export function read({ bits, matrices }: Pick<Weights, 'bits' | 'matrices'>, reading: SeriesOptions['reading']) {
  if (reading === 'rows') return bits;
  const sequence = new Uint8Array(bits.length);
  let next = 0;
  let first = 0;
  for (const { count, rows, columns } of matrices) {
    for (let i = 0; i < count; i++, first += rows * columns) {
      for (let column = 0; column < columns; column++) {
        for (let row = 0; row < rows; row++) sequence[next++] = bits[first + row * columns + column];
      }
    }
  }
  return sequence;
}
