/** Sets of pictures in the layout of MNIST, from their files to what networks are trained on. */
import type { DataSet } from './dataSet.ts';
import { type IdxFile, readIdxImages } from './idx.ts';
import type { Located } from './locate.ts';
import { resize } from './resize.ts';
import { IDX_FILES, type IdxFileName, PICTURE_SETS, type PictureSetName } from './sets.ts';
import { standardise } from './standardise.ts';

/** Where each of the four files is. */
export type PictureFiles = Readonly<Record<IdxFileName, IdxFile>>;

export interface PictureOptions {
  /** Pictures are resized from 28×28 to size×size. */
  readonly size: number;
  readonly antialias: boolean;
}

/** The files of a set with the SHA-256 that each must have. */
export function publishedFiles(name: PictureSetName, { paths }: Located): PictureFiles {
  const { sha256 } = PICTURE_SETS[name];
  const files = IDX_FILES.map((file): [IdxFileName, IdxFile] => [file, { path: paths[file], sha256: sha256[file] }]);
  return Object.fromEntries(files) as PictureFiles;
}

/**
 * All pictures of these files: resized, standardised with the mean and deviation of the training pictures, flattened. The
 * number of classes is one more than the largest label of the training set.
 */
export async function readPictures(files: PictureFiles, { size, antialias }: PictureOptions): Promise<DataSet> {
  const read = async (part: 'train' | 't10k') => {
    const images = await readIdxImages(files[`${part}-images-idx3-ubyte`], files[`${part}-labels-idx1-ubyte`]);
    const { count, height, width, pixels, labels } = images;
    return { x: resize(pixels, count, height, width, size, antialias), labels, count, features: size * size };
  };
  const [training, test] = await Promise.all([read('train'), read('t10k')]);
  standardise(size * size, 1, training.x, test.x);
  const classes = 1 + training.labels.reduce((largest, label) => Math.max(largest, label), 0);
  return { training, test, classes, shape: [1, size, size] };
}

/**
 * Reads all files of a set and compares them with what is published: each file's SHA-256, and how many examples each
 * class has. Throws an Error that names what differs.
 */
export async function checkPictures(name: PictureSetName, located: Located): Promise<void> {
  const files = publishedFiles(name, located);
  const { classes } = PICTURE_SETS[name];
  for (const [part, expected] of [['train', classes.training] as const, ['t10k', classes.test] as const]) {
    const labelsFile = files[`${part}-labels-idx1-ubyte`];
    const { labels } = await readIdxImages(files[`${part}-images-idx3-ubyte`], labelsFile);
    const found = classCounts(labels);
    if (found.join() !== expected.join()) {
      throw new Error(`${labelsFile.path}: ${found.join(', ')} examples by class, expected ${expected.join(', ')}`);
    }
  }
}

/** How many examples each class has, from class 0 to the largest that occurs. */
export function classCounts(labels: Uint8Array): number[] {
  const counts: number[] = [];
  for (const label of labels) {
    while (counts.length <= label) counts.push(0);
    counts[label]++;
  }
  return counts;
}
