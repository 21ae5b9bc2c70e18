import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ofDifferences, thresholds } from '../../../src/nn/validation/thresholds.ts';

const { fround } = Math;
const float = fc.float({ min: -1000, max: 1000 });

function isPositive({ values, inverted }: ReturnType<typeof thresholds>, j: number, number: number): boolean {
  return number > values[j] !== (((inverted[j >> 5] >>> (j & 31)) & 1) === 1);
}

test('a threshold says of every number what the line says in single precision', () => {
  const lines = fc.array(fc.tuple(float, float), { minLength: 1, maxLength: 40 });
  const unit = fc.constantFrom(1, 2 ** -12);
  fc.assert(
    fc.property(lines, unit, fc.integer({ min: 1, max: 300 }), (given, unit, most) => {
      const slope = Float32Array.from(given, ([s]) => s);
      const offset = Float32Array.from(given, ([, o]) => o);
      const found = thresholds({ slope, offset }, most, unit);
      const ofCounts = ofDifferences(found, most);
      for (let j = 0; j < slope.length; j++) {
        for (let s = -most; s <= most; s++) {
          const expected = fround(fround(slope[j] * (s * unit)) + offset[j]) > 0;
          expect(isPositive(found, j, s)).toBe(expected);
          if ((most - s) % 2 === 0) expect(isPositive(ofCounts, j, (most - s) / 2)).toBe(expected);
        }
      }
    }),
  );
});

test('where a line is no number nothing is positive', () => {
  const nan = Float32Array.of(Number.NaN, 1);
  const found = thresholds({ slope: nan, offset: nan.toReversed() }, 100, 1);
  for (const s of [-100, 0, 100]) expect([isPositive(found, 0, s), isPositive(found, 1, s)]).toEqual([false, false]);
});
