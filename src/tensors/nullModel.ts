/** What the measures of random arrays are: the yardstick for one that is not. */
import { type BlockMethod, BlockStream, type BlockValues, type Matrices } from '../bdm/index.ts';
import { type RandomGenerator, uniform32 } from '../random.ts';
import { isConstant, mean, standardDeviation } from '../stats/index.ts';
import { countCells } from './measure.ts';

/** Where a value stands among those of random arrays. */
export interface Standing {
  readonly mean: number;
  /** Sample standard deviation. */
  readonly sd: number;
  /** (value − mean) / sd; null where all random arrays have the same value. */
  readonly z: number | null;
}

const PIECE = 1 << 16;

/**
 * BDM in bits and block entropy in bits per block of a random array: of those with this shape and so many ones, each is
 * as likely as any other. Takes one random number a cell (Fan, Muller and Rezucha 1962, JASA 57:387, selection sampling).
 */
export function measureRandom(
  matrices: Matrices,
  ones: number,
  method: BlockMethod,
  random: RandomGenerator,
): BlockValues {
  const stream = new BlockStream(matrices, { partition: method.partition });
  const piece = new Uint8Array(PIECE);
  let [cellsLeft, onesLeft] = [countCells(matrices), ones];
  while (cellsLeft > 0) {
    const bits = piece.subarray(0, Math.min(PIECE, cellsLeft));
    for (let i = 0; i < bits.length; i++) {
      bits[i] = Number(uniform32(random) * cellsLeft < onesLeft * 2 ** 32);
      onesLeft -= bits[i];
      cellsLeft--;
    }
    stream.add(bits);
  }
  return { ...method.valuesOf(stream.finish()) };
}

/** Where a value stands among at least two others. */
export function standing(value: number, others: readonly number[]): Standing {
  const centre = mean(others);
  const sd = standardDeviation(others) ?? 0;
  return { mean: centre, sd, z: isConstant(others) ? null : (value - centre) / sd };
}
