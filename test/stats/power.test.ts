import { expect, test } from 'vitest';
import { randomStream, standardNormal } from '../../src/random.ts';
import { Pairings } from '../../src/stats/pairing.ts';
import { detectableOwnPart, spreadOfPairings } from '../../src/stats/power.ts';
import { mean, standardDeviation } from '../../src/stats/series.ts';

/** The orders of these numbers. */
function orders(numbers: readonly number[]): number[][] {
  if (numbers.length === 0) return [[]];
  return numbers.flatMap((first) => orders(numbers.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

test('pairings spread as all of them do, once what own pairs have above others is taken out', () => {
  const n = 6;
  const random = randomStream(2, 0);
  const noise = Array.from({ length: n }, () => Array.from(standardNormal(n, random)));
  const means = orders([0, 1, 2, 3, 4, 5]).map((order) => mean(order.map((j, i) => noise[i][j])));
  const aboveOthers = (mean(noise.map((row, i) => row[i])) - mean(noise.flat())) * (n / (n - 1));
  // Of own pairs that are no higher than the others the spread is that of all pairings.
  const without = (i: number, j: number) => noise[i][j] - (i === j ? aboveOthers : 0);
  const levelled = orders([0, 1, 2, 3, 4, 5]).map((order) => mean(order.map((j, i) => without(i, j))));
  const populationOf = (values: number[]) => (standardDeviation(values) ?? 0) * Math.sqrt(1 - 1 / values.length);
  expect(spreadOfPairings(without, n)).toBeCloseTo(populationOf(levelled), 12);
  // What is added to own pairs alone, or to a row or a column, changes nothing; without the mend it would.
  const added = (i: number, j: number) => noise[i][j] + (i === j ? 5 : 0) + 3 * i - 2 * j;
  expect(spreadOfPairings(added, n)).toBeCloseTo(spreadOfPairings(without, n), 12);
  expect(populationOf(means)).toBeGreaterThan(spreadOfPairings(without, n));
});

test('the own part that can be found solves its equation, and grows with the spread alone', () => {
  // R: z <- qnorm(c(0.95, 0.8)); uniroot(function(e) z[1] * sqrt(1 + (e / 9)^2) + z[2] - e, c(0, 10), tol = 1e-12)$root
  expect(detectableOwnPart(1, 10, 0.05)).toBeCloseTo(2.55128723, 6);
  expect(detectableOwnPart(0.02, 10, 0.05)).toBeCloseTo(0.02 * 2.55128723, 5);
  expect(detectableOwnPart(0, 10, 0.05)).toBe(0);
});

/** Runs whose measure and loss fall alike and share noise with correlation `shared`. */
function runsWith(shared: number, n: number, random: ReturnType<typeof randomStream>) {
  return Array.from({ length: n }, () => {
    const [own, other] = [standardNormal(8, random), standardNormal(8, random)];
    const rest = Math.sqrt(1 - shared * shared);
    return [
      Array.from(own, (value, t) => Math.exp(-t / 2) + 0.1 * value),
      Array.from(own, (value, t) => Math.exp(-t / 3) + 0.1 * (shared * value + rest * other[t])),
    ] as const;
  });
}

test('an own part as small as said is found in four of five studies', () => {
  for (const n of [6, 10, 20]) {
    const random = randomStream(12, n);
    const pairings = new Pairings(500, randomStream(1, 0));
    const studies = (shared: number, count: number) =>
      Array.from({ length: count }, () => pairings.test(runsWith(shared, n, random))).filter((one) => one !== null);
    const said = mean(studies(0, 100).map(({ detectableDeviations }) => detectableDeviations ?? Number.NaN));
    const results = studies(said, 500);
    const found = results.filter(({ p }) => p <= 0.05).length / results.length;
    // The standard error of 500 studies is 0.018.
    expect(found).toBeGreaterThan(0.74);
    expect(found).toBeLessThan(0.88);
    // It is said in both units alike, and does not depend on whether there is an own part.
    expect(mean(results.map(({ detectableDeviations }) => detectableDeviations ?? Number.NaN)) / said).toBeCloseTo(
      1,
      1,
    );
    const [{ own, expected, deviations, detectable, detectableDeviations }] = results;
    expect((own - expected) / (detectable ?? 0)).toBeCloseTo((deviations ?? 0) / (detectableDeviations ?? 0), 10);
  }
});

test('nothing can be found by too few pairs, or of series that are all the same', () => {
  const random = randomStream(12, 0);
  const test = (pairs: ReturnType<typeof runsWith>, level = 0.05) =>
    new Pairings(500, randomStream(1, 0), level).test(pairs)?.detectable;
  // Of 3 pairs the least p is 1/6.
  expect(test(runsWith(0.5, 3, random))).toBeNull();
  expect(test(runsWith(0.5, 3, random), 0.2)).toBeGreaterThan(0);
  expect(test(runsWith(0.5, 4, random))).toBeGreaterThan(0);
  const [[same]] = runsWith(0, 1, random);
  expect(test(runsWith(0, 10, random).map(([, loss]) => [same, loss] as const))).toBeNull();
});
