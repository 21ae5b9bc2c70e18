import { type RandomGenerator, uniform32 } from '../random.ts';
import type { BitMatrix, Draw } from './nullModel.ts';

/** As many ones as the matrix has; each arrangement of them is as likely as any other. */
export function ofDensity({ bits }: BitMatrix): Draw {
  const ones = countOnes(bits);
  return (into, random) => arrangement(bits.length, ones)(into, random);
}

/**
 * A random arrangement of so many ones in so many cells, piece by piece: each call writes the next cells. Takes one random
 * number a cell (Fan, Muller and Rezucha 1962, JASA 57:387, selection sampling).
 */
export function arrangement(cells: number, ones: number): Draw {
  let [cellsLeft, onesLeft] = [cells, ones];
  return (into, random) => {
    for (let i = 0; i < into.length; i++) {
      into[i] = isDrawn(onesLeft, cellsLeft, random);
      onesLeft -= into[i];
      cellsLeft--;
    }
  };
}

/** 1 where the next of `left` places is one of the `ones` that are still to be put somewhere. */
export function isDrawn(ones: number, left: number, random: RandomGenerator): number {
  return Number(uniform32(random) * left < ones * 2 ** 32);
}

/** `reduce` takes several times as long. */
export function countOnes(bits: Uint8Array): number {
  let ones = 0;
  for (let i = 0; i < bits.length; i++) ones += bits[i];
  return ones;
}
