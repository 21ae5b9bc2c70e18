import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm } from '../../src/stats/holm.ts';

describe('equal to R 4.2.2:', () => {
  test('p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 14)));
  });

  test('p.adjust(c(0.02, NA, 0.5, 0.013, 0.02, 0.9, 1), "holm"), with ties and a missing test', () => {
    const [first, ...rest] = holm([null, 0.02, 0.5, 0.013, 0.02, 0.9, 1]);
    expect(first).toBeNull();
    expect(rest).toEqual([0.1, 1, 0.078, 0.1, 1, 1].map((p) => expect.closeTo(p, 14)));
  });
});

test('lies between p and Bonferroni’s, keeps the order, and leaves one test as it is', () => {
  const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(ps, (values) => {
      const adjusted = holm(values).map(Number);
      values.forEach((p, i) => {
        expect(adjusted[i]).toBeGreaterThanOrEqual(p);
        expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * values.length));
        values.forEach((other, j) => {
          if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]);
        });
      });
      expect(holm([values[0]])).toEqual([values[0]]);
    }),
  );
});

test('refuses what is no p-value', () => {
  for (const wrong of [-0.1, 1.1, Number.NaN]) {
    expect(() => holm([0.5, wrong])).toThrow(`expected p-values from 0 to 1, found ${wrong}`);
  }
});
