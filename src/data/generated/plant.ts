/**
 * Binary weights made of small patterns that are simple or not by their CTM, and alike in what is simpler to count: of each
 * cell of patterns with the same numbers of ones and of unequal neighbours, the least or the most complex members.
 */
import { type CtmTable, loadTable, type Shape } from '../../ctm/index.ts';
import { below, inOrder, ownStream, type RandomGenerator, shuffle } from '../../random.ts';

/** What the weights are made of, and the table that knows its complexity. */
const PATTERNS = {
  rows: { shape: { rows: 1, columns: 12 }, table: '1d-n5' },
  blocks: { shape: { rows: 4, columns: 4 }, table: '2d-n5' },
} as const;

export type PatternName = keyof typeof PATTERNS;
export const PATTERN_NAMES = Object.keys(PATTERNS) as PatternName[];

export const COMPLEXITIES = ['low', 'high', 'random'] as const;
export type Complexity = (typeof COMPLEXITIES)[number];

export interface Planted {
  /** `rows`: each row of weights is a chain of strings of 12; `blocks`: 4×4 blocks, side by side. */
  readonly pattern: PatternName;
  /** Which members of the cells: those of least CTM, of greatest, or any. */
  readonly complexity: Complexity;
  readonly features: number;
  readonly hidden: number;
  /** Which cells, and which of members as complex as each other. */
  readonly draw: number;
}

/**
 * Weights ±1 [hidden × features], whole multiples of the pattern. The cells are those of patterns drawn at random, and at each
 * place the same whatever the complexity; where a cell comes again its next member is taken. Throws a RangeError where the
 * patterns do not fit.
 */
export async function plant({ pattern, complexity, features, hidden, draw }: Planted): Promise<Int8Array> {
  const { shape, table: name } = PATTERNS[pattern];
  const { rows, columns } = shape;
  if (hidden % rows > 0 || features % columns > 0) {
    throw new RangeError(`${hidden}×${features} weights are no multiple of ${rows}×${columns}`);
  }
  const members = membersByCell(await loadTable(name), shape, complexity, ownStream(draw, 0));
  const cells = ownStream(draw, 1);
  const weights = new Int8Array(hidden * features);
  const taken = new Map<string, number>();
  for (let top = 0; top < hidden; top += rows) {
    for (let left = 0; left < features; left += columns) {
      const cell = cellOf(shape, below(cells, 2 ** (rows * columns)));
      const those = members.get(cell) as number[];
      const before = taken.get(cell) ?? 0;
      taken.set(cell, before + 1);
      const signs = symbolsOf(shape, those[before % those.length]).map((symbol) => 2 * symbol - 1);
      for (let row = 0; row < rows; row++) {
        weights.set(signs.slice(row * columns, (row + 1) * columns), (top + row) * features + left);
      }
    }
  }
  return weights;
}

/** The codes of a shape's patterns by their cell, in the order in which they are taken. */
function membersByCell(table: CtmTable, shape: Shape, complexity: Complexity, random: RandomGenerator) {
  const values = table.values(shape);
  const codes = inOrder(values.length);
  // Ties are in random order.
  shuffle(codes, random);
  if (complexity !== 'random') {
    const sign = complexity === 'low' ? 1 : -1;
    codes.sort((a, b) => sign * (values[a] - values[b]));
  }
  const members = new Map<string, number[]>();
  for (const code of codes) {
    const cell = cellOf(shape, code);
    const those = members.get(cell);
    if (those === undefined) members.set(cell, [code]);
    else those.push(code);
  }
  return members;
}

/**
 * How many ones, unequal neighbours in a row, and in a column; of a string its first symbol too, which with the unequal
 * neighbours decides the last: so that neighbours are as often unequal where two strings meet.
 */
function cellOf(shape: Shape, code: number): string {
  const symbols = symbolsOf(shape, code);
  const { rows, columns } = shape;
  let [ones, across, down] = [0, 0, 0];
  for (let at = 0; at < symbols.length; at++) {
    ones += symbols[at];
    if (at % columns > 0) across += symbols[at] ^ symbols[at - 1];
    if (at >= columns) down += symbols[at] ^ symbols[at - columns];
  }
  return [ones, across, down, rows === 1 ? symbols[0] : ''].join();
}

/** The symbols of a pattern, row by row. */
function symbolsOf({ rows, columns }: Shape, code: number): number[] {
  const count = rows * columns;
  return Array.from({ length: count }, (_, at) => (code >> (count - 1 - at)) & 1);
}
