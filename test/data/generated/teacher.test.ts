import { expect, test } from 'vitest';
import { plant } from '../../../src/data/generated/plant.ts';
import { examples, generateTeacher, teacher } from '../../../src/data/generated/teacher.ts';
import { classCounts } from '../../../src/data/pictures.ts';
import { randomStream } from '../../../src/random.ts';

const OPTIONS = { pattern: 'rows', complexity: 'low', features: 24, hidden: 8, draw: 3 } as const;
const bytes = (values: Float32Array | Uint8Array) => Buffer.from(values.slice().buffer);

/** The class of an example by a network of 8 hidden units, written out; null for a tie. */
function slowClass(weights: Int8Array, x: ArrayLike<number>): number | null {
  const hidden = Array.from({ length: 8 }, (_, unit) => {
    const products = Array.from(x, (value, i) => value * weights[24 * unit + i]);
    return products.reduce((sum, product) => sum + product, 0) > 0 ? 1 : -1;
  });
  // A readout of ±1: units 0 and 4 are for class 0, 1 and 5 for class 1, and so on; each is against the other classes.
  const readout = [0, 1, 2, 3].map((label) => hidden.map((_, unit) => (unit === label || unit === label + 4 ? 1 : -1)));
  const totals = readout.map((row) => row.reduce((sum, vote, unit) => sum + vote * hidden[unit], 0));
  const [first, second] = totals.toSorted((a, b) => b - a);
  return first === second ? null : totals.indexOf(first);
}

test('labels are those of the planted network, written out slowly', async () => {
  const weights = await plant(OPTIONS);
  const { x, labels, count } = examples(weights, 24, 2000, randomStream(1, 0));
  expect(count).toBe(2000);
  const slow = Array.from({ length: count }, (_, i) => slowClass(weights, x.subarray(24 * i, 24 * (i + 1))));
  expect(slow).toEqual([...labels]);
});

test('classes are of one size, inputs normal and on the grid, training and test examples others', async () => {
  const { training, test, classes, shape } = await generateTeacher(OPTIONS);
  expect({ classes, shape }).toEqual(teacher.task(OPTIONS));
  expect(classCounts(training.labels)).toEqual(teacher.classes.training);
  expect(classCounts(test.labels)).toEqual(teacher.classes.test);
  expect(training.x.every((value) => Number.isInteger(4096 * value))).toBe(true);
  const moment = (power: number) => test.x.reduce((sum, value) => sum + value ** power, 0) / test.x.length;
  // Five standard errors of a standard normal's first two moments.
  expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / test.x.length));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / test.x.length));
  expect(bytes(training.x.subarray(0, test.x.length)).equals(bytes(test.x))).toBe(false);
});

test('the set is the same at every call, and another for another number', async () => {
  const [once, again, other] = await Promise.all([OPTIONS, OPTIONS, { ...OPTIONS, draw: 4 }].map(generateTeacher));
  for (const part of ['training', 'test'] as const) {
    expect(bytes(again[part].x).equals(bytes(once[part].x))).toBe(true);
    expect(bytes(again[part].labels).equals(bytes(once[part].labels))).toBe(true);
    expect(bytes(other[part].x).equals(bytes(once[part].x))).toBe(false);
  }
});
