import { expect, test } from 'vitest';
import { type Controls, withControls } from '../../src/data/controls.ts';
import { classCounts } from '../../src/data/pictures.ts';
import type { Examples } from '../../src/nn/examples.ts';
import { randomStream } from '../../src/random.ts';

const COUNT = 5000;
const FEATURES = 3;
/** The label can be read off each input. */
const examples: Examples = {
  x: Float32Array.from({ length: COUNT * FEATURES }, (_, at) => Math.floor(at / FEATURES) % 5),
  labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 5),
  count: COUNT,
  features: FEATURES,
};
const control = (controls: Controls) =>
  withControls(examples, controls, { labels: randomStream(4, 0), inputs: randomStream(4, 1) });

const pearson = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((x, y) => x + y, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
};
const firstInputs = ({ x, count, features }: Examples) =>
  Float32Array.from({ length: count }, (_, i) => x[i * features]);
/** Five standard errors of a correlation, or of a mean, that is 0. */
const NOISE = 5 / Math.sqrt(COUNT);

test('without controls the examples are those given', () => {
  const { x, labels } = control({ labels: 'true', inputs: 'true' });
  expect(x).toBe(examples.x);
  expect(labels).toBe(examples.labels);
  expect(pearson(firstInputs(examples), labels)).toBeCloseTo(1, 12);
});

test('permuted labels keep the class sizes and the pictures, and say nothing of them', () => {
  const permuted = control({ labels: 'permuted', inputs: 'true' });
  expect(permuted.x).toBe(examples.x);
  expect(classCounts(permuted.labels)).toEqual(classCounts(examples.labels));
  expect(Math.abs(pearson(firstInputs(permuted), permuted.labels))).toBeLessThan(NOISE);
  expect(examples.labels[7]).toBe(2);
});

test('random inputs are standard normal and say nothing of the labels or of each other', () => {
  const { x, labels } = control({ labels: 'true', inputs: 'random' });
  expect(labels).toBe(examples.labels);
  const moment = (power: number) => x.reduce((sum, value) => sum + value ** power, 0) / x.length;
  expect(Math.abs(moment(1))).toBeLessThan(NOISE);
  // Moments of the standard normal distribution: 1, 0, 3; the variances of their estimates are 2/n, 15/n, 96/n.
  expect(Math.abs(moment(2) - 1)).toBeLessThan(NOISE * Math.sqrt(2));
  expect(Math.abs(moment(3))).toBeLessThan(NOISE * Math.sqrt(15));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(NOISE * Math.sqrt(96));
  expect(Math.abs(pearson(firstInputs({ ...examples, x }), labels))).toBeLessThan(NOISE);
  expect(Math.abs(pearson(x.subarray(1), x.subarray(0, -1)))).toBeLessThan(NOISE);
});

test('each control draws the same with and without the other', () => {
  const both = control({ labels: 'permuted', inputs: 'random' });
  expect(both.labels).toEqual(control({ labels: 'permuted', inputs: 'true' }).labels);
  expect(both.x).toEqual(control({ labels: 'true', inputs: 'random' }).x);
});

const noisy = (noise: number) => control({ labels: { noise }, inputs: 'true' });

test('noise of all labels is their permutation, noise of none the labels as they are', () => {
  expect(noisy(1).labels).toEqual(control({ labels: 'permuted', inputs: 'true' }).labels);
  expect(noisy(0).labels).toBe(examples.labels);
  // Less than half an example.
  expect(noisy(0.00009).labels).toEqual(examples.labels);
});

test('noise permutes the labels of a share of the examples among themselves', () => {
  for (const share of [0.1, 0.25, 0.5, 0.9]) {
    const { x, labels } = noisy(share);
    expect(x).toBe(examples.x);
    expect(classCounts(labels)).toEqual(classCounts(examples.labels));
    const changed = labels.reduce((sum, label, i) => sum + Number(label !== examples.labels[i]), 0);
    expect(changed).toBeLessThanOrEqual(share * COUNT);
    // Of five classes of one size a fifth keep theirs; five deviations of a count of independent draws.
    const [mean, deviation] = [0.8 * share * COUNT, Math.sqrt(0.16 * share * COUNT)];
    expect(Math.abs(changed - mean)).toBeLessThan(5 * deviation);
  }
});

test('which examples get noise says nothing of their class or place', () => {
  const { labels } = noisy(0.5);
  const changed = labels.map((label, i) => Number(label !== examples.labels[i]));
  expect(Math.abs(pearson(changed, examples.labels))).toBeLessThan(NOISE);
  expect(
    Math.abs(
      pearson(
        changed,
        Float64Array.from({ length: COUNT }, (_, i) => i),
      ),
    ),
  ).toBeLessThan(NOISE);
});

test('a share is rounded to whole examples, and one label alone cannot move', () => {
  const few = { x: new Float32Array(10), labels: Uint8Array.from({ length: 10 }, (_, i) => i), count: 10, features: 1 };
  for (const [noise, most] of [
    [0.249, 2],
    [0.251, 3],
  ]) {
    const counts = Array.from({ length: 200 }, (_, seed) => {
      const random = { labels: randomStream(seed, 0), inputs: randomStream(seed, 1) };
      const { labels } = withControls(few, { labels: { noise }, inputs: 'true' }, random);
      return labels.reduce((sum, label, i) => sum + Number(label !== i), 0);
    });
    expect([...new Set(counts)].sort()).toEqual(most === 2 ? [0, 2] : [0, 2, 3]);
  }
});

test('real values go with their labels when those are permuted', () => {
  const values = Float32Array.from({ length: 2 * COUNT }, (_, at) => (at % 2) * 10 + examples.labels[at >> 1]);
  const generators = { labels: randomStream(4, 0), inputs: randomStream(4, 1) };
  const permuted = withControls({ ...examples, values }, { labels: 'permuted', inputs: 'true' }, generators);
  expect(permuted.labels).toEqual(control({ labels: 'permuted', inputs: 'true' }).labels);
  permuted.labels.forEach((label, i) => {
    expect([permuted.values?.[2 * i], permuted.values?.[2 * i + 1]]).toEqual([label, 10 + label]);
  });
});
