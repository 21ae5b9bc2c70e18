/** What the measures of random arrays are that need not fit in memory. */
import { type BlockMethod, BlockStream, type BlockValues, type Matrices } from '../bdm/index.ts';
import { arrangement } from '../nulls/index.ts';
import type { RandomGenerator } from '../random.ts';
import { countCells } from './measure.ts';

const PIECE = 1 << 16;

/**
 * BDM in bits and block entropy in bits per block of a random array: of those with this shape and so many ones, each is
 * as likely as any other.
 */
export function measureRandom(
  matrices: Matrices,
  ones: number,
  method: BlockMethod,
  random: RandomGenerator,
): BlockValues {
  const stream = new BlockStream(matrices, { partition: method.partition });
  const draw = arrangement(countCells(matrices), ones);
  const piece = new Uint8Array(PIECE);
  for (let cellsLeft = countCells(matrices); cellsLeft > 0; cellsLeft -= PIECE) {
    const bits = piece.subarray(0, Math.min(PIECE, cellsLeft));
    draw(bits, random);
    stream.add(bits);
  }
  return { ...method.valuesOf(stream.finish()) };
}
