import type { Weights } from './measure.ts';
import type { SeriesOptions } from './options.ts';

/**
 * The share of neighbouring weights whose bits differ, from 0 for constant matrices over ½ for fair coin flips to 1 for a
 * chequerboard: of pairs beside each other in a row (`horizontal`), above each other in a column (`vertical`), or the mean
 * of the two shares (`both`), of which a single row or column has but one. No pair reaches from one matrix into the next.
 * 0 where there is no pair.
 */
export function neighbours(
  { bits, matrices }: Pick<Weights, 'bits' | 'matrices'>,
  direction: SeriesOptions['direction'],
) {
  const pairs = { horizontal: 0, vertical: 0 };
  const unequal = { horizontal: 0, vertical: 0 };
  let first = 0;
  for (const { count, rows, columns } of matrices) {
    pairs.horizontal += count * rows * (columns - 1);
    pairs.vertical += count * (rows - 1) * columns;
    for (let row = 0; row < count * rows; row++, first += columns) {
      for (let i = first + 1; i < first + columns; i++) unequal.horizontal += bits[i - 1] ^ bits[i];
      if (row % rows === 0) continue;
      for (let i = first; i < first + columns; i++) unequal.vertical += bits[i - columns] ^ bits[i];
    }
  }
  const asked = direction === 'both' ? (['horizontal', 'vertical'] as const) : [direction];
  const shares = asked.filter((one) => pairs[one] > 0).map((one) => unequal[one] / pairs[one]);
  return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
