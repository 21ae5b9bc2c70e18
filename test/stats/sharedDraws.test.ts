import { expect, test } from 'vitest';
import { below, randomStream } from '../../src/random.ts';
import { Bootstrap, quantile } from '../../src/stats/bootstrap.ts';
import { mean, standardDeviation } from '../../src/stats/series.ts';
import { SharedDraws } from '../../src/stats/sharedDraws.ts';

const make = (count: number) =>
  new SharedDraws(count, randomStream(5, 1), (row, random) => {
    for (let i = 0; i < row.length; i++) row[i] = below(random, 1000);
  });
const rowsOf = (draws: SharedDraws, length: number) => {
  const rows: number[][] = [];
  draws.forEach(length, (table) => {
    for (let start = 0; start < table.length; start += length) {
      rows.push(Array.from(table.slice(start, start + length)));
    }
  });
  return rows;
};

test('rows are those of a fresh generator for each length, whatever was drawn before', () => {
  const random = randomStream(5, 1);
  const expected = Array.from({ length: 4 }, () => Array.from({ length: 3 }, () => below(random, 1000)));
  const draws = make(4);
  rowsOf(draws, 7);
  for (let time = 0; time < 2; time++) expect(rowsOf(draws, 3)).toEqual(expected);
});

test('rows that are too many to keep are the same, and so are those that had to make room', () => {
  // 2^24 draws are kept: of 2^12 rows those of 4096 values, or some shorter ones; of 4097 values none.
  const draws = new SharedDraws(2 ** 12, randomStream(5, 1), (row, random) => row.fill(below(random, 1000)));
  const lastOfRows = (length: number) => {
    const lasts: number[] = [];
    draws.forEach(length, (table) => {
      for (let last = length - 1; last < table.length; last += length) lasts.push(table[last]);
    });
    return lasts;
  };
  const lengths = [100, 4096, 4097, 100, 4096];
  const [expected, ...others] = lengths.map(lastOfRows);
  for (const rows of others) expect(rows).toEqual(expected);
});

test('a bootstrap interval is that of ratios of plain draws', () => {
  const values = [0.3, 0.9, 0.1, 0.5, 0.85, 0.2];
  const bootstrap = new Bootstrap(0.9, 400, randomStream(2, 1));
  bootstrap.ofMean([1, 2, 3]);
  const random = randomStream(2, 1);
  const ascending = (a: number, b: number) => a - b;
  const sorted = values.toSorted(ascending);
  const deviation = standardDeviation(values) ?? Number.NaN;
  const ratios = Array.from({ length: 400 }, () => {
    const drawn = values.map(() => sorted[below(random, 6)]);
    return (mean(drawn) - mean(values)) / Math.max(standardDeviation(drawn) ?? 0, deviation / 4);
  }).sort(ascending);
  const [lo, hi] = [0.95, 0.05].map((share) => mean(values) - deviation * quantile(ratios, share));
  const interval = bootstrap.ofMean(values);
  expect(interval?.lo).toBeCloseTo(lo, 12);
  expect(interval?.hi).toBeCloseTo(hi, 12);
});
