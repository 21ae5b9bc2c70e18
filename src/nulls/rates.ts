/** How often a bit is 1 after what stands before it: what Markov chains are made of. */
import { type RandomGenerator, uniform32 } from '../random.ts';
import { countOnes } from './density.ts';
import type { BitMatrix } from './nullModel.ts';

/** Whether the next bit is 1, after a state: 1 with the state's rate. */
export type Follow = (state: number, random: RandomGenerator) => number;

/**
 * The rates of a matrix's cells from a row and a column on: `stateOf` names what stands before a cell, one of so many
 * states. A state that no such cell has, but that a chain may come to, takes the share of ones in the whole matrix.
 */
export function ratesOf(
  matrix: BitMatrix,
  from: { readonly row: number; readonly column: number },
  states: number,
  stateOf: (bits: Uint8Array, cell: number) => number,
): Follow {
  const { bits, rows, columns } = matrix;
  const [seen, ones] = [new Float64Array(states), new Float64Array(states)];
  for (let row = from.row; row < rows; row++) {
    for (let cell = row * columns + from.column; cell < (row + 1) * columns; cell++) {
      const state = stateOf(bits, cell);
      seen[state]++;
      ones[state] += bits[cell];
    }
  }
  const share = shareOfOnes(bits);
  const bounds = seen.map((count, state) => 2 ** 32 * (count === 0 ? share : ones[state] / count));
  return (state, random) => Number(uniform32(random) < bounds[state]);
}

/** A bit that is 1 with the same chance whatever stands before it. */
export function independent(share: number): Follow {
  return (_, random) => Number(uniform32(random) < 2 ** 32 * share);
}

export function shareOfOnes(bits: Uint8Array): number {
  return countOnes(bits) / bits.length;
}
