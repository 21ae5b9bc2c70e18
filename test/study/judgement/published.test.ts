import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWith, midpointGap, publishedRow, rangeInWords } from '../../../src/study/judgement/published.ts';
import { parseSpec, type StudySpec } from '../../../src/study/spec.ts';
import { parseStudy } from '../../../src/study/study.ts';
import { spec } from '../../report/fixture.ts';

/** A spec of these, all else by default. */
function specOf(set: string, hidden: number[], data: object = {}): StudySpec {
  return parseSpec({ study: 'small', data: { set, ...data }, network: { hidden } }, 'small.json');
}

describe('the published row of a configuration', () => {
  // Table 3 of arXiv 2505.20646, as in the paper: entropy, BDM, accuracy.
  it.each([
    ['mnist', [32, 16], '0.74–0.79', '0.92–0.94', 79.5, 1.0],
    ['fashion-mnist', [32, 16], '0.03–0.17', '0.30–0.46', 73.1, 0.9],
    ['sincos', [64, 32], '0.36–0.45', '0.71–0.77', 96.5, 0.7],
    ['har', [8, 4], '0.68–0.77', '0.63–0.74', 73.7, 6.5],
    ['har-raw', [4, 16], '0.57–0.70', '0.49–0.64', 50.9, 2.6],
  ] as const)('of %s with %j is that of Table 3', (set, hidden, entropy, bdm, mean, sd) => {
    const row = publishedRow(specOf(set, [...hidden]));
    expect(row?.table).toBe('Table 3');
    expect(row?.intervals && rangeInWords(row.intervals.blockEntropy)).toBe(entropy);
    expect(row?.intervals && rangeInWords(row.intervals.bdm)).toBe(bdm);
    expect(row?.accuracy).toEqual({ mean, sd });
  });

  it('has of Table 1 the gap between the midpoints only, at both ends', () => {
    expect(publishedRow(specOf('mnist', [8, 4]))).toMatchObject({
      table: 'Table 1',
      intervals: null,
      accuracy: null,
      gap: 0.28,
    });
    expect(publishedRow(specOf('mnist', [128, 64]))).toMatchObject({ table: 'Table 1', intervals: null, gap: 0.06 });
  });

  it.each([
    ['table1', ['0.28', null, '0.165', null, '0.06']],
    ['table2', [null, '0.165', null, null]],
    ['table3', ['0.165', '0.28', '0.335', '-0.04', '-0.07']],
    ['table4', [null, null, null]],
  ])('is found for the configurations of %s that have one, here by its gap', async (name, gaps) => {
    const file = new URL(`../../../studies/${name}.json`, import.meta.url);
    const { configurations } = parseStudy(JSON.parse(await readFile(file, 'utf8')), name);
    const found = configurations.map(({ spec }) => publishedRow(spec)?.gap ?? null);
    expect(found.map((gap) => gap && String(Number(gap.toFixed(4))))).toEqual(gaps);
  });

  it('says where the data are not the paper’s, or not known to be', () => {
    expect(publishedRow(specOf('sincos', [64, 32]))?.caveat).toContain('not public');
    expect(publishedRow(specOf('har', [8, 4]))?.caveat).toContain('not at hand');
    expect(publishedRow(specOf('mnist', [32, 16]))?.caveat).toBeNull();
  });

  it('is null for what the paper’s numbers are not of, or are not at hand for', () => {
    const fixedEpochs = { ...spec, training: { ...spec.training, patience: null } };
    for (const other of [
      specOf('mnist', [16, 8]),
      specOf('fashion-mnist', [8, 4]),
      specOf('mnist', [32, 16], { labels: 'permuted' }),
      specOf('mnist', [32, 16], { inputs: 'random' }),
      specOf('mnist', [32, 16], { size: 28 }),
      specOf('mnist', [32, 16], { subset: 1280 }),
      fixedEpochs,
    ]) {
      expect(publishedRow(other)).toBeNull();
    }
  });
});

describe('an own interval beside a published one', () => {
  const hundredths = fc.integer({ min: -100, max: 100 });
  const range = fc
    .tuple(hundredths, hundredths)
    .map(([a, b]) => ({ lo: Math.min(a, b) / 100, hi: Math.max(a, b) / 100 }));

  it('overlaps where a hundredth is in both, and else is as far off as the nearer ends are', () => {
    fc.assert(
      fc.property(range, range, (own, published) => {
        const within = ({ lo, hi }: typeof own, i: number) => Math.round(100 * lo) <= i && i <= Math.round(100 * hi);
        const common = Array.from({ length: 201 }, (_, i) => i - 100).some(
          (i) => within(own, i) && within(published, i),
        );
        const comparison = compareWith(own, published);
        expect(comparison?.overlaps).toBe(common);
        const apart = own.lo > published.hi ? own.lo - published.hi : Math.min(0, own.hi - published.lo);
        expect(comparison?.distance).toBeCloseTo(common ? 0 : apart, 10);
        expect(comparison?.shift).toBeCloseTo((own.lo + own.hi - published.lo - published.hi) / 2, 10);
      }),
    );
  });

  it('is compared as printed: 0.9449 is 0.94', () => {
    expect(compareWith({ lo: 0.9449, hi: 0.97 }, { lo: 0.92, hi: 0.94 })?.overlaps).toBe(true);
    expect(compareWith({ lo: 0.9451, hi: 0.97 }, { lo: 0.92, hi: 0.94 })?.overlaps).toBe(false);
  });

  it('is nothing without an interval', () => {
    expect(compareWith({ lo: null, hi: null }, { lo: 0, hi: 1 })).toBeNull();
    const one = { mean: 0.5, lo: null, hi: null, defined: 1, undefined: 0 };
    expect(midpointGap(one, { ...one, lo: 0.1, hi: 0.2 })).toBeNull();
  });
});
