import type { Shape } from '../ctm/index.ts';
import { inOrder, randomStream, shuffle } from '../random.ts';
import type { Partition } from './partition.ts';

/**
 * Which blocks exchange their complexities in a placebo table: `alike`, those of a shape with as many ones and as many
 * unequal neighbours along rows and along columns; `symmetric`, the same, but mirrored, turned and complementary blocks, which
 * have one complexity in the table, keep one; `any`, all of a shape.
 */
export const PLACEBOS = ['alike', 'symmetric', 'any'] as const;
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
  shapes.forEach((shape, i) => {
    for (const cell of cellsOf(shape, kind)) {
      const taken = inOrder(cell.length);
      shuffle(taken, random);
      cell.forEach((codes, member) => {
        const value = ctm[offsets[i] + cell[taken[member]][0]];
        for (const code of codes) shuffled[offsets[i] + code] = value;
      });
    }
  });
  return shuffled;
}

/** What changes places within a cell: single blocks, or all blocks that a symmetry makes of one, by their codes. */
type Member = readonly number[];

/** The blocks of a shape in cells, within which they change places. */
function cellsOf(shape: Shape, kind: Placebo): Member[][] {
  const cells = new Map<string, Member[]>();
  const seen = new Uint8Array(2 ** (shape.rows * shape.columns));
  for (let code = 0; code < seen.length; code++) {
    if (seen[code] === 1) continue;
    const member = kind === 'symmetric' ? symmetricTo(code, shape) : [code];
    for (const one of member) seen[one] = 1;
    const key = kind === 'any' ? '' : `${Math.min(...member.map((one) => looks(one, shape)))} ${member.length}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [member]);
    else cell.push(member);
  }
  return [...cells.values()];
}

/** The codes of a block, mirrored and, of a square, turned, and of their complements: each once. */
function symmetricTo(code: number, { rows, columns }: Shape): number[] {
  const bit = (row: number, column: number) => (code >> (rows * columns - 1 - (row * columns + column))) & 1;
  const read = (bitAt: (row: number, column: number) => number) => {
    let read = 0;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) read = 2 * read + bitAt(row, column);
    return read;
  };
  const flips = [
    read(bit),
    read((row, column) => bit(rows - 1 - row, column)),
    read((row, column) => bit(row, columns - 1 - column)),
    read((row, column) => bit(rows - 1 - row, columns - 1 - column)),
  ];
  const turns = [
    read((row, column) => bit(column, row)),
    read((row, column) => bit(column, rows - 1 - row)),
    read((row, column) => bit(columns - 1 - column, row)),
    read((row, column) => bit(columns - 1 - column, rows - 1 - row)),
  ];
  const all = rows === columns ? [...flips, ...turns] : flips;
  const complement = 2 ** (rows * columns) - 1;
  return [...new Set(all.flatMap((one) => [one, complement - one]))];
}

/** Ones, and unequal neighbours along rows and along columns, as one number. */
function looks(code: number, { rows, columns }: Shape): number {
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
