/** Where a value stands among those of draws, and the ladder of null models that studies take it from. */
import { describe, expect, test } from 'vitest';
import { Comparison, ladder, NULL_NAMES, randomOf, standing } from '../../src/nulls/index.ts';
import { randomStream, standardNormal, uniform } from '../../src/random.ts';

describe('where a value stands', () => {
  test('mean, sample standard deviation, z-score and ratio, by hand', () => {
    // (2 + 4 + 4 + 4 + 5 + 5 + 7 + 9) / 8 = 5; squared deviations 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32; √(32/7)
    const { mean, sd, z, ratio } = standing(9, [2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean).toBe(5);
    expect(sd).toBeCloseTo(2.138089935299395, 14);
    expect(z).toBeCloseTo(1.8708286933869707, 14);
    expect(ratio).toBe(9 / 5);
    expect(standing(0, [1, 3]).z).toBeCloseTo(-Math.SQRT2, 14);
  });

  test('no z-score among others that are all the same, no ratio to a mean of 0', () => {
    expect(standing(5, [0.1, 0.1, 0.1])).toMatchObject({ mean: 0.1, sd: 0, z: null });
    expect(standing(0.1, [0.1, 0.1])).toEqual({ mean: 0.1, sd: 0, z: null, p: 1, ratio: 1 });
    expect(standing(1, [-1, 1]).ratio).toBeNull();
  });

  test('p by hand: the share of all that lie as far from the mean of all', () => {
    // Of 10, 1, 2, 3 the mean is 4: distances 6, 3, 2, 1.
    expect(standing(10, [1, 2, 3]).p).toBe(1 / 4);
    // Of 1, 10, 2, 3 it is 4 too: 3 is less than 6 and more than 2 and 1.
    expect(standing(1, [10, 2, 3]).p).toBe(2 / 4);
    // Low and high count alike, and ties count: of 0, 4, 4, 2, 0 the mean is 2.
    expect(standing(0, [4, 4, 2, 0]).p).toBe(4 / 5);
    // What differs in the last digit is a tie: 0.1 + 0.2 and 0.3 lie as far from the mean.
    expect(standing(0.1 + 0.2, [0.3, 0.3, 0, 0, 0, 0]).p).toBe(3 / 7);
  });

  test('p of one more draw is at most α in a share α of cases, whatever the distribution', () => {
    const random = randomStream(1, 0);
    const distributions = [
      () => uniform(random),
      () => standardNormal(1, random)[0],
      // Skewed, and of few values.
      () => -Math.log(1 - uniform(random)),
      () => Math.floor(3 * uniform(random)),
    ];
    for (const [i, draw] of distributions.entries()) {
      const cases = 20_000;
      const ps = Array.from({ length: cases }, () => standing(draw(), Array.from({ length: 19 }, draw)).p);
      for (const level of [0.05, 0.1, 0.5]) {
        const share = ps.filter((p) => p <= level + 1e-9).length / cases;
        const spread = 4 * Math.sqrt((level * (1 - level)) / cases);
        expect(share).toBeLessThan(level + spread);
        // Without ties it is exactly that.
        if (i < 3) expect(share).toBeGreaterThan(level - spread);
      }
    }
  });

  test('a comparison is measure by measure; one that cannot be taken stands nowhere', () => {
    const comparison = new Comparison({ a: 3, b: null, c: 1 });
    for (const [a, c] of [
      [1, 1],
      [2, 1],
      [4, 1],
    ]) {
      comparison.add({ a, b: null, c });
    }
    expect(comparison.standings).toEqual({ a: standing(3, [1, 2, 4]), b: null, c: standing(1, [1, 1, 1]) });
    expect(() => comparison.add({ a: null, b: 1, c: 1 })).toThrow('a of a draw cannot be taken');
  });
});

describe('the ladder', () => {
  const side = 24;
  // Stripes along the rows, each of another phase: rows and columns have nearly the same margins.
  const bits = Uint8Array.from({ length: side * side }, (_, i) => (((i % side) + 3 * Math.floor(i / side)) >> 2) % 2);
  const matrices = { count: 1, rows: side, columns: side };
  const valuesOf = (of: Uint8Array) => {
    let [unequal, ones] = [0, 0];
    for (const [cell, bit] of of.entries()) {
      ones += bit;
      if (cell % side > 0) unequal += bit ^ of[cell - 1];
    }
    return { unequal, ones };
  };
  const options = { models: NULL_NAMES, draws: 99, random: (name: (typeof NULL_NAMES)[number]) => randomOf(name, 1) };
  const found = ladder(bits, matrices, valuesOf, options);

  test('ones are kept where a model says so; stripes are rare but among rows with the same transitions', () => {
    for (const name of ['density', 'margins', 'permuted', 'blocks'] as const) {
      expect(found[name]?.ones).toMatchObject({ sd: 0, z: null, p: 1, ratio: 1 });
    }
    for (const name of ['density', 'margins'] as const) {
      expect(found[name]?.unequal?.z).toBeLessThan(-10);
      expect(found[name]?.unequal?.p).toBe(0.01);
    }
    expect(Math.abs(found.markov?.unequal?.z ?? 9)).toBeLessThan(3);
  });

  test('a model’s standings do not depend on which others are asked for, and name what was asked for', () => {
    const models = ['markov', 'density'] as const;
    const some = ladder(bits, matrices, valuesOf, { ...options, models });
    expect(some).toEqual({ markov: found.markov, density: found.density });
    expect(Object.keys(some)).toEqual([...models]);
  });
});

test('values that differ by rounding alone have no z', () => {
  const others = [0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2];
  expect(standing(0.3, others).z).toBeNull();
});
