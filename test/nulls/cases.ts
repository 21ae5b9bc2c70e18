/** What the tests of null models count with: slow and obvious. */
import type { Matrices } from '../../src/bdm/index.ts';
import { drawOf, type NullName } from '../../src/nulls/index.ts';
import { randomStream } from '../../src/random.ts';

/** Rows of digits: '011/100'. */
export function bitsOf(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll('/', ''), Number);
}

export function shapeOf(text: string): Matrices {
  const rows = text.split('/');
  return { count: 1, rows: rows.length, columns: rows[0].length };
}

const FOUR = { rows: 4, columns: 4 };

/** So many draws of a model, each as text. */
export function drawn(name: NullName, text: string, draws: number, seed = 1, block = FOUR): string[] {
  const matrices = shapeOf(text);
  const draw = drawOf(name, bitsOf(text), matrices, block);
  const random = randomStream(seed, 0);
  return Array.from({ length: draws }, () => {
    // A draw does not depend on what stands there.
    const into = new Uint8Array(matrices.rows * matrices.columns).fill(1);
    draw(into, random);
    return written(into, matrices.columns);
  });
}

export function written(bits: Uint8Array, columns: number): string {
  return (bits.join('').match(new RegExp(`.{${columns}}`, 'g')) ?? []).join('/');
}

/** All matrices of a shape. */
export function everyMatrix(rows: number, columns: number): string[] {
  const cells = rows * columns;
  return Array.from({ length: 2 ** cells }, (_, code) =>
    written(bitsOf(code.toString(2).padStart(cells, '0')), columns),
  );
}

/** All orders of so many things. */
export function everyOrder(things: number): number[][] {
  if (things === 0) return [[]];
  return everyOrder(things - 1).flatMap((order) =>
    Array.from({ length: things }, (_, place) => [...order.slice(0, place), things - 1, ...order.slice(place)]),
  );
}

/**
 * Pearson's chi-square of draws against the chances that they should have, with its degrees of freedom; outcomes that are
 * expected less than five times are taken together. Infinite where something was drawn that cannot be.
 */
export function chiSquare(draws: readonly string[], chances: ReadonlyMap<string, number>) {
  const counts = new Map<string, number>();
  for (const draw of draws) counts.set(draw, (counts.get(draw) ?? 0) + 1);
  if (draws.some((draw) => !((chances.get(draw) ?? 0) > 0))) return { value: Number.POSITIVE_INFINITY, freedom: 1 };
  const rare = { count: 0, expected: 0 };
  const cells = [...chances].flatMap(([outcome, chance]) => {
    const cell = { count: counts.get(outcome) ?? 0, expected: chance * draws.length };
    if (cell.expected >= 5) return [cell];
    rare.count += cell.count;
    rare.expected += cell.expected;
    return [];
  });
  if (rare.expected > 0) cells.push(rare);
  const value = cells.reduce((sum, { count, expected }) => sum + (count - expected) ** 2 / expected, 0);
  return { value, freedom: cells.length - 1 };
}

/** A bound that chi-square passes once in a thousand times (Wilson and Hilferty 1931); the seeds are fixed. */
export function chiSquareBound(freedom: number): number {
  const share = 2 / (9 * freedom);
  return freedom * (1 - share + 3.0902 * Math.sqrt(share)) ** 3;
}

/** Outcomes that are all as likely, each as often as it is named. */
export function evenly(outcomes: readonly string[]): Map<string, number> {
  const chances = new Map<string, number>();
  for (const outcome of outcomes) chances.set(outcome, (chances.get(outcome) ?? 0) + 1 / outcomes.length);
  return chances;
}
