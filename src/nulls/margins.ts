import { below, type RandomGenerator } from '../random.ts';
import { isDrawn } from './density.ts';
import type { BitMatrix, Draw } from './nullModel.ts';

/**
 * Trades for each row. From halves, chequers and bands of 16, 64 and 256 rows, the share of cells that are as in the matrix
 * beyond what it comes to falls by a factor of e with each: after ten it is below 0.01 %, and what is measured no other
 * than after thirty. A row is left out of them all with a chance of e⁻²⁰.
 */
const TRADES_PER_ROW = 10;
/** Of few rows, so that chance does not leave two of them apart. */
const FEWEST_TRADES = 100;

/**
 * As many ones in each row and each column as the matrix has; each such matrix is as likely as any other. Curveball
 * (Strona et al. 2014, Nature Communications 5:4114), whose trades end in the uniform distribution (Carstens 2015, Phys.
 * Rev. E 91:042812): two random rows put together the ones that only one of them has, and share them anew by lot. Each
 * draw starts at the matrix itself, and so depends on no other.
 */
export function ofMargins({ bits, rows, columns }: BitMatrix): Draw {
  const trades = rows < 2 ? 0 : Math.max(FEWEST_TRADES, TRADES_PER_ROW * rows);
  const differing = new Uint32Array(columns);
  return (into, random) => {
    into.set(bits);
    for (let i = 0; i < trades; i++) {
      const one = below(random, rows);
      const other = (one + 1 + below(random, rows - 1)) % rows;
      trade(into, one * columns, other * columns, differing, random);
    }
  };
}

/** Two rows, by their first cells, share the ones that only one of them has anew; each keeps its number. */
function trade(bits: Uint8Array, one: number, other: number, differing: Uint32Array, random: RandomGenerator): void {
  let [count, ones] = [0, 0];
  for (let column = 0; column < differing.length; column++) {
    // Without a branch, which on random bits is half of the time guessed wrong.
    differing[count] = column;
    const differs = bits[one + column] ^ bits[other + column];
    count += differs;
    ones += differs & bits[one + column];
  }
  for (let i = 0; i < count; i++) {
    const bit = isDrawn(ones, count - i, random);
    bits[one + differing[i]] = bit;
    bits[other + differing[i]] = 1 - bit;
    ones -= bit;
  }
}
