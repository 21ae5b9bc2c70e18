import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onGrid } from '../../src/data/grid.ts';
import { loadDataSet } from '../../src/data/locate.ts';

const examples = (x: ArrayLike<number>, features = x.length) => {
  const count = x.length / features;
  return { x: Float32Array.from(x), labels: new Uint8Array(count), count, features };
};

test('inputs move to the nearest multiple, and sums of ±x are exact in any order', () => {
  const signed = fc.tuple(fc.float({ min: -8, max: 8, noNaN: true }), fc.boolean());
  fc.assert(
    fc.property(fc.array(signed, { minLength: 1, maxLength: 784 }), (given) => {
      const before = Float32Array.from(given, ([x]) => 0.9 * x);
      const { x } = onGrid(examples(before), 10);
      const terms = Array.from(x, (value, i) => (given[i][1] ? value : -value));
      x.forEach((value, i) => {
        expect(Number.isInteger(value * 1024)).toBe(true);
        expect(Math.abs(value - before[i])).toBeLessThanOrEqual(2 ** -11);
      });
      const exact = terms.reduce((sum, term) => sum + term, 0);
      const rounded = (order: readonly number[]) => order.reduce((sum, term) => Math.fround(sum + term), 0);
      expect(rounded(terms)).toBe(exact);
      expect(rounded(terms.toSorted((a, b) => a - b))).toBe(exact);
    }),
  );
});

test('what is too large for exact sums is refused, and so is what is no number', () => {
  expect(() => onGrid(examples([8]), 12)).toThrow(
    'inputs are too large for a grid of 2^-12: data.grid must be smaller',
  );
  expect(onGrid(examples([7.999]), 12).grid).toBe(12);
  // Each fits, but not their sum: 4 · 1025 · 2^12 > 2^24.
  expect(() => onGrid(examples(new Array(1025).fill(4)), 12)).toThrow(RangeError);
  expect(onGrid(examples(new Array(2050).fill(4), 1025), 11).grid).toBe(11);
  expect(() => onGrid(examples([Number.NaN]), 12)).toThrow(RangeError);
});

test('the sets are on the grid that is asked for, and as they are where none is', async () => {
  const waves = { set: 'sincos', noise: 0.75 } as const;
  const [plain, coarse] = [await loadDataSet(waves), await loadDataSet({ ...waves, grid: 3 })];
  expect(plain.test.grid).toBeUndefined();
  expect(coarse.training.grid).toBe(3);
  // + 0: of -0, which is the same number.
  expect(Array.from(coarse.test.x.subarray(0, 48), (x) => x + 0)).toEqual(
    Array.from(plain.test.x.subarray(0, 48), (x) => Math.round(8 * x) / 8 + 0),
  );
});
