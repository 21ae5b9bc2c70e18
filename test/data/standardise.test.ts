import fc from 'fast-check';
import { expect, test } from 'vitest';
import { standardise } from '../../src/data/standardise.ts';

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
