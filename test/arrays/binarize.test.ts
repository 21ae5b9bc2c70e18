import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binarize,
  bitPlane,
  checkQuantised,
  finiteChunks,
  parseBinarizeRule,
  type Tensor,
  thresholdOf,
  type Values,
} from '../../src/arrays/index.ts';

/** A tensor in memory, in chunks of a few values. */
function tensor(values: Values, chunk = 7): Tensor {
  return {
    file: 'f.npy',
    name: 'w',
    shape: [values.length],
    dtype: values instanceof Float32Array ? 'float32' : 'float64',
    async *chunks() {
      for (let i = 0; i < values.length; i += chunk) yield values.slice(i, i + chunk);
    },
  };
}

describe('rules', () => {
  test.each([
    ['sign', 'sign'],
    ['median', 'median'],
    ['mean', 'mean'],
    ['threshold=0.5', { threshold: 0.5 }],
    ['threshold=-1e-3', { threshold: -1e-3 }],
    ['threshold=', undefined],
    ['threshold=x', undefined],
    ['threshold=1e999', undefined],
    ['Sign', undefined],
  ])('%s', (text, rule) => {
    expect(parseBinarizeRule(text)).toEqual(rule);
  });

  test('a bit is 1 where the value is greater than the threshold: zeros have the sign 0', async () => {
    const values = Float32Array.of(-1, -0, 0, 1e-45, 1);
    expect([...binarize(values, await thresholdOf(tensor(values), 'sign'), new Uint8Array(9))]).toEqual([
      0, 0, 0, 1, 1,
    ]);
    expect([...binarize(values, 1, new Uint8Array(5))]).toEqual([0, 0, 0, 0, 0]);
  });
});

/** The definition, on sorted values. */
function slowMedian(values: Values): number {
  const sorted = values.slice().sort();
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return Number.isFinite(low + high) ? (low + high) / 2 : low / 2 + high / 2;
}

describe('median and mean', () => {
  test('the median by counting is that of the sorted values', async () => {
    const few = fc.constantFrom(-0, 0, 1, -1, 5e-324, -5e-324, 1e308, -1e308, 0.1);
    const lists = fc.array(fc.oneof(few, fc.double({ noNaN: true, noDefaultInfinity: true })), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(lists, fc.boolean(), async (list, isSingle) => {
        const values = isSingle
          ? Float32Array.from(list, (x) => Math.max(-3e38, Math.min(3e38, x)))
          : Float64Array.from(list);
        // toBe distinguishes the zeros, which are the same threshold.
        expect((await thresholdOf(tensor(values), 'median')) + 0).toBe(slowMedian(values) + 0);
      }),
      { numRuns: 300 },
    );
  });

  test('the mean of equal values is that value, and no value is greater', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -1e300, max: 1e300, noNaN: true }),
        fc.integer({ min: 1, max: 30 }),
        async (x, n) => {
          expect((await thresholdOf(tensor(new Float64Array(n).fill(x)), 'mean')) + 0).toBe(x + 0);
        },
      ),
    );
  });

  test('the mean keeps what a plain sum loses', async () => {
    expect(await thresholdOf(tensor(Float64Array.of(1e100, 1, -1e100, 1)), 'mean')).toBe(0.5);
    const overflow = thresholdOf(tensor(new Float64Array(3).fill(1e308)), 'mean');
    await expect(overflow).rejects.toThrow('f.npy: tensor "w": the sum of its values overflows');
  });
});

describe('values that are not finite', () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, Number.NaN, Infinity, 3, 2, 1, 1, 1, Number.NaN, -Infinity);

  test('are counted in the whole tensor, and none is given out', async () => {
    const given: number[] = [];
    const all = async () => {
      for await (const chunk of finiteChunks(tensor(values))) given.push(...chunk);
    };
    await expect(all()).rejects.toThrow('f.npy: tensor "w": 2 NaN and 2 infinite values');
    expect(given).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('are 0 when that is wanted', async () => {
    const seen = { nan: 0, infinite: 0 };
    const given: number[] = [];
    for await (const chunk of finiteChunks(tensor(values), 'zero', seen)) given.push(...chunk);
    expect(given).toEqual([1, 2, 3, 4, 5, 6, 7, 0, 0, 3, 2, 1, 1, 1, 0, 0]);
    expect(seen).toEqual({ nan: 2, infinite: 2 });
    expect(await thresholdOf(tensor(values), 'median', 'zero')).toBe(1.5);
  });

  test.each([
    ['float32', Float32Array, 3.4e38],
    ['float64', Float64Array, 1.7e308],
  ])('one anywhere in a chunk of %s is found, large finite values are not', async (_, Type, large) => {
    const kinds = fc.constantFrom(Number.NaN, -Number.NaN, Infinity, -Infinity, large, -large, 0);
    await fc.assert(
      fc.asyncProperty(fc.nat(8), kinds, async (place, value) => {
        const values = new Type(9).fill(-large);
        values[place] = value;
        const thrown = await thresholdOf(tensor(values, 9), 'median').catch((error) => error);
        expect(thrown instanceof Error).toBe(!Number.isFinite(value));
      }),
    );
  });
});

describe('bit planes', () => {
  test('put together again they are the value', async () => {
    const bits = fc.integer({ min: 1, max: 32 });
    await fc.assert(
      fc.asyncProperty(
        bits,
        fc.boolean(),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (k, isSigned, random) => {
          const low = isSigned ? -(2 ** (k - 1)) : 0;
          const values = Float64Array.from(
            { length: 9 },
            () => Math.min(2 ** k - 1, Math.floor((random.next().value ?? 0) * 2 ** k)) + low,
          );
          await checkQuantised(tensor(values), k);
          const sums = new Float64Array(9);
          for (let plane = 0; plane < k; plane++) {
            const weight = isSigned && plane === k - 1 ? -(2 ** plane) : 2 ** plane;
            bitPlane(values, plane, new Uint8Array(9)).forEach((bit, i) => {
              sums[i] += bit * weight;
            });
          }
          expect([...sums]).toEqual([...values]);
        },
      ),
    );
  });

  test.each([
    ['fractions', [1.5], 'the value 1.5 is not an integer of 4 bits'],
    ['too much', [0, 16], 'values from 0 to 16 do not fit into 4 bits'],
    ['too little', [-9, 0], 'values from -9 to 0 do not fit into 4 bits'],
    ['signed and unsigned at once', [-8, 15], 'values from -8 to 15 do not fit into 4 bits'],
  ])('%s', async (_, values, reason) => {
    await expect(checkQuantised(tensor(Float64Array.from(values)), 4)).rejects.toThrow(reason);
  });
});
