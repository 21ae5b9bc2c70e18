import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
