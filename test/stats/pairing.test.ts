import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream, shuffle, uniform } from '../../src/random.ts';
import { pearson } from '../../src/stats/correlation.ts';
import { Pairings } from '../../src/stats/pairing.ts';

type Pair = readonly [number[], number[]];
const testOf = (pairs: readonly Pair[], permutations = 65_536) =>
  new Pairings(permutations, randomStream(1, 0)).test(pairs);

describe('equal to SciPy 1.17.1:', () => {
  // x = np.array([...first of each...]); y = np.array([...second...]); n = 5; R = np.corrcoef(x, y)[:n, n:]
  const pairs: Pair[] = [
    [
      [3, 1, 4, 1, 5],
      [2, 7, 1, 8, 2],
    ],
    [
      [9, 2, 6, 5, 3],
      [8, 1, 8, 2, 8],
    ],
    [
      [5, 8, 9, 7, 9],
      [4, 5, 9, 0, 4],
    ],
    [
      [3, 2, 3, 8, 4],
      [5, 2, 3, 5, 3],
    ],
    [
      [6, 2, 6, 4, 3],
      [6, 0, 2, 8, 7],
    ],
  ];

  test("permutation_test((np.arange(n),), lambda i: R[np.arange(n), i.astype(int)].mean(), permutation_type='pairings', alternative='greater', n_resamples=np.inf); R.mean()", () => {
    const result = testOf(pairs);
    expect(result?.own).toBeCloseTo(0.18019603070554097, 12);
    expect(result?.p).toBeCloseTo(0.4166666666666667, 12);
    expect(result?.expected).toBeCloseTo(0.11757123805632791, 12);
  });

  test('zx, zy = (zscore(x, axis=1), zscore(y, axis=1)); np.corrcoef((zx - zx.mean(0)).ravel(), (zy - zy.mean(0)).ravel())', () => {
    expect(testOf(pairs)?.deviations).toBeCloseTo(0.07496512691499187, 12);
  });

  test('drawn where not all are taken, near the exact share', () => {
    const drawn = new Pairings(100, randomStream(1, 0)).test(pairs);
    expect(Math.abs((drawn?.p ?? Number.NaN) - 50 / 120)).toBeLessThan(0.15);
    expect((drawn?.p ?? Number.NaN) * 100).toBeCloseTo(Math.round((drawn?.p ?? Number.NaN) * 100), 9);
  });
});

/** Curves that fall alike, each with noise of its own, which the y of a pair shares as far as `shared` says. */
function noisy(n: number, shared: number): Pair[] {
  const random = randomStream(4, 0);
  const noise = () => Array.from({ length: 8 }, () => 0.2 * (uniform(random) - 0.5));
  return Array.from({ length: n }, () => {
    const [mine, other] = [noise(), noise()];
    return [
      mine.map((value, t) => Math.exp(-t / 2) + value),
      mine.map((value, t) => Math.exp(-t / 3) + shared * value + (1 - shared) * other[t]),
    ];
  });
}

describe('what all pairs share', () => {
  test('is not what makes p small: the same x in each pair has p = 1, however it correlates', () => {
    for (const n of [4, 30]) {
      const same = noisy(n, 0).map(([, y]): Pair => [[8, 4, 2, 1, 0.5, 0.25, 0.1, 0], y]);
      const result = testOf(same, 2000);
      expect(result?.own).toBeGreaterThan(0.85);
      expect(result).toMatchObject({ p: 1, deviations: null });
      expect(result?.expected).toBeCloseTo(result?.own ?? Number.NaN, 12);
    }
  });

  test('and curves that fall alike but have independent noise do not make it small, those that share it do', () => {
    const apart = testOf(noisy(30, 0), 5000);
    const together = testOf(noisy(30, 0.8), 5000);
    expect(apart?.own).toBeGreaterThan(0.85);
    expect(apart?.p).toBeGreaterThan(0.05);
    expect(together).toMatchObject({ p: 1 / 5000 });
    expect(together?.deviations).toBeGreaterThan(0.8);
  });

  test('under the null p is at most α in no more than a share α of cases', () => {
    // All 5! ways to pair given series: each is as likely, so the p-values of all must have that law exactly.
    const pairs = noisy(5, 0.5);
    const ps: number[] = [];
    const order = Uint32Array.from(pairs, (_, i) => i);
    const seen = new Set<string>();
    const random = randomStream(3, 0);
    while (seen.size < 120) {
      shuffle(order, random);
      if (seen.has(order.join())) continue;
      seen.add(order.join());
      ps.push(testOf(pairs.map(([x], i): Pair => [x, pairs[order[i]][1]]))?.p ?? Number.NaN);
    }
    for (const alpha of [0.01, 0.05, 0.1, 0.5]) {
      expect(ps.filter((p) => p <= alpha).length / 120).toBeLessThanOrEqual(alpha);
    }
  });
});

test('own is the mean of Pearson’s r, and the order of the pairs changes nothing', () => {
  const value = fc.integer({ min: -50, max: 50 });
  const length4 = fc.array(value, { minLength: 4, maxLength: 4 }).filter((x) => new Set(x).size > 1);
  fc.assert(
    fc.property(fc.array(fc.tuple(length4, length4), { minLength: 2, maxLength: 12 }), fc.nat(), (pairs, seed) => {
      const result = testOf(pairs, 50);
      const mean = pairs.reduce((sum, [x, y]) => sum + (pearson(x, y) ?? Number.NaN), 0) / pairs.length;
      expect(result?.own).toBeCloseTo(mean, 12);
      const order = Uint32Array.from(pairs, (_, i) => i);
      shuffle(order, randomStream(seed, 0));
      expect(
        testOf(
          Array.from(order, (i) => pairs[i]),
          50,
        ),
      ).toEqual(result);
    }),
    { numRuns: 50 },
  );
});

test('one pair has no other pairing; series of another length are refused', () => {
  expect(
    testOf([
      [
        [1, 2],
        [2, 1],
      ],
    ]),
  ).toBeNull();
  const pairs: Pair[] = [
    [
      [1, 2],
      [2, 1],
    ],
    [
      [1, 2, 4],
      [2, 1],
    ],
  ];
  expect(() => testOf(pairs)).toThrow('expected series of 2 values, found one of 3');
});
