import { expect, test } from 'vitest';
import { below, inOrder, randomStream, shuffle, uniform } from '../../src/random.ts';
import { Bootstrap, quantile } from '../../src/stats/bootstrap.ts';
import { pearson } from '../../src/stats/correlation.ts';
import { Pairings } from '../../src/stats/pairing.ts';
import { mean, standardDeviation } from '../../src/stats/series.ts';
import { SharedDraws } from '../../src/stats/sharedDraws.ts';
import { SignFlips } from '../../src/stats/signFlip.ts';

const make = (count: number, base: (length: number) => number = () => 1000) =>
  new SharedDraws(count, randomStream(5, 1), base, (row, random) => {
    for (let i = 0; i < row.length; i++) row[i] = below(random, base(row.length));
  });
const rowsOf = (draws: SharedDraws, length: number) => Array.from(draws.rows(length), (row) => Array.from(row));
const ascending = (a: number, b: number) => a - b;

test('rows are those of a fresh generator for each length, whatever was drawn before', () => {
  const random = randomStream(5, 1);
  const expected = Array.from({ length: 4 }, () => Array.from({ length: 3 }, () => below(random, 1000)));
  const draws = make(4);
  rowsOf(draws, 7);
  for (let time = 0; time < 2; time++) expect(rowsOf(draws, 3)).toEqual(expected);
});

test('sums are those of what each draw of a row adds, one by one', () => {
  const random = randomStream(6, 0);
  // Rows beyond a block, of an odd number; codes of many draws, of few and of one; the last code of a row full or not.
  for (const count of [1, 5, 2049]) {
    for (const [length, base] of [
      [1, 1],
      [1, 2],
      [2, 2],
      [17, 2],
      [20, 2],
      [2, 2],
      [9, 9],
      [19, 19],
      [20, 20],
      [33, 33],
    ]) {
      const draws = make(count, () => base);
      // Integers, so that the order of a sum changes nothing.
      const terms = Array.from({ length }, () => Float64Array.from({ length: base }, () => below(random, 1000) - 500));
      const same = terms.map(() => terms[0]);
      for (const each of [terms, same, terms]) {
        const expected = rowsOf(draws, length).map((row) => row.reduce((sum, number, i) => sum + each[i][number], 0));
        expect(Array.from(draws.sums(each))).toEqual(expected);
      }
    }
  }
});

test('sums of rows that are too many to keep are the same, and so are those of rows that had to make room', () => {
  // 2^24 codes are kept, here each of one draw: of 2^12 rows those of 4096 values, or some shorter ones; of 4097 values none.
  const draws = new SharedDraws(
    2 ** 12,
    randomStream(5, 1),
    () => 1000,
    (row, random) => row.fill(below(random, 1000)),
  );
  const term = Float64Array.from({ length: 1000 }, (_, i) => i);
  const random = randomStream(5, 1);
  const numbers = Array.from({ length: 2 ** 12 }, () => below(random, 1000));
  for (const length of [100, 4096, 4097, 100, 4096]) {
    expect(Array.from(draws.sums(Array(length).fill(term)))).toEqual(numbers.map((number) => number * length));
  }
});

test('of more values than two bytes can name each is found', () => {
  const length = 2 ** 16 + 1;
  const draws = new SharedDraws(
    3,
    randomStream(5, 1),
    (length) => length,
    (row) => row.fill(length - 1),
  );
  const term = new Float64Array(length);
  term[length - 1] = 1;
  expect(Array.from(draws.sums(Array(length).fill(term)))).toEqual([length, length, length]);
});

test('drawn sign flips and pairings count what plain draws reach', () => {
  for (const n of [9, 17, 20, 23]) {
    const values = Array.from({ length: n }, (_, i) => Math.sin(7 * i) + 0.3);
    const flips = randomStream(2, 1);
    const sorted = values.toSorted(ascending);
    const total = Math.abs(sorted.reduce((sum, value) => sum + value, 0));
    const sums = Array.from({ length: 299 }, () =>
      sorted.reduce((sum, value) => sum + (below(flips, 2) ? -value : value), 0),
    );
    const asFar = 1 + sums.filter((sum) => Math.abs(sum) >= total - 1e-9).length;
    expect(new SignFlips(300, randomStream(2, 1)).test(values)).toBe(asFar / 300);

    // Sorted by their ys, as the test sorts them.
    const pairs = Array.from({ length: n }, (_, i) => {
      const x = [0, 1, 2, 3].map((t) => Math.cos(3 * i + t * t));
      return [x, [i, ...x.slice(1).map((value, t) => 0.2 * value + Math.sin(5 * i + 3 * t))]] as const;
    });
    const r = (i: number, j: number) => pearson(pairs[i][0], pairs[j][1]) ?? Number.NaN;
    const sumOf = (order: Uint32Array) => order.reduce((sum, j, i) => sum + r(i, j), 0);
    const own = sumOf(inOrder(n));
    const shuffles = randomStream(2, 1);
    let asHigh = 1;
    for (let drawn = 0; drawn < 299; drawn++) {
      const order = inOrder(n);
      shuffle(order, shuffles);
      if (sumOf(order) >= own - 1e-9) asHigh++;
    }
    expect(new Pairings(300, randomStream(2, 1)).test(pairs.map(([x, y]) => [x, y]))?.p).toBe(asHigh / 300);
  }
});

test('a bootstrap interval is that of ratios of plain draws', () => {
  const source = randomStream(9, 0);
  const bootstrap = new Bootstrap(0.9, 400, randomStream(2, 1));
  for (const n of [2, 3, 6, 10, 19, 20, 40]) {
    for (const bent of [1, 2, 9]) {
      const values = Array.from({ length: n }, () => uniform(source) ** bent);
      const random = randomStream(2, 1);
      const sorted = values.toSorted(ascending);
      const deviation = standardDeviation(values) ?? Number.NaN;
      const ratios = Array.from({ length: 400 }, () => {
        const drawn = values.map(() => sorted[below(random, n)]);
        return (mean(drawn) - mean(values)) / Math.max(standardDeviation(drawn) ?? 0, deviation / 4);
      }).sort(ascending);
      const [lo, hi] = [0.95, 0.05].map((share) => mean(values) - deviation * quantile(ratios, share));
      const interval = bootstrap.ofMean(values);
      expect(interval?.lo).toBeCloseTo(lo, 12);
      expect(interval?.hi).toBeCloseTo(hi, 12);
    }
  }
});
