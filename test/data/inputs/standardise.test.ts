import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onGrid, standardise } from '../../../src/data/inputs/standardise.ts';
import { loadDataSet } from '../../../src/data/locate.ts';

const shapes = fc.record({
  count: fc.integer({ min: 2, max: 20 }),
  groups: fc.integer({ min: 1, max: 5 }),
  size: fc.integer({ min: 1, max: 4 }),
});

test('each group has mean 0 and deviation 1; others are shifted and scaled alike', () => {
  const property = fc.property(shapes, fc.infiniteStream(fc.integer({ min: -1000, max: 1000 })), (shape, stream) => {
    const { count, groups, size } = shape;
    const features = groups * size;
    const given = Float32Array.from({ length: count * features }, () => stream.next().value);
    const [reference, same] = [given.slice(), given.slice()];
    standardise(features, groups, reference, same);
    expect(same).toEqual(reference);
    for (let group = 0; group < groups; group++) {
      const isInGroup = (_: number, at: number) => Math.floor((at % features) / size) === group;
      const before = Array.from(given).filter(isInGroup);
      const after = Array.from(reference).filter(isInGroup);
      const mean = after.reduce((a, b) => a + b, 0) / after.length;
      const variance = after.reduce((sum, value) => sum + (value - mean) ** 2, 0) / after.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(variance).toBeCloseTo(new Set(before).size === 1 ? 0 : 1, 4);
      // The map is increasing: order and ties stay.
      const [first, second] = [before[0] - before[1], after[0] - after[1]];
      expect(Math.sign(second)).toBe(Math.sign(first));
    }
  });
  fc.assert(property);
});

test('a constant group is 0, elsewhere its distance from the constant', () => {
  // 0.1 is no sum of powers of two: a mean that is added up need not be it.
  const reference = Float32Array.from({ length: 6 }, (_, at) => (at % 2 ? at : 0.1));
  const other = Float32Array.of(0.1, 3, 2.1, 3);
  standardise(2, 2, reference, other);
  expect([reference[0], reference[2], reference[4], other[0], other[1]]).toEqual([0, 0, 0, 0, 0]);
  expect(other[2]).toBeCloseTo(2, 6);
});

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
  for (const given of [[Number.NaN], [Number.NaN, 1], [1, Number.NaN]]) {
    expect(() => onGrid(examples(given, 1), 12)).toThrow('an input is no number');
  }
  expect(() => onGrid(examples([9, 1], 1), 12)).toThrow('inputs are too large');
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
  await expect(loadDataSet({ ...waves, grid: 14 })).rejects.toThrow(
    /^data set sincos: inputs are too large for a grid of 2\^-14/,
  );
});
