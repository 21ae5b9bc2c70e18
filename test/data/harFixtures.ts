import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HAR_CLASSES } from '../../src/data/har.ts';

export const SIGNALS = ['body_acc', 'body_gyro', 'total_acc'].flatMap((sensor) =>
  ['x', 'y', 'z'].map((axis) => `${sensor}_${axis}`),
);
const PARTS = ['train', 'test'] as const;

/** What one part of a set of the published layout holds: activities 1 to 6, subjects 1 to 30, and values. */
export interface HarPart {
  readonly labels: readonly number[];
  readonly subjects: readonly number[];
  /** Feature `column` of window `row`, in [-1, 1]. */
  feature(row: number, column: number): number;
  /** Sample `t` of a signal of window `row`. */
  sample(row: number, signal: number, t: number): number;
}

/** The texts of all files, by their paths in `UCI HAR Dataset`. */
export function harTexts(parts: Readonly<Record<(typeof PARTS)[number], HarPart>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const part of PARTS) {
    const { labels, subjects, feature, sample } = parts[part];
    const table = (columns: number, value: (row: number, column: number) => number) =>
      labels
        .map((_, row) => Array.from({ length: columns }, (_, column) => matlab(value(row, column))).join(''))
        .join('\n');
    texts[`${part}/y_${part}.txt`] = `${labels.join('\n')}\n`;
    texts[`${part}/subject_${part}.txt`] = `${subjects.join('\n')}\n`;
    texts[`${part}/X_${part}.txt`] = `${table(561, feature)}\n`;
    SIGNALS.forEach((name, signal) => {
      const text = table(128, (row, t) => sample(row, signal, t));
      texts[`${part}/Inertial Signals/${name}_${part}.txt`] = `${text}\n`;
    });
  }
  return texts;
}

/** Sixteen characters, as in the published files: "  2.8858451e-001". */
function matlab(value: number): string {
  const [digits, exponent] = value.toExponential(7).split('e');
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(3, '0')}`.padStart(16);
}

/** Three windows to train with and two to test, of all the different values. */
export const SMALL_HAR = harTexts({
  train: { labels: [5, 1, 6], subjects: [1, 1, 30], ...waves(0) },
  test: { labels: [2, 3], subjects: [2, 24], ...waves(1) },
});

function waves(offset: number): Pick<HarPart, 'feature' | 'sample'> {
  return {
    feature: (row, column) => Math.cos(offset + row + column ** 2),
    sample: (row, signal, t) => (signal + 1) * Math.sin(offset + row + t) + 10 * signal,
  };
}

/** Whose the published windows are, in their order, and how many each has. */
const CARRIERS = {
  train:
    '1:347 3:341 5:302 6:325 7:308 8:281 11:316 14:323 15:328 16:366 17:368 19:360 21:408 22:321 23:372 25:409 26:392 27:376 28:382 29:344 30:383',
  test: '2:302 4:317 9:288 10:294 12:320 13:327 18:364 20:354 24:381',
};

/** As many windows of each class and of each person as are published; the class can be read off the features. */
export function fullSizeHar(): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const part of PARTS) {
    const counts = HAR_CLASSES[part === 'train' ? 'training' : 'test'];
    const labels = counts.flatMap((count, i) => Array<number>(count).fill(i + 1));
    const carriers = CARRIERS[part].split(' ').map((run) => run.split(':'));
    const window = (label: number) =>
      Array.from({ length: 561 }, (_, column) => (column % 6 === label - 1 ? ' 0.9' : ' -0.1')).join('');
    texts[`${part}/X_${part}.txt`] = labels.map((label) => `${window(label)}\n`).join('');
    texts[`${part}/y_${part}.txt`] = labels.map((label) => `${label}\n`).join('');
    texts[`${part}/subject_${part}.txt`] = carriers.map(([who, count]) => `${who}\n`.repeat(Number(count))).join('');
  }
  return texts;
}

export function writeTexts(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The same in the folder that an archive of them has. */
export function inPublishedFolder(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [`UCI HAR Dataset/${path}`, text]));
}
