import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateModular } from '../../../src/data/generated/modular.ts';
import { loadDataSet } from '../../../src/data/locate.ts';
import { classCounts } from '../../../src/data/pictures.ts';
import { parseSpec } from '../../../src/study/spec.ts';

const PRIMES = [11, 13, 97, 113, 251];

/** Of each example, its place in the table of all pairs. */
const placesOf = ({ x, count }: { x: Float32Array; count: number }, prime: number) =>
  Array.from({ length: count }, (_, i) => prime * x[2 * i] + x[2 * i + 1]);

describe.each(PRIMES)('modulo %i', (prime) => {
  const { training, test: testing, ...task } = generateModular({ prime });

  test('training and test examples together are all pairs, each once', () => {
    const places = [training, testing].flatMap((examples) => placesOf(examples, prime));
    expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: prime ** 2 }, (_, i) => i));
  });

  test('the class is the sum', () => {
    for (const { x, labels, count } of [training, testing]) {
      for (let i = 0; i < count; i++) {
        const [a, b] = x.subarray(2 * i, 2 * i + 2);
        // The label is congruent to a + b and less than p: that is the definition.
        expect((a + b - labels[i]) % prime === 0 && labels[i] < prime).toBe(true);
      }
    }
  });

  test('a tenth of each class, rounded down, is there to test, and it is no row or column of the table', () => {
    const tested = Math.floor(prime / 10);
    expect(classCounts(testing.labels)).toEqual(new Array(prime).fill(tested));
    expect(classCounts(training.labels)).toEqual(new Array(prime).fill(prime - tested));
    // Each a of a table of thousands of pairs is among both.
    if (prime > 90) expect(new Set(testing.x.filter((_, i) => i % 2 === 0)).size).toBe(prime);
    expect(task).toEqual({ classes: prime, shape: [2], symbols: prime });
  });
});

test('the set is the same at every call', () => {
  expect(generateModular({ prime: 97 })).toEqual(generateModular({ prime: 97 }));
});

const specWith = (data: object) => ({
  study: 'tiny',
  data: { set: 'modular', ...data },
  network: {
    layers: [
      { layer: 'embedding', symbols: 251, size: 8 },
      { layer: 'dense', outputs: 97 },
    ],
  },
});

test('any prime from 11 to 251, and nothing else', () => {
  // By Eratosthenes.
  const isSieved = new Uint8Array(1000);
  for (let i = 2; i < 1000; i++) for (let j = 2 * i; j < 1000; j += i) isSieved[j] = 1;
  fc.assert(
    fc.property(fc.integer({ min: -5, max: 999 }), (prime) => {
      // Enough examples for more than one batch would leave a batch of one here and there.
      const spec = { ...specWith({ prime, validation: 50, subset: 50 }), network: { hidden: [8, 8] } };
      if (prime >= 11 && prime <= 251 && isSieved[prime] === 0)
        expect(parseSpec(spec, 's').data).toMatchObject({ prime });
      else expect(() => parseSpec(spec, 's')).toThrow(/^s: data\.prime: /);
    }),
    { numRuns: 300 },
  );
});

test('sizes follow the prime: by default shares of its table, and no more than there is', () => {
  const sizes = (data: object) => {
    const { validation, subset } = parseSpec({ ...specWith(data), network: { hidden: [8, 8] } }, 's').data;
    return [validation, subset];
  };
  // 97 · 88 and 11 · 10 pairs are not for the test.
  expect(sizes({})).toEqual([Math.floor(8536 / 6), Math.floor((5 * 8536) / 12)]);
  expect(sizes({ prime: 11 })).toEqual([Math.floor(110 / 6), Math.floor(550 / 12)]);
  expect(sizes({ prime: 11, validation: 55, subset: 55 })).toEqual([55, 55]);
  expect(() => sizes({ prime: 11, validation: 55, subset: 56 })).toThrow(
    's: data.subset: with the validation set more than the 110 training examples of modular addition',
  );
});

test('inputs stay integers on the grid of the set', async () => {
  const { data } = parseSpec(specWith({}), 's');
  expect(data.grid).toBe(0);
  const { training } = await loadDataSet(data);
  expect(training.x).toEqual(generateModular({ prime: 97 }).training.x);
});
