import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainProducts } from '../../src/nn/products.ts';

/** The obvious product, with element readers that say which operand is transposed. */
function slow(
  m: number,
  k: number,
  n: number,
  a: (i: number, l: number) => number,
  b: (l: number, j: number) => number,
) {
  return Float32Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += a(Math.floor(at / n), l) * b(l, at % n);
    return sum;
  });
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
const matrices = sizes.chain(([m, k, n]) => {
  const floats = (length: number) =>
    fc
      .array(fc.float({ noNaN: true, min: -8, max: 8 }), { minLength: length, maxLength: length })
      .map((values) => Float32Array.from(values));
  return fc.tuple(fc.constant([m, k, n]), floats(m * k), floats(k * n));
});

test('each blocked product equals the obvious one exactly, whatever the shape', () => {
  fc.assert(
    fc.property(matrices, ([[m, k, n], a, b]) => {
      const c = new Float32Array(m * n);
      plainProducts.timesTransposed(a, b, c, m, k, n);
      expect(c).toEqual(
        slow(
          m,
          k,
          n,
          (i, l) => a[i * k + l],
          (l, j) => b[j * k + l],
        ),
      );
      plainProducts.times(a, b, c, m, k, n);
      expect(c).toEqual(
        slow(
          m,
          k,
          n,
          (i, l) => a[i * k + l],
          (l, j) => b[l * n + j],
        ),
      );
      plainProducts.transposedTimes(a, b, c, m, k, n);
      expect(c).toEqual(
        slow(
          m,
          k,
          n,
          (i, l) => a[l * m + i],
          (l, j) => b[l * n + j],
        ),
      );
    }),
  );
});
