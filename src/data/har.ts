/**
 * UCI HAR: windows of 128 samples of a phone's accelerometer and gyroscope while its carrier walks, sits, stands or lies
 * (Anguita et al., ESANN 2013), as 561 features or as the nine signals themselves. The files are those of the published
 * archive; paths here are relative to its folder `UCI HAR Dataset`.
 */
import type { DataSet, DataSource, Located } from './dataSet.ts';
import { differenceOf, fetchBytes, type KnownFile, readUnpacked, sha256Of, spellingsOf, whoHas } from './files.ts';
import { standardise } from './inputs/standardise.ts';
import { parseTable } from './parseTable.ts';

const FOLDER = 'UCI HAR Dataset';
/** The archive as first published. */
const INNER_ZIP = `${FOLDER}.zip`;
/** That of today's site: it holds the first one and a list of the names. */
const OUTER_ZIP = 'human+activity+recognition+using+smartphones.zip';

const PARTS = ['train', 'test'] as const;
type Part = (typeof PARTS)[number];

const SIGNALS = ['body_acc', 'body_gyro', 'total_acc'].flatMap((sensor) =>
  ['x', 'y', 'z'].map((axis) => `${sensor}_${axis}`),
);

/** Labels 1 to 6 in the files, 0 to 5 here. */
const ACTIVITIES = ['walking', 'walking upstairs', 'walking downstairs', 'sitting', 'standing', 'laying'];
const SUBJECTS = 30;
/** The others are those of the training examples. */
const TEST_SUBJECTS = [2, 4, 9, 10, 12, 13, 18, 20, 24];

/**
 * How each of the two sets stands in files: a table of so many columns in each, which together are the features. Features
 * that are nearly constant lie far from their mean where they are not: the grids leave room for that. The greatest of n
 * standardised values is at most √(n - 1), 86 of the training windows; test windows have no such bound.
 */
const TABLES = {
  har: { features: 561, columns: 561, grid: 7, files: (part: Part) => [`${part}/X_${part}.txt`] },
  'har-raw': {
    features: SIGNALS.length * 128,
    columns: 128,
    grid: 8,
    files: (part: Part) => SIGNALS.map((signal) => `${part}/Inertial Signals/${signal}_${part}.txt`),
  },
};
type HarName = keyof typeof TABLES;

/** Where the files are. */
export interface HarFiles {
  /** The folder or the archive. */
  readonly place: string;
  /** The archive and the one in it, by their names. */
  readonly archives?: readonly (readonly [name: string, bytes: Uint8Array])[];
  /** A file's name for messages. */
  nameOf(path: string): string;
  /** Throws an Error where it has more than `most` bytes. */
  read(path: string, most?: number): Promise<Uint8Array>;
}

/** All files that a set is read from. */
export function harPaths(name: HarName): string[] {
  return PARTS.flatMap((part) => [...TABLES[name].files(part), labelsOf(part), subjectsOf(part)]);
}

const labelsOf = (part: Part) => `${part}/y_${part}.txt`;
const subjectsOf = (part: Part) => `${part}/subject_${part}.txt`;

/** The files of a folder, by their paths in the published one. */
export function filesAt(place: string, paths: Readonly<Record<string, string>>): HarFiles {
  return { place, nameOf: (path) => paths[path], read: (path, most) => readUnpacked(paths[path], most) };
}

/** The files of either archive, from its bytes. `place` stands in the messages. */
export async function filesInZip(bytes: Uint8Array, place: string): Promise<HarFiles> {
  // Loaded late: the other sets are in no archive.
  const { openZip } = await import('./zip.ts');
  const outer = await openZip(bytes, place);
  const inner = outer.has(INNER_ZIP) ? await outer.read(INNER_ZIP) : undefined;
  const inside = inner === undefined ? place : `${place}/${INNER_ZIP}`;
  const zip = inner === undefined ? outer : await openZip(inner, inside);
  return {
    place,
    archives: [[place, bytes], ...(inner === undefined ? [] : [[inside, inner] as const])],
    nameOf: (path) => `${inside}/${FOLDER}/${path}`,
    read: (path, most) => zip.read(`${FOLDER}/${path}`, most),
  };
}

export type Parts = Readonly<Record<'training' | 'test', Windows>>;

/** Windows as the files have them: x [count × features], labels from 0, and the subjects who carried the phone, from 1. */
export interface Windows {
  readonly x: Float32Array;
  readonly labels: Uint8Array;
  readonly subjects: Uint8Array;
  readonly count: number;
}

/**
 * Reads a set. A window's values are its features in their order, or its signals one after the other, each in the order of
 * time: body acceleration x, y, z, angular velocity x, y, z, total acceleration x, y, z. Throws an Error that names file,
 * line and problem.
 */
export async function readHar(name: HarName, files: HarFiles): Promise<Parts> {
  return { training: await readPart(name, files, 'train'), test: await readPart(name, files, 'test') };
}

async function readPart(name: HarName, files: HarFiles, part: Part): Promise<Windows> {
  const labels = (await readWholeNumbers(files, labelsOf(part), ACTIVITIES.length)).map((label) => label - 1);
  const subjects = await readWholeNumbers(files, subjectsOf(part), SUBJECTS);
  const count = labels.length;
  const labelsFile = files.nameOf(labelsOf(part));
  if (count === 0) throw new Error(`${labelsFile}: is empty`);
  const checkLength = (path: string, lines: number) => {
    if (lines !== count) throw new Error(`${files.nameOf(path)}: ${lines} lines for the ${count} of ${labelsFile}`);
  };
  checkLength(subjectsOf(part), subjects.length);
  const { features, columns, files: paths } = TABLES[name];
  const x = new Float32Array(count * features);
  // One after the other: each is megabytes of text.
  for (const [table, path] of paths(part).entries()) {
    const values = parseTable(await files.read(path), files.nameOf(path), columns);
    checkLength(path, values.length / columns);
    for (let i = 0; i < count; i++) {
      x.set(values.subarray(i * columns, (i + 1) * columns), i * features + table * columns);
    }
  }
  return { x, labels, subjects, count };
}

/** Ten times the largest file of labels or subjects. */
const MOST_NUMBERS_BYTES = 2 ** 20;

async function readWholeNumbers(files: HarFiles, path: string, most: number): Promise<Uint8Array> {
  const values = parseTable(await files.read(path, MOST_NUMBERS_BYTES), files.nameOf(path), 1);
  const wrong = values.findIndex((value) => !Number.isInteger(value) || value < 1 || value > most);
  const problem = `line ${wrong + 1}: ${values[wrong]} is not a whole number from 1 to ${most}`;
  if (wrong >= 0) throw new Error(`${files.nameOf(path)}: ${problem}`);
  return Uint8Array.from(values);
}

/** Numbers of examples by class that are published for the training and the test set. */
export const HAR_CLASSES = {
  training: [1226, 1073, 986, 1286, 1374, 1407],
  test: [496, 471, 420, 491, 532, 537],
};

/**
 * What is published of the set and can be compared without a checksum: how many windows there are of each activity, whose
 * they are, and that features lie within [−1, 1]. Throws an Error that names what differs.
 */
export function checkHar(name: HarName, parts: Parts, place: string): void {
  const everyone = Array.from({ length: SUBJECTS }, (_, i) => i + 1);
  const subjects = { training: everyone.filter((subject) => !TEST_SUBJECTS.includes(subject)), test: TEST_SUBJECTS };
  for (const part of ['training', 'test'] as const) {
    const windows = parts[part];
    const compare = (found: readonly number[], expected: readonly number[], what: string) => {
      if (found.join() === expected.join()) return;
      throw new Error(`${place}: ${what} of the ${part} set: ${found.join(', ')}; published: ${expected.join(', ')}`);
    };
    const counts = ACTIVITIES.map((_, activity) => windows.labels.filter((label) => label === activity).length);
    compare(counts, HAR_CLASSES[part], 'examples by class');
    compare([...new Set(windows.subjects.toSorted())], subjects[part], 'subjects');
    const outside = name === 'har' ? windows.x.find((value) => Math.abs(value) > 1) : undefined;
    if (outside !== undefined) {
      throw new Error(`${place}: a feature of the ${part} set is ${outside}; published: within [-1, 1]`);
    }
  }
}

/**
 * The set as networks are trained on it, standardised by the training windows: each feature by itself, which all mean
 * something else; each signal over all its samples, which have one unit.
 */
export function harDataSet(name: HarName, { training, test }: Parts): DataSet {
  const { features } = TABLES[name];
  standardise(features, name === 'har' ? features : SIGNALS.length, training.x, test.x);
  const examples = ({ x, labels, count }: Windows) => ({ x, labels, count, features });
  return { training: examples(training), test: examples(test), classes: ACTIVITIES.length, shape: [features] };
}

/** Files that others have, by their paths; archives whatever they are called. */
export type KnownHar = Readonly<Record<string, readonly KnownFile[]>>;

const COPY = 'a public copy in Git';
/** That copy has labels and subjects in UTF-16 with lines that end in CR LF, which is what makes them as long as that. */
const KNOWN: KnownHar = {
  archives: [
    ['the archive that UCI gives', 61_005_872, 'c00b803081a5c797cd5e4b83700a9810b38d53d9d84e01917e090e1fdbc81031'],
    ['the archive first published', 60_999_314, '2045e435c955214b38145fb5fa00776c72814f01b203fec405152dac7d5bfeb0'],
    ['a repack in wide use', 62_556_944, '50dabbc800629611831a85b8b71c87040525ca4af6a152c6ba9360ecee6b92dc'],
  ],
  'train/X_train.txt': [
    [COPY, null, '8b6911d161333f14b6550c5b4737b94853d5d04b'],
    ['udayl/UCI_HAR, Hugging Face', null, '4fcabaf84f390742b7d87722c75f0956665db9f44992e4b31fb3555cec21f15c'],
  ],
  'train/y_train.txt': [[COPY, 44_114, '0e88554d2be43783130cbde555def29ec4085716']],
  'train/subject_train.txt': [[COPY, 55_010, '92b079bda1953c8ba1c128cc9a5ea7037e79f123']],
  'test/X_test.txt': [[COPY, null, '14a4409a7ab6fe9b873015d87b720ef716b04363']],
  'test/y_test.txt': [[COPY, 17_684, '312e9f0f975d2556ca6a09eabe5463e5328dd6b4']],
  'test/subject_test.txt': [[COPY, 21_764, '82e899a4bb274a15929ccd691bab92a2d7bf392d']],
};

/** One of the two sets. Files that are none of the `known` ones are a warning: copies differ, in their packing for one. */
export function harSet(name: HarName, title: string, known = KNOWN): DataSource {
  const open = async ({ place, paths }: Located): Promise<HarFiles> => {
    const isArchive = Object.keys(paths).length === 0;
    return isArchive ? filesInZip(await readUnpacked(place), place) : filesAt(place, paths);
  };
  const read = async (files: HarFiles) => {
    const parts = await readHar(name, files);
    checkHar(name, parts, files.place);
    return parts;
  };
  return {
    title,
    licence: 'CC BY 4.0',
    citation: 'Anguita, Ghio, Oneto, Parra and Reyes-Ortiz, ESANN 2013; DOI 10.24432/C54S4K',
    examples: 'windows',
    classes: HAR_CLASSES,
    files: harPaths(name),
    archives: [INNER_ZIP, OUTER_ZIP],
    address: 'https://archive.ics.uci.edu/static/public/240/',
    folder: 'har',
    inside: FOLDER,
    grid: TABLES[name].grid,
    options: {},
    task: () => ({ classes: ACTIVITIES.length, shape: [TABLES[name].features] }),
    load: async (located) => harDataSet(name, await read(await open(located))),
    async check(located) {
      const files = await open(located);
      const [sums, warnings]: string[][] = [[], []];
      let archive: string | undefined;
      for (const [place, bytes] of files.archives ?? []) {
        archive ??= whoHas([bytes], known.archives);
        if (archive === undefined) warnings.push(differenceOf(place, bytes, known.archives));
      }
      const compare = async (path: string, most?: number) => {
        const bytes = await files.read(path, most);
        // What is in a known archive needs no other copy.
        const others = (archive === undefined && known[path]) || [];
        const who = whoHas(spellingsOf(bytes), others);
        sums.push(`SHA-256 ${sha256Of(bytes)}  ${path}${who === undefined ? '' : `: the text of ${who}`}`);
        if (others.length > 0 && who === undefined) warnings.push(differenceOf(files.nameOf(path), bytes, others));
        return bytes;
      };
      await read({ ...files, read: compare });
      const compared = name === 'har' ? 'subjects, range of the features' : 'subjects';
      return { compared: archive === undefined ? compared : `${archive} by SHA-256, ${compared}`, sums, warnings };
    },
    async get(folder, onFile) {
      const address = new URL(OUTER_ZIP, folder).href;
      const bytes = await fetchBytes(address);
      await read(await filesInZip(bytes, address));
      const who = whoHas([bytes], known.archives);
      onFile(OUTER_ZIP, bytes, `SHA-256 ${sha256Of(bytes)}${who === undefined ? '' : `, ${who}`}`);
      return new Map([[OUTER_ZIP, bytes]]);
    },
  };
}

export const har = harSet('har', 'UCI HAR, features');
export const harRaw = harSet('har-raw', 'UCI HAR, raw signals');
