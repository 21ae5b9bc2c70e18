import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FLOAT_QUANTISER_NAMES, planeQuantiser } from '../../src/nn/planeQuantisers.ts';
import { toIntegers } from '../../src/nn/quantisers.ts';

const integersOf = (floatQuantiser: (typeof FLOAT_QUANTISER_NAMES)[number], floatBits: number, weights: Float32Array) =>
  planeQuantiser('float', { floatBits, floatQuantiser })?.integersOf(weights) ?? new Int8Array(0);

/** Denser around 0 than far from it, and not symmetric. */
const WEIGHTS = Float32Array.from({ length: 2400 }, (_, i) => (((i * 7919) % 2003) - 990) ** 3 / 2 ** 27);

/**
 * Of NumPy, by quantiser and bits: how many integers have each bit, the least significant first, and Σ q (i mod 101).
 *
 *     i = np.arange(2400)
 *     w = (((i * 7919) % 2003 - 990) ** 3 / 2.0 ** 27).astype(np.float32).astype(float)
 *     lo, hi = w.min(), w.max()                    # clipped: np.quantile(w, [0.0005, 0.9995])
 *     q = np.round((np.clip(w, lo, hi) - lo) / ((hi - lo) / (2 ** b - 1))).astype(int)
 *     [((q >> k) & 1).sum() for k in range(b)], (q * (i % 101)).sum()
 */
const OF_NUMPY = [
  ['minMax', 2, [1559, 833], 160129],
  ['minMax', 4, [1517, 1540, 1553, 833], 867565],
  ['minMax', 8, [1306, 1319, 1082, 1467, 1516, 1537, 1552, 833], 14863210],
  ['clipped', 2, [1559, 833], 160129],
  ['clipped', 4, [1517, 1540, 1553, 833], 867565],
  ['clipped', 8, [1308, 1330, 1078, 1465, 1514, 1538, 1552, 833], 14862822],
] as const;

test.each(OF_NUMPY)("%s, %i bits: NumPy's integers", (name, bits, ones, weighted) => {
  const integers = [...integersOf(name, bits, WEIGHTS)];
  const planes = ones.map((_, plane) => integers.reduce((sum, q) => sum + ((q >> plane) & 1), 0));
  expect(planes).toEqual(ones);
  expect(integers.reduce((sum, q, i) => sum + q * (i % 101), 0)).toBe(weighted);
});

describe.each(['minMax', 'clipped'] as const)('%s', (name) => {
  test('every weight is at most half a step from its integer, unless it was moved; the range is used from end to end', () => {
    const weights = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 2, maxLength: 300 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 2, max: 8 }), (values, bits) => {
        const integers = integersOf(name, bits, Float32Array.from(values));
        const [least, greatest] = [Math.min(...values), Math.max(...values)];
        if (greatest - least < 1e-6) return;
        expect([Math.min(...integers), Math.max(...integers)]).toEqual([0, 2 ** bits - 1]);
        if (name === 'clipped') return;
        const step = (greatest - least) / (2 ** bits - 1);
        values.forEach((value, i) => {
          expect(Math.abs(least + step * integers[i] - value)).toBeLessThanOrEqual(step / 2 + 1e-6);
        });
      }),
    );
  });

  test('weights that are all the same are all 0', () => {
    for (const value of [0, -3, 5])
      expect([...integersOf(name, 4, new Float32Array(5).fill(value))]).toEqual([0, 0, 0, 0, 0]);
  });
});

test('a few weights far out take most of the range, unless they are clipped', () => {
  const outlier = Float32Array.from({ length: 10_000 }, (_, i) => (i === 5000 ? 1000 : (i % 100) / 100));
  expect(new Set(integersOf('minMax', 4, outlier)).size).toBe(2);
  expect(new Set(integersOf('clipped', 4, outlier)).size).toBe(16);
});

test('symmetric integers are those of the kind of so many bits; other kinds have their own, whatever is said of floats', () => {
  const expected = new Int8Array(WEIGHTS.length);
  toIntegers('5bit', WEIGHTS, expected);
  expect(integersOf('symmetric', 5, WEIGHTS)).toEqual(expected);
  for (const floatQuantiser of FLOAT_QUANTISER_NAMES) {
    expect(planeQuantiser('5bit', { floatBits: 8, floatQuantiser })?.integersOf(WEIGHTS)).toEqual(expected);
    expect(planeQuantiser('binary', { floatBits: 8, floatQuantiser })).toBeNull();
    expect(planeQuantiser('float', { floatBits: null, floatQuantiser })).toBeNull();
  }
});
