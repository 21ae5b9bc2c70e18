/**
 * UCI HAR: windows of 128 samples of a phone's accelerometer and gyroscope while its carrier walks, sits, stands or lies
 * (Anguita et al., ESANN 2013), as 561 features or as the nine signals themselves. The files are those of the published
 * archive; paths here are relative to its folder `UCI HAR Dataset`.
 */
import type { DataSet } from './dataSet.ts';
import { parseTable } from './parseTable.ts';
import { standardise } from './standardise.ts';

export type HarName = 'har' | 'har-raw';

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

/** How each of the two sets stands in files: a table of so many columns in each. */
const TABLES: Readonly<Record<HarName, { readonly columns: number; files(part: Part): string[] }>> = {
  har: { columns: 561, files: (part) => [`${part}/X_${part}.txt`] },
  'har-raw': {
    columns: 128,
    files: (part) => SIGNALS.map((signal) => `${part}/Inertial Signals/${signal}_${part}.txt`),
  },
};

export const HAR_FEATURES: Readonly<Record<HarName, number>> = {
  har: TABLES.har.columns,
  'har-raw': TABLES['har-raw'].columns * SIGNALS.length,
};

/** Where the files are. */
export interface HarFiles {
  /** The folder or the archive. */
  readonly place: string;
  /** A file's name for messages. */
  nameOf(path: string): string;
  read(path: string): Promise<Uint8Array>;
}

/** All files that a set is read from. */
export function harPaths(name: HarName): string[] {
  return PARTS.flatMap((part) => [...TABLES[name].files(part), labelsOf(part), subjectsOf(part)]);
}

const labelsOf = (part: Part) => `${part}/y_${part}.txt`;
const subjectsOf = (part: Part) => `${part}/subject_${part}.txt`;

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
  const whole = async (path: string, most: number) => {
    const file = files.nameOf(path);
    return wholeNumbers(parseTable(await files.read(path), file, 1), file, most);
  };
  const labels = (await whole(labelsOf(part), ACTIVITIES.length)).map((label) => label - 1);
  const subjects = await whole(subjectsOf(part), SUBJECTS);
  const count = labels.length;
  const labelsFile = files.nameOf(labelsOf(part));
  if (count === 0) throw new Error(`${labelsFile}: is empty`);
  const checkLength = (path: string, lines: number) => {
    if (lines !== count) throw new Error(`${files.nameOf(path)}: ${lines} lines for the ${count} of ${labelsFile}`);
  };
  checkLength(subjectsOf(part), subjects.length);
  const features = HAR_FEATURES[name];
  const { columns, files: paths } = TABLES[name];
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

function wholeNumbers(values: Float32Array, file: string, most: number): Uint8Array {
  const wrong = values.findIndex((value) => !Number.isInteger(value) || value < 1 || value > most);
  const problem = `line ${wrong + 1}: ${values[wrong]} is not a whole number from 1 to ${most}`;
  if (wrong >= 0) throw new Error(`${file}: ${problem}`);
  return Uint8Array.from(values);
}

/** Numbers of examples by class that are published for the training and the test set. */
export const HAR_CLASSES = {
  training: [1226, 1073, 986, 1286, 1374, 1407],
  test: [496, 471, 420, 491, 532, 537],
};

/** As `readHar`, of files that must be the published ones: as far as that can be told, see `checkHar`. */
export async function readPublishedHar(name: HarName, files: HarFiles): Promise<Parts> {
  const parts = await readHar(name, files);
  checkHar(name, parts, files.place);
  return parts;
}

/**
 * What is published of the set and can be compared without a checksum: how many windows there are of each activity, whose
 * they are, and that features lie within [−1, 1]. Throws an Error that names what differs.
 */
export function checkHar(name: HarName, { training, test }: Parts, place: string): void {
  const everyone = Array.from({ length: SUBJECTS }, (_, i) => i + 1);
  const subjects = { training: everyone.filter((subject) => !TEST_SUBJECTS.includes(subject)), test: TEST_SUBJECTS };
  for (const [part, windows] of [['training', training] as const, ['test', test] as const]) {
    const compare = (found: readonly number[], expected: readonly number[], what: string) => {
      if (found.join() === expected.join()) return;
      throw new Error(`${place}: ${what} of the ${part} set: ${found.join(', ')}; published: ${expected.join(', ')}`);
    };
    const counts = ACTIVITIES.map((_, activity) => windows.labels.filter((label) => label === activity).length);
    compare(counts, HAR_CLASSES[part], 'examples by class');
    compare(
      [...new Set(windows.subjects)].sort((a, b) => a - b),
      subjects[part],
      'subjects',
    );
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
  const features = HAR_FEATURES[name];
  standardise(features, name === 'har' ? features : SIGNALS.length, training.x, test.x);
  const examples = ({ x, labels, count }: Windows) => ({ x, labels, count, features });
  return { training: examples(training), test: examples(test), classes: ACTIVITIES.length, shape: [features] };
}
