/** Sets of pictures in the layout of MNIST, from their files to what networks are trained on. */
import type { DataSet } from './dataSet.ts';
import { type IdxFile, readIdxImages } from './idx.ts';
import { type Located, requireDataSet } from './locate.ts';
import { resize } from './resize.ts';
import { type DataSetName, factsOf, type IdxFileName } from './sets.ts';
import { standardise } from './standardise.ts';

export interface PictureOptions {
  /** Pictures are resized from 28×28 to size×size. */
  readonly size: number;
  readonly antialias: boolean;
}

/**
 * A data set by its name: all training and test pictures, resized, standardised with the training pictures' mean and
 * deviation, flattened. Throws a DataSetError where the set is not there, an Error that names the file where one is not
 * the published one.
 */
export async function loadDataSet(name: DataSetName, options: PictureOptions): Promise<DataSet> {
  return readPictures(publishedFiles(name, await requireDataSet(name)), options);
}

/** The files of a set with the SHA-256 that each must have. */
function publishedFiles(name: DataSetName, { paths }: Located): Record<IdxFileName, IdxFile> {
  const { sha256 } = factsOf(name);
  const entries = Object.entries(paths) as [IdxFileName, string][];
  const files = entries.map(([file, path]) => [file, { path, sha256: sha256[file] }]);
  return Object.fromEntries(files);
}

/** As `loadDataSet`, from these files. The number of classes is one more than the largest label of the training set. */
export async function readPictures(
  files: Readonly<Record<IdxFileName, IdxFile>>,
  { size, antialias }: PictureOptions,
): Promise<DataSet> {
  const read = async (part: 'train' | 't10k') => {
    const images = await readIdxImages(files[`${part}-images-idx3-ubyte`], files[`${part}-labels-idx1-ubyte`]);
    const { count, height, width, pixels, labels } = images;
    return { x: resize(pixels, count, height, width, size, antialias), labels, count, features: size * size };
  };
  const [training, test] = await Promise.all([read('train'), read('t10k')]);
  standardise(training.x, test.x);
  const classes = 1 + training.labels.reduce((largest, label) => Math.max(largest, label), 0);
  return { training, test, classes, shape: [1, size, size] };
}

/**
 * Reads all files of a set that is there and compares them with what is published: each file's SHA-256, and how many
 * examples each class has. Throws an Error that names what differs.
 */
export async function checkDataSet(name: DataSetName, located: Located): Promise<void> {
  const files = publishedFiles(name, located);
  const { classes } = factsOf(name);
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
