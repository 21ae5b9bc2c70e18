import { expect, test } from 'vitest';
import { ctm } from '../../../src/ctm/block.ts';
import { loadTable } from '../../../src/ctm/load.ts';
import {
  COMPLEXITIES,
  PATTERN_NAMES,
  type PatternName,
  type Planted,
  plant,
} from '../../../src/data/generated/plant.ts';

const TABLES = { rows: await loadTable('1d-n5'), blocks: await loadTable('2d-n5') };
const SHAPES = { rows: [1, 12], blocks: [4, 4] } as const;
const [FEATURES, HIDDEN] = [48, 16];

const planted = (pattern: PatternName, complexity: Planted['complexity'], draw = 1) =>
  plant({ pattern, complexity, features: FEATURES, hidden: HIDDEN, draw });

type Bits = number[][];

/** The patterns as rows of 0 and 1, from left to right and from top to bottom. */
function patternsOf(weights: Int8Array, pattern: PatternName): Bits[] {
  const [rows, columns] = SHAPES[pattern];
  const found: Bits[] = [];
  for (let top = 0; top < HIDDEN; top += rows) {
    for (let left = 0; left < FEATURES; left += columns) {
      found.push(
        Array.from({ length: rows }, (_, row) =>
          Array.from({ length: columns }, (_, column) => Number(weights[(top + row) * FEATURES + left + column] === 1)),
        ),
      );
    }
  }
  return found;
}

/** How many ones there are, and unequal neighbours in rows and in columns. */
function statistics(bits: Bits): number[] {
  const unequal = (rows: Bits) =>
    rows.reduce((sum, row) => sum + row.slice(1).filter((bit, i) => bit !== row[i]).length, 0);
  const turned = bits[0].map((_, column) => bits.map((row) => row[column]));
  return [bits.flat().filter((bit) => bit === 1).length, unequal(bits), unequal(turned)];
}

const complexities = (weights: Int8Array, pattern: PatternName) =>
  patternsOf(weights, pattern).map((bits) => ctm(TABLES[pattern], bits));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test.each(PATTERN_NAMES)('weights are ±1, the same at each call, others for another number: %s', async (pattern) => {
  const weights = await planted(pattern, 'low');
  expect(weights).toHaveLength(HIDDEN * FEATURES);
  expect(new Set(weights)).toEqual(new Set([1, -1]));
  expect(await planted(pattern, 'low')).toEqual(weights);
  expect(await planted(pattern, 'low', 2)).not.toEqual(weights);
});

test.each(PATTERN_NAMES)(
  'at each place of %s ones and unequal neighbours are as many, whatever the complexity',
  async (pattern) => {
    for (const draw of [1, 2, 3]) {
      const [low, high, any] = await Promise.all(
        COMPLEXITIES.map(async (complexity) =>
          patternsOf(await planted(pattern, complexity, draw), pattern).map(statistics),
        ),
      );
      expect(high).toEqual(low);
      expect(any).toEqual(low);
    }
  },
);

test('in whole rows that are chains of strings neighbours are as often unequal, where strings meet too', async () => {
  const rows = (weights: Int8Array) =>
    Array.from(
      { length: HIDDEN },
      (_, row) => statistics([[...weights.subarray(row * FEATURES, (row + 1) * FEATURES)]])[1],
    );
  const [low, high, any] = await Promise.all(
    COMPLEXITIES.map(async (complexity) => rows(await planted('rows', complexity))),
  );
  expect(high).toEqual(low);
  expect(any).toEqual(low);
});

test.each(PATTERN_NAMES)('the mean CTM of %s is bits apart', async (pattern) => {
  const [low, high, any] = await Promise.all(
    COMPLEXITIES.map(async (complexity) => mean(complexities(await planted(pattern, complexity), pattern))),
  );
  expect(any - low).toBeGreaterThan(1.5);
  expect(high - any).toBeGreaterThan(1.5);
});

test('a cell that comes once gives its least or its greatest member', async () => {
  const symbols = (code: number) => Array.from({ length: 16 }, (_, at) => (code >> (15 - at)) & 1);
  const blocks = Array.from({ length: 2 ** 16 }, (_, code) => {
    const bits = symbols(code);
    return [0, 4, 8, 12].map((start) => bits.slice(start, start + 4));
  });
  const low = patternsOf(await planted('blocks', 'low'), 'blocks');
  const high = patternsOf(await planted('blocks', 'high'), 'blocks');
  const cells = low.map((bits) => statistics(bits).join());
  const range = new Map<string, [least: number, most: number]>();
  for (const bits of blocks) {
    const cell = statistics(bits).join();
    const value = ctm(TABLES.blocks, bits);
    const [least, most] = range.get(cell) ?? [value, value];
    range.set(cell, [Math.min(least, value), Math.max(most, value)]);
  }
  const once = cells.flatMap((cell, i) => (cells.indexOf(cell) === cells.lastIndexOf(cell) ? [i] : []));
  expect(once.length).toBeGreaterThan(10);
  for (const i of once) {
    expect([ctm(TABLES.blocks, low[i]), ctm(TABLES.blocks, high[i])]).toEqual(range.get(cells[i]));
  }
});

test('a pattern comes again only where its cell has no other', async () => {
  for (const complexity of COMPLEXITIES) {
    const texts = patternsOf(await planted('blocks', complexity), 'blocks').map((bits) => bits.join('/'));
    expect(new Set(texts).size).toBe(texts.length);
  }
});

test('weights that are no multiple of the pattern are refused', async () => {
  await expect(plant({ pattern: 'blocks', complexity: 'low', features: 48, hidden: 6, draw: 1 })).rejects.toThrow(
    '6×48 weights are no multiple of 4×4',
  );
});
