import { randomStream, shuffle } from '../random.ts';
import type { Partition } from './partition.ts';

/**
 * Which blocks exchange their complexities in a placebo table: `alike`, those of a shape with as many ones and as many
 * unequal neighbours along rows and along columns; `any`, all of a shape.
 */
export const PLACEBOS = ['alike', 'any'] as const;
export type Placebo = (typeof PLACEBOS)[number];

export interface PlaceboOptions {
  readonly kind: Placebo;
  readonly seed: number;
}

/**
 * A complexity table that knows less: the values of `ctm` (bits, by code) in random places, those of blocks that are alike
 * among themselves. What BDM from it sees, BDM sees without the machines: a measure of nothing but how frequent blocks are
 * and, where blocks are alike, of their ones and disagreements. The same at every call with one seed.
 */
export function placeboCtm(
  ctm: Float64Array,
  { shapes, offsets }: Partition,
  { kind, seed }: PlaceboOptions,
): Float64Array {
  const random = randomStream(seed, 0);
  const shuffled = new Float64Array(ctm.length);
  shapes.forEach(({ rows, columns }, shape) => {
    for (const cell of cellsOf(rows, columns, kind)) {
      const taken = Uint32Array.from(cell);
      shuffle(taken, random);
      cell.forEach((code, i) => {
        shuffled[offsets[shape] + code] = ctm[offsets[shape] + taken[i]];
      });
    }
  });
  return shuffled;
}

/** The codes of a shape's blocks, in groups that are alike. */
function cellsOf(rows: number, columns: number, kind: Placebo): number[][] {
  const cells = new Map<number, number[]>();
  for (let code = 0; code < 2 ** (rows * columns); code++) {
    const key = kind === 'any' ? 0 : looks(code, rows, columns);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [code]);
    else cell.push(code);
  }
  return [...cells.values()];
}

/** Ones, and unequal neighbours along rows and along columns, as one number. */
function looks(code: number, rows: number, columns: number): number {
  const bit = (row: number, column: number) => (code >> (rows * columns - 1 - (row * columns + column))) & 1;
  let [ones, horizontal, vertical] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      ones += bit(row, column);
      if (column > 0) horizontal += bit(row, column) ^ bit(row, column - 1);
      if (row > 0) vertical += bit(row, column) ^ bit(row - 1, column);
    }
  }
  return (ones * 32 + horizontal) * 32 + vertical;
}
