/** Values from SciPy 1.10.1 and NumPy 1.24.2, quoted with the expression that gave them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream, standardNormal, uniform } from '../../src/random.ts';
import { Bootstrap, type Interval, quantile } from '../../src/stats/bootstrap.ts';
import { partialPearson, partialSpearman, pearson, spearman } from '../../src/stats/correlation.ts';
import { gaussianFilter } from '../../src/stats/gaussian.ts';
import { normalProbability, normalQuantile } from '../../src/stats/normal.ts';
import { firstDifferences, mean, minMax, standardDeviation } from '../../src/stats/series.ts';
import { SignFlips } from '../../src/stats/signFlip.ts';

const x = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
const y = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4];
const series = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('equal to SciPy and NumPy:', () => {
  test('scipy.ndimage.gaussian_filter1d(np.array([3,1,4,1,5,9.]), 1)', () => {
    const expected = [
      2.4576341196460625, 2.3370390664753, 2.5661664337897503, 3.1708507389098415, 5.1434429520343, 7.324866689144747,
    ];
    gaussianFilter(x.slice(0, 6), 1).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 12);
    });
  });

  test('gaussian_filter1d(np.array([3,1.]), 2.5), whose window is many times the series', () => {
    const [a, b] = gaussianFilter([3, 1], 2.5);
    expect(a).toBeCloseTo(2.0004449303429555, 12);
    expect(b).toBeCloseTo(1.999555069657044, 12);
  });

  test('scipy.stats.pearsonr(x, y)[0]', () => expect(pearson(x, y)).toBeCloseTo(0.09422924859889792, 12));
  test('scipy.stats.spearmanr(x, y)[0], with ties', () => expect(spearman(x, y)).toBeCloseTo(0.1384567651467695, 12));
  test('np.quantile([1,2,4,8], [0.025, 0.5, 0.975])', () => {
    expect([0.025, 0.5, 0.975].map((p) => quantile([1, 2, 4, 8], p))).toEqual(
      [1.075, 3, 7.7].map((v) => expect.closeTo(v, 12)),
    );
  });
});

describe('partial correlation', () => {
  const epoch = x.map((_, i) => i);
  const steps = [1, 1, 2, 3, 3, 3, 4, 6, 6, 7, 5];

  test('is that of R 4.2.2: pc <- function(x, y, z) cor(resid(lm(x ~ z)), resid(lm(y ~ z)))', () => {
    expect(partialPearson(x, y, epoch)).toBeCloseTo(0.042687559472123313, 12);
    expect(partialPearson(x, y, steps)).toBeCloseTo(0.034537182664348617, 12);
  });

  test('of ranks is pc(rank(x), rank(y), rank(z)), with ties', () => {
    expect(partialSpearman(x, y, epoch)).toBeCloseTo(0.040483396468088066, 12);
    expect(partialSpearman(x, y, steps)).toBeCloseTo(0.033410583373921797, 12);
  });

  test('is (r_xy − r_xz r_yz) / √((1 − r_xz²)(1 − r_yz²)), symmetric, and does not feel what is linear in z', () => {
    const value = fc.integer({ min: -1000, max: 1000 });
    const triples = fc.array(fc.tuple(value, value, value), { minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(triples, fc.integer({ min: -5, max: 5 }), (rows, slope) => {
        const [a, b, c] = [0, 1, 2].map((k) => rows.map((row) => row[k]));
        const [ab, ac, bc] = [pearson(a, b), pearson(a, c), pearson(b, c)];
        fc.pre(ab !== null && ac !== null && bc !== null);
        const rest = (1 - ac * ac) * (1 - bc * bc);
        fc.pre(rest > 1e-6);
        expect(partialPearson(a, b, c)).toBeCloseTo((ab - ac * bc) / Math.sqrt(rest), 9);
        expect(partialPearson(b, a, c)).toBeCloseTo(partialPearson(a, b, c) ?? Number.NaN, 9);
        const tilted = a.map((v, i) => v + slope * c[i]);
        expect(partialPearson(tilted, b, c)).toBeCloseTo(partialPearson(a, b, c) ?? Number.NaN, 6);
      }),
    );
  });

  test('is undefined for what is linear in z, of ranks for what is monotone in it, and without a varying z', () => {
    const fall = epoch.map((t) => Math.exp(-t / 3));
    expect(
      partialPearson(
        epoch.map((t) => 0.3 - 0.1 * t),
        y,
        epoch,
      ),
    ).toBeNull();
    expect(partialPearson(fall, y, epoch)).not.toBeNull();
    expect(partialSpearman(fall, y, epoch)).toBeNull();
    expect(
      partialPearson(
        x,
        y,
        x.map(() => 7),
      ),
    ).toBeNull();
    expect(
      partialPearson(
        x.map(() => 7),
        y,
        epoch,
      ),
    ).toBeNull();
    expect(partialPearson([1, 2], [2, 1], [0, 1])).toBeNull();
  });
});

test('the differences of a series are those of R: diff(c(3, 1, 4)), none of a single value', () => {
  expect(firstDifferences([3, 1, 4])).toEqual([-2, 3]);
  expect([firstDifferences([3]), firstDifferences([])]).toEqual([[], []]);
});

describe('constant series', () => {
  test('stay exactly constant through means and smoothing, and have no scale and no correlation', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0),
        fc.integer({ min: 1, max: 50 }),
        (value, length) => {
          const constant = Array.from({ length }, () => value);
          expect(mean(constant)).toBe(value);
          expect(gaussianFilter(constant, 1)).toEqual(constant);
          expect(minMax(constant)).toBeNull();
          expect(pearson(constant, x.slice(0, length))).toBeNull();
          expect(spearman(constant, x.slice(0, length))).toBeNull();
        },
      ),
    );
  });
});

test('min-max spans [0, 1] and keeps the order', () => {
  fc.assert(
    fc.property(series, (values) => {
      const scaled = minMax(values);
      fc.pre(scaled !== null);
      expect(Math.min(...scaled)).toBe(0);
      expect(Math.max(...scaled)).toBe(1);
      for (let i = 1; i < values.length; i++)
        if (values[i] > values[0]) expect(scaled[i]).toBeGreaterThanOrEqual(scaled[0]);
    }),
  );
});

describe('bootstrap of the mean', () => {
  const draw = (values: number[], resamples = 500) => new Bootstrap(0.95, resamples, randomStream(1, 0)).ofMean(values);

  test('is R 4.2.2’s, boot 1.3-28.1: b <- boot(x, function(d, i) c(mean(d[i]), var(d[i]) / length(i)), R = 999999); boot.ci(b, type = "stud")', () => {
    const rs = [0.97, 0.99, 0.91, 0.985, 0.96, 0.995, 0.94, 0.98, 0.88, 0.975];
    // Both ends within 2 % of the width: draws are random, and the least deviation that counts takes some off an end.
    const expectNear = (interval: Interval | null, lo: number, hi: number) => {
      expect(Math.abs((interval?.lo ?? Number.NaN) - lo)).toBeLessThan(0.02 * (hi - lo));
      expect(Math.abs((interval?.hi ?? Number.NaN) - hi)).toBeLessThan(0.02 * (hi - lo));
    };
    // $student[4:5] after set.seed(1)
    expectNear(draw(rs, 100_000), 0.9054039219, 0.979551474);
    // The same of x <- c(4, 9, 1, 3, 16, 7, 2, 30), conf = 0.9
    const skewed = new Bootstrap(0.9, 100_000, randomStream(1, 0)).ofMean([4, 9, 1, 3, 16, 7, 2, 30]);
    expectNear(skewed, 4.200709001, 24.448175872);
  });

  test('does not depend on the order of the values, holds their mean, and moves and stretches with them', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(values, (values) => {
        const interval = draw(values);
        if (interval === null) throw new Error('no interval');
        expect(draw(values.toReversed())).toEqual(interval);
        expect(interval.lo).toBeLessThanOrEqual(mean(values));
        expect(interval.hi).toBeGreaterThanOrEqual(mean(values));
        const { lo, hi } = interval;
        // Far enough from each other that rounding of the sums does not part them.
        fc.pre((standardDeviation(values) ?? 0) > 1e-3);
        const moved = draw(values.map((value) => 2 * value + 7));
        const near = 1e-6 * (1 + Math.abs(lo) + Math.abs(hi));
        expect(Math.abs((moved?.lo ?? Number.NaN) - (2 * lo + 7))).toBeLessThan(near);
        expect(Math.abs((moved?.hi ?? Number.NaN) - (2 * hi + 7))).toBeLessThan(near);
      }),
      { numRuns: 30 },
    );
  });

  test('does not go past where values can lie', () => {
    const rs = [0.99, 0.98, -0.9];
    const [free, cut] = [undefined, { lo: -1, hi: 1 }].map((range) =>
      new Bootstrap(0.95, 500, randomStream(1, 0)).ofMean(rs, range),
    );
    expect(free?.hi).toBeGreaterThan(1);
    expect(free?.lo).toBeLessThan(-1);
    expect(cut).toEqual({ lo: -1, hi: 1 });
  });

  test('is finite where many resamples are of one value only, and no more than the value where all are', () => {
    const interval = draw([...Array.from({ length: 19 }, () => 1), 0.9], 4000);
    // A resample without the 0.9 lies 0.005 above the mean; with a quarter of the deviation, 0.022, that is 0.9 of it.
    expect(interval?.lo).toBeGreaterThan(0.95);
    expect(interval?.lo).toBeLessThan(0.99);
    expect(draw([0.3, 0.3, 0.3])).toEqual({ lo: 0.3, hi: 0.3 });
    expect(draw([1e-200, 3e-200, 2e-200])?.hi).toBeGreaterThan(2e-200);
  });

  test('covers what percentiles of the means do not: of 10 values of −exp(normal), the mean in nine of ten samples', () => {
    const random = randomStream(8, 0);
    const bootstrap = new Bootstrap(0.95, 1000, randomStream(1, 0));
    const samples = 1000;
    let held = 0;
    for (let sample = 0; sample < samples; sample++) {
      const values = Array.from(standardNormal(10, random), (z) => -Math.exp(0.7 * z));
      const { lo, hi } = bootstrap.ofMean(values) ?? { lo: 0, hi: 0 };
      if (lo <= -Math.exp(0.245) && hi >= -Math.exp(0.245)) held++;
    }
    // Percentile intervals of these samples hold it in 86 %.
    expect(held / samples).toBeGreaterThan(0.9);
    expect(held / samples).toBeLessThan(0.98);
  });

  test('of 400 normal-like values is as wide as the central limit theorem says', () => {
    const random = Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9898) * 1000).map((v) => v - Math.floor(v));
    const interval = draw(random, 4000);
    const expected = (2 * 1.96 * (standardDeviation(random) ?? Number.NaN)) / 20;
    expect(((interval?.hi ?? Number.NaN) - (interval?.lo ?? Number.NaN)) / expected).toBeCloseTo(1, 1);
  });

  test('of one value is undefined', () => expect(draw([0.5])).toBeNull());
});

test('normal probabilities and quantiles are R’s: pnorm(c(-1.2, 0.3)), qnorm(c(0.8, 0.95, 0.001))', () => {
  expect(normalProbability(-1.2)).toBeCloseTo(0.1150696702, 6);
  expect(normalProbability(0.3)).toBeCloseTo(0.6179114222, 6);
  expect(normalQuantile(0.8)).toBeCloseTo(0.8416212336, 5);
  expect(normalQuantile(0.95)).toBeCloseTo(1.644853627, 5);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 3);
});

describe('sign-flip test', () => {
  const test0 = (differences: number[]) => new SignFlips(65_536, randomStream(1, 0)).test(differences);

  test('by hand: of 8 ways to flip 1, 2, 4 only the two without a mixed sign reach 7, four reach 5', () => {
    expect(test0([1, 2, 4])).toBe(2 / 8);
    expect(test0([-1, 2, 4])).toBe(4 / 8);
    expect(test0([0, 0])).toBe(1);
    expect(test0([])).toBeNull();
  });

  test('scipy.stats.permutation_test((d,), np.mean, permutation_type="samples", n_resamples=np.inf)', () => {
    // SciPy 1.10.1, d = [0.2, -0.1, 0.4, 0.3, 0.05, 0.25, -0.02], alternative 'two-sided': pvalue 0.09375
    expect(test0([0.2, -0.1, 0.4, 0.3, 0.05, 0.25, -0.02])).toBeCloseTo(0.09375, 12);
  });

  test('does not depend on order or on the sign of the whole; more than 16 values are sampled near the exact share', () => {
    const differences = Array.from({ length: 17 }, (_, i) => Math.sin(7 * i) + 0.4);
    const sampled = test0(differences) ?? Number.NaN;
    expect(test0(differences.toReversed())).toBe(sampled);
    // Exact share over all 2^17 flips.
    const total = differences.reduce((a, b) => a + b, 0);
    let asFar = 0;
    for (let flips = 0; flips < 2 ** 17; flips++) {
      const sum = differences.reduce((a, b, i) => a + ((flips >> i) & 1 ? -b : b), 0);
      if (Math.abs(sum) >= total - 1e-9) asFar++;
    }
    expect(sampled).toBeCloseTo(asFar / 2 ** 17, 2);
  });
});

test('neighbouring seeds and streams draw unrelated numbers from the first on', () => {
  for (const stream of [0, 1, 2]) {
    const draws = Array.from({ length: 400 }, (_, seed) => uniform(randomStream(seed, stream)));
    // Mean and lag-one correlation of 400 independent uniform numbers: standard errors 0.014 and 0.05.
    expect(Math.abs(mean(draws) - 0.5)).toBeLessThan(0.06);
    expect(Math.abs(pearson(draws.slice(1), draws.slice(0, -1)) ?? 1)).toBeLessThan(0.2);
  }
});
