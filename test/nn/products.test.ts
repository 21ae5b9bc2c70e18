import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Products, plainProducts } from '../../src/nn/products.ts';
import { simdProducts } from '../../src/nn/simdProducts.ts';
import { randomStream, uniform } from '../../src/random.ts';

const sizes = fc.tuple(
  fc.integer({ min: 1, max: 19 }),
  fc.integer({ min: 1, max: 19 }),
  fc.integer({ min: 1, max: 19 }),
);
const matrices = sizes.chain(([m, k, n]) => {
  const floats = (length: number) =>
    fc
      .array(fc.integer({ min: -64, max: 64 }), { minLength: length, maxLength: length })
      .map((values) => Float32Array.from(values));
  return fc.tuple(fc.constant([m, k, n]), floats(m * k), floats(k * n));
});

function transpose(x: Float32Array, rows: number, columns: number): Float32Array {
  return x.map((_, at) => x[(at % rows) * columns + Math.floor(at / rows)]);
}

describe.each(Object.entries({ plainProducts, simdProducts }))('%s', (_, products: Products) => {
  const product = (name: keyof Products, a: Float32Array, b: Float32Array, m: number, k: number, n: number) => {
    // One place more than the result takes, to see that it stays untouched.
    const c = new Float32Array(m * n + 1).fill(Number.NaN);
    products[name](a, b, c, m, k, n);
    expect(c[m * n]).toBeNaN();
    return c.subarray(0, m * n);
  };

  test('by hand', () => {
    // [[1, 2], [3, 4]] · [[5, 6], [7, 8]] and the other two.
    const a = Float32Array.of(1, 2, 3, 4);
    const b = Float32Array.of(5, 6, 7, 8);
    expect([...product('times', a, b, 2, 2, 2)]).toEqual([19, 22, 43, 50]);
    expect([...product('timesTransposed', a, b, 2, 2, 2)]).toEqual([17, 23, 39, 53]);
    expect([...product('transposedTimes', a, b, 2, 2, 2)]).toEqual([26, 30, 38, 44]);
  });

  test('the three products differ by transpositions only, whatever the shape', () => {
    fc.assert(
      fc.property(matrices, ([[m, k, n], a, b]) => {
        // Integers, so that every order of summation gives the same float32.
        const expected = plain(a, b, m, k, n);
        expect(product('times', a, b, m, k, n)).toEqual(expected);
        expect(product('timesTransposed', a, transpose(b, k, n), m, k, n)).toEqual(expected);
        expect(product('transposedTimes', transpose(a, m, k), b, m, k, n)).toEqual(expected);
      }),
    );
  });
});

/** The definition. */
function plain(a: Float32Array, b: Float32Array, m: number, k: number, n: number): Float32Array {
  return Float32Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += a[Math.floor(at / n) * k + l] * b[l * n + (at % n)];
    return sum;
  });
}

test('SIMD agrees with plain TypeScript on the sizes of a real step, to float32 rounding', () => {
  const random = randomStream(1, 0);
  const floats = (length: number) => Float32Array.from({ length }, () => 2 * uniform(random) - 1);
  for (const [m, k, n] of [
    [64, 100, 32],
    [250, 100, 32],
    [32, 64, 100],
    [10, 40, 16],
  ]) {
    for (const name of ['timesTransposed', 'times', 'transposedTimes'] as const) {
      const [a, b, fast, slow] = [floats(m * k), floats(k * n), new Float32Array(m * n), new Float32Array(m * n)];
      simdProducts[name](a, b, fast, m, k, n);
      plainProducts[name](a, b, slow, m, k, n);
      fast.forEach((value, i) => {
        expect(Math.abs(value - slow[i])).toBeLessThan(1e-5);
      });
    }
  }
});
