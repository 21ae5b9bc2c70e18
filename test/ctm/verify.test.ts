import { beforeAll, expect, test } from 'vitest';
import { type CtmTable, decodeTable, encodeTable } from '../../src/ctm/index.ts';
import { checkBySample, differingClasses } from '../../src/ctm/verify.ts';
import { randomStream } from '../../src/random.ts';
import { type Distribution, distribution, LazyTree } from '../../src/turing/index.ts';

const SPACE = { dims: 2, states: 3, symbols: 2 } as const;
const CUTOFF = 50;
const DEPTH = 3;
let counted: Distribution;
let table: CtmTable;
let wrong: CtmTable;

beforeAll(async () => {
  counted = distribution(SPACE, CUTOFF, new LazyTree(SPACE, { cutoff: CUTOFF }).count());
  table = await decodeTable(await encodeTable(counted, 'test'));
  const last = counted.counts.findLastIndex((count) => count > 0n);
  const counts = counted.counts.with(last, counted.counts[last] - 1n);
  const halting = counted.halting - BigInt(counted.classes.size[last]);
  wrong = await decodeTable(await encodeTable({ ...counted, counts, halting }, 'test'));
});

test('a whole count differs in the class that is wrong', () => {
  expect(differingClasses(table, counted)).toBe(0);
  expect(differingClasses(wrong, counted)).toBe(1);
});

test('a sample of all subtrees gives the total itself', async () => {
  const check = await checkBySample(table, DEPTH, 1e6, randomStream(1, 0));
  expect(check.sampled).toBe(check.subtrees);
  expect(check).toMatchObject({ halting: Number(table.halting), standardError: 0, exceeded: 0 });
  expect((await checkBySample(wrong, DEPTH, 1e6, randomStream(1, 0))).exceeded).toBe(1);
});

test('small samples are right on average, and as wrong as they say', async () => {
  const draws = 100;
  const seeds = Array.from({ length: draws }, (_, seed) => seed);
  const checks = await Promise.all(seeds.map((seed) => checkBySample(table, DEPTH, 0, randomStream(seed, 0))));
  expect(checks.every(({ sampled, subtrees, exceeded }) => sampled < subtrees / 2 && exceeded === 0)).toBe(true);
  const errors = checks.map(({ halting }) => halting - Number(table.halting));
  const mean = errors.reduce((sum, error) => sum + error, 0) / draws;
  const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / draws);
  const said = Math.sqrt(checks.reduce((sum, { standardError }) => sum + standardError ** 2, 0) / draws);
  expect(Math.abs(mean)).toBeLessThan((4 * spread) / Math.sqrt(draws));
  expect(spread / said).toBeGreaterThan(0.75);
  expect(spread / said).toBeLessThan(1.25);
});
