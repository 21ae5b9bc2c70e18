import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WeightMatrix } from '../../src/nn/layers/weightMatrix.ts';
import { bitsOf, quantise, toIntegers, WEIGHT_KINDS, type WeightKind } from '../../src/nn/quantisers.ts';
import { BACKENDS } from './backends.ts';

type Coarse = Parameters<typeof quantise>[0];
const COARSE = WEIGHT_KINDS.filter((kind): kind is Coarse => kind !== 'binary' && kind !== 'float');

function quantised(kind: Coarse, weights: readonly number[]): number[] {
  const result = new Float32Array(weights.length);
  quantise(kind, Float32Array.from(weights), result);
  return [...result].map((value) => value + 0);
}

test('by hand', () => {
  // mean |w| = 1, so that the threshold is 0.7.
  expect(quantised('ternary', [2, -1.5, 0.5, 0, -0.6, 1.4])).toEqual([1, -1, 0, 0, 0, 1]);
  expect(quantised('2bit', [2, -1.5, 0.5, 0, -0.6, 1.4])).toEqual([2, -2, 0, 0, 0, 2]);
  // Steps of 2/3 to 2; 1 is in the middle of two.
  expect(quantised('3bit', [2, -1, 1, 0.5, -0.2])).toEqual([2, -4 / 3, 4 / 3, 2 / 3, 0].map(Math.fround));
  for (const kind of COARSE) expect(quantised(kind, [0, 0])).toEqual([0, 0]);
});

test.each(COARSE)('%s: integers of so many bits, times one step', (kind) => {
  const weights = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 600 });
  const most = 2 ** (bitsOf(kind) - 1) - 1;
  fc.assert(
    fc.property(weights, (values) => {
      const integers = new Int8Array(values.length);
      const step = toIntegers(kind, Float32Array.from(values), integers);
      for (const integer of integers) expect(Math.abs(integer)).toBeLessThanOrEqual(most);
      expect(quantised(kind, values)).toEqual([...integers].map((integer) => Math.fround(step * integer) + 0));
    }),
  );
});

test.each(COARSE)('%s: few values, odd, of no other sign, and in the order of the weights', (kind) => {
  const most = kind === 'ternary' ? 3 : 2 ** Number(kind[0]) - 1;
  const weights = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 600 });
  fc.assert(
    fc.property(weights, (values) => {
      const sorted = Float32Array.from(values).sort();
      const result = quantised(kind, [...sorted]);
      expect(new Set(result).size).toBeLessThanOrEqual(most);
      expect(
        quantised(
          kind,
          [...sorted].map((w) => -w),
        ),
      ).toEqual(result.map((q) => 0 - q));
      result.forEach((q, i) => {
        expect(q === 0 || Math.sign(q) === Math.sign(sorted[i])).toBe(true);
        if (i > 0) expect(q).toBeGreaterThanOrEqual(result[i - 1]);
      });
    }),
  );
});

test('k bits are nowhere off by more than half a step', () => {
  const weights = Array.from({ length: 101 }, (_, i) => (i - 50) / 50);
  for (const kind of COARSE.filter((kind) => kind !== 'ternary')) {
    const step = 1 / (2 ** (Number(kind[0]) - 1) - 1);
    quantised(kind, weights).forEach((q, i) => {
      expect(Math.abs(q - weights[i])).toBeLessThanOrEqual(step / 2 + 1e-6);
    });
  }
});

describe.each(BACKENDS)('a matrix of weights on the %s backend', (_, on) => {
  test.each<[WeightKind, number[], number[]]>([
    ['binary', [1, -1, 1], [5, 0, 7]],
    ['ternary', [1, -1, 0], [5, 6, 7]],
    ['2bit', [1.5, -1.5, 0], [5, 6, 7]],
    ['float', [0.75, -1.5, 0.25], [5, 6, 7]],
  ])('%s: what the network multiplies with, and the gradient of what is behind', (weights, values, gradient) => {
    const matrix = on((backend) => {
      return new WeightMatrix(backend, 1, 3, { weights, bias: false, ste: 'clipped', clipLatent: true }, 1);
    });
    matrix.latentWeights.set([0.75, -1.5, 0.25]);
    matrix.gradient.set([5, 6, 7]);
    matrix.refresh();
    matrix.passThrough();
    expect([[...matrix.weights], [...matrix.gradient]]).toEqual([values, gradient]);
    expect(matrix.parameters[0].clip).toBe(weights === 'float' ? undefined : 1);
  });
});
