/** UCI HAR from a small set of files in the published layout. */
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  checkHar,
  filesAt,
  filesInZip,
  HAR_CLASSES,
  harDataSet,
  harPaths,
  harSet,
  type Parts,
  readHar,
} from '../../src/data/har.ts';
import { loadDataSet, locate, requireDataSet, userFolder } from '../../src/data/locate.ts';
import { zipFile } from '../zipFile.ts';
import { fullSizeHar, inPublishedFolder, SMALL_HAR, writeTexts } from './harFixtures.ts';

const NAMES = ['har', 'har-raw'] as const;
type Name = (typeof NAMES)[number];

/** Reads texts as files of a folder named `at`. */
const read = (name: Name, texts: Readonly<Record<string, string>>) =>
  readHar(name, {
    place: 'at',
    nameOf: (path) => `at/${path}`,
    read: async (path) => Buffer.from(texts[path], 'latin1'),
  });

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'har-'));
  vi.stubEnv('KOLMOSCOPE_DATA', join(root, 'given'));
  vi.stubEnv('XDG_DATA_HOME', join(root, 'home'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('features and labels are those of the files, labels from 0', async () => {
  const { training, test: testing } = await read('har', SMALL_HAR);
  expect([training.count, testing.count]).toEqual([3, 2]);
  expect([...training.labels, ...testing.labels]).toEqual([4, 0, 5, 1, 2]);
  expect([...training.subjects, ...testing.subjects]).toEqual([1, 1, 30, 2, 24]);
  for (const [row, column] of [
    [0, 0],
    [1, 560],
    [2, 300],
  ]) {
    expect(training.x[row * 561 + column]).toBeCloseTo(Math.cos(row + column ** 2), 7);
  }
  expect(testing.x[561 + 7]).toBeCloseTo(Math.cos(1 + 1 + 49), 7);
});

test('raw windows are nine signals of 128 samples, one after the other', async () => {
  const { training } = await read('har-raw', SMALL_HAR);
  expect(training.x.length).toBe(3 * 1152);
  for (const [row, signal, t] of [
    [0, 0, 0],
    [1, 3, 127],
    [2, 8, 64],
  ]) {
    expect(training.x[(row * 9 + signal) * 128 + t]).toBeCloseTo((signal + 1) * Math.sin(row + t) + 10 * signal, 5);
  }
});

test('each feature is standardised by itself, each signal over all its samples, both by the training windows', async () => {
  const moments = (values: number[]) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
  };
  for (const [name, width] of [['har', 1] as const, ['har-raw', 128] as const]) {
    const before = await read(name, SMALL_HAR);
    const raw = { training: before.training.x.slice(), test: before.test.x.slice() };
    const { training, test: testing, classes, shape } = harDataSet(name, before);
    const features = shape[0];
    expect([classes, features, training.features]).toEqual([6, raw.training.length / 3, features]);
    for (const group of [0, 5, features / width - 1]) {
      const isInGroup = (_: number, at: number) => Math.floor((at % features) / width) === group;
      const { mean, deviation } = moments(Array.from(raw.training).filter(isInGroup));
      for (const [x, given] of [
        [training.x, raw.training],
        [testing.x, raw.test],
      ]) {
        x.forEach((value, at) => {
          if (isInGroup(value, at)) expect(value).toBeCloseTo((given[at] - mean) / deviation, 4);
        });
      }
    }
  }
});

describe('a folder, its files packed, the archive and the archive within an archive hold the same', () => {
  const archive = zipFile(inPublishedFolder(SMALL_HAR));
  const nested = zipFile({ 'UCI HAR Dataset.zip': archive, 'UCI HAR Dataset.names': 'about' }, { stored: true });

  test.each(NAMES)('%s', async (name) => {
    const expected = await read(name, SMALL_HAR);
    writeTexts(root, SMALL_HAR);
    const paths = Object.fromEntries(harPaths(name).map((path) => [path, join(root, path)]));
    expect(await readHar(name, filesAt(root, paths))).toEqual(expected);
    for (const [path, text] of Object.entries(SMALL_HAR)) writeFileSync(join(root, `${path}.gz`), gzipSync(text));
    const packed = Object.fromEntries(harPaths(name).map((path) => [path, join(root, `${path}.gz`)]));
    expect(await readHar(name, filesAt(root, packed))).toEqual(expected);
    for (const zip of [archive, nested, zipFile(inPublishedFolder(SMALL_HAR), { stored: true })]) {
      expect(await readHar(name, await filesInZip(zip, 'a.zip'))).toEqual(expected);
    }
  });

  test('a damaged archive is named with the file in it', async () => {
    const fails = async (zip: Uint8Array) =>
      filesInZip(zip, 'a.zip')
        .then((files) => readHar('har', files))
        .then(
          () => 'read',
          (error: Error) => error.message,
        );
    const { 'UCI HAR Dataset/test/y_test.txt': _, ...without } = inPublishedFolder(SMALL_HAR);
    expect(await fails(zipFile(without))).toBe('a.zip: holds no UCI HAR Dataset/test/y_test.txt');
    expect(await fails(zipFile({ 'UCI HAR Dataset.zip': zipFile(without) }))).toBe(
      'a.zip/UCI HAR Dataset.zip: holds no UCI HAR Dataset/test/y_test.txt',
    );
    expect(await fails(Buffer.from('<html>'))).toMatch(/^a\.zip: cannot be read as a zip file: [^\n]+$/);
    expect(await fails(archive.subarray(0, -100))).toMatch(/^a\.zip: cannot be read as a zip file: [^\n]+$/);
    const stored = zipFile(inPublishedFolder(SMALL_HAR), { stored: true });
    const place = stored.indexOf('5\n1\n6\n');
    stored[place] ^= 1;
    expect(await fails(stored)).toBe(
      'a.zip: UCI HAR Dataset/train/y_train.txt: is damaged: its checksum (CRC-32) differs',
    );
  });

  test('any damaged byte of an archive gives one line, or changes nothing', async () => {
    const whole = JSON.stringify(await read('har', SMALL_HAR));
    const property = fc.asyncProperty(
      fc.nat(archive.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const damaged = Buffer.from(archive);
        damaged[at] ^= flip;
        try {
          expect(JSON.stringify(await readHar('har', await filesInZip(damaged, 'a.zip')))).toBe(whole);
        } catch (error) {
          if ((error as Error).name === 'AssertionError') throw error;
          expect((error as Error).message).toMatch(/^a\.zip: [^\n]+$/);
        }
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });
});

describe('a wrong file is named with the line and the problem:', () => {
  const cases: [string, string, (text: string) => string, RegExp][] = [
    ['short line', 'train/X_train.txt', (text) => text.replace(/ \S+\n/, '\n'), /line 1: 560 values, expected 561$/],
    ['long line', 'test/X_test.txt', (text) => text.replace(/\n$/, ' 1\n'), /line 2: 562 values, expected 561$/],
    ['NaN', 'train/X_train.txt', (text) => text.replace(/\S+/, 'NaN'), /line 1: "NaN" is not a number$/],
    [
      'missing line',
      'train/X_train.txt',
      (text) => text.replace(/.*\n/, ''),
      /: 2 lines for the 3 of at\/train\/y_train\.txt$/,
    ],
    ['label out of range', 'test/y_test.txt', () => '2\n7\n', /line 2: 7 is not a whole number from 1 to 6$/],
    ['label 0', 'test/y_test.txt', () => '0\n2\n', /line 1: 0 is not a whole number from 1 to 6$/],
    ['half a label', 'test/y_test.txt', () => '2.5\n2\n', /line 1: 2\.5 is not a whole number from 1 to 6$/],
    ['no subject', 'train/subject_train.txt', () => '1\n31\n30\n', /line 2: 31 is not a whole number from 1 to 30$/],
    ['too few subjects', 'train/subject_train.txt', () => '1\n', /: 1 lines for the 3 of at\/train\/y_train\.txt$/],
    ['empty', 'train/y_train.txt', () => '', /y_train\.txt: is empty$/],
  ];
  test.each(cases)('%s', async (_, path, change, message) => {
    const wrong = { ...SMALL_HAR, [path]: change(SMALL_HAR[path]) };
    const failure = await read('har', wrong).catch((error: Error) => error.message);
    expect(failure).toMatch(message);
    expect(failure).toMatch(new RegExp(`^at/${path}: [^\\n]+$`));
  });

  test('a signal of another length', async () => {
    const path = 'test/Inertial Signals/body_gyro_y_test.txt';
    const wrong = { ...SMALL_HAR, [path]: SMALL_HAR[path].replace(/\S+/, '') };
    await expect(read('har-raw', wrong)).rejects.toThrow(`at/${path}: line 1: 127 values, expected 128`);
  });
});

describe('what is not published is refused:', () => {
  /** Windows in the published numbers, all values `x`. */
  const published = (x: number): Parts => {
    const part = (counts: readonly number[], carriers: readonly number[]) => {
      const labels = counts.flatMap((count, label) => Array<number>(count).fill(label));
      return {
        x: Float32Array.of(x),
        labels: Uint8Array.from(labels),
        subjects: Uint8Array.from(labels, (_, i) => carriers[i % carriers.length]),
        count: labels.length,
      };
    };
    const testers = [2, 4, 9, 10, 12, 13, 18, 20, 24];
    const trainers = Array.from({ length: 30 }, (_, i) => i + 1).filter((subject) => !testers.includes(subject));
    return { training: part(HAR_CLASSES.training, trainers), test: part(HAR_CLASSES.test, testers) };
  };

  test('other numbers, other subjects, values out of range', () => {
    const parts = published(1);
    // 7352 and 2947 windows, of 21 and of 9 people (Anguita et al. 2013).
    expect([parts.training.count, parts.test.count]).toEqual([7352, 2947]);
    checkHar('har', parts, 'here');
    expect(() => checkHar('har', published(1.5), 'here')).toThrow(
      'here: a feature of the training set is 1.5; published: within [-1, 1]',
    );
    checkHar('har-raw', published(1.5), 'here');
    const swapped = { ...parts, test: parts.training };
    expect(() => checkHar('har', swapped, 'here')).toThrow(
      'here: examples by class of the test set: 1226, 1073, 986, 1286, 1374, 1407; published: 496, 471, 420, 491, 532, 537',
    );
    const subjects = parts.test.subjects.map((subject) => (subject === 24 ? 1 : subject));
    expect(() => checkHar('har', { ...parts, test: { ...parts.test, subjects } }, 'here')).toThrow(
      'here: subjects of the test set: 1, 2, 4, 9, 10, 12, 13, 18, 20; published: 2, 4, 9, 10, 12, 13, 18, 20, 24',
    );
  });

  test.each(NAMES)('a small set under the names of %s', async (name) => {
    writeTexts(join(root, 'given'), SMALL_HAR);
    await expect(loadDataSet({ set: name })).rejects.toThrow(
      `${join(root, 'given')}: examples by class of the training set: 1, 0, 0, 0, 1, 1; published: 1226`,
    );
  });
});

describe('files that others have', () => {
  const texts = fullSizeHar();
  const inner = zipFile(inPublishedFolder(texts));
  const outer = zipFile({ 'UCI HAR Dataset.zip': inner, 'UCI HAR Dataset.names': '' }, { stored: true });
  const ARCHIVES = ['human+activity+recognition+using+smartphones.zip', 'UCI HAR Dataset.zip'];
  const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
  /** As Git has it: SHA-1 of the text after "blob", its length and a zero. */
  const gitBlob = (bytes: Uint8Array) =>
    createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const unixEnds = Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [path, [['a friend', null, sha256(text)] as const]]),
  );
  /** Sums that no text here has. */
  const elsewhere = Object.fromEntries(
    Object.keys(texts).map((path) => [path, [['an enemy', 1, '0'.repeat(64)] as const]]),
  );
  /** What checking the archive or the folder finds. */
  const check = (place: string, known?: Parameters<typeof harSet>[2]) => {
    const isFolder = !place.endsWith('.zip');
    const paths = isFolder ? Object.fromEntries(harPaths('har').map((path) => [path, join(place, path)])) : {};
    return harSet('har', 'made here', known).check({ place, paths });
  };
  const written = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(root, name), bytes);
    return join(root, name);
  };

  test('an archive with a known sum is named, and nothing in it is compared further', async () => {
    const known = { archives: [['a friend’s archive', outer.length, sha256(outer)] as const], ...elsewhere };
    const { compared, warnings, sums } = await check(written(ARCHIVES[0], outer), known);
    expect([compared, warnings]).toEqual(['a friend’s archive by SHA-256, subjects, range of the features', []]);
    expect(sums?.toSorted()).toEqual(
      harPaths('har')
        .map((path) => `SHA-256 ${sha256(texts[path])}  ${path}`)
        .toSorted(),
    );
  });

  test('an archive that holds a known one is a warning with size and sum', async () => {
    const known = { archives: [['a friend’s archive', inner.length, sha256(inner)] as const], ...elsewhere };
    const path = written(ARCHIVES[0], outer);
    const { compared, warnings } = await check(path, known);
    expect(compared).toMatch(/^a friend’s archive by SHA-256, /);
    expect(warnings).toEqual([
      `${path}: ${outer.length} bytes, SHA-256 ${sha256(outer)}, Git blob ${gitBlob(outer)}; ` +
        `known: ${inner.length} bytes, SHA-256 ${sha256(inner)} (a friend’s archive)`,
    ]);
  });

  test('a text is the same with other ends of lines, and is known by its own sum or by Git’s', async () => {
    const other = (text: string) => text.replaceAll('\n', '\r\n');
    writeTexts(root, { ...texts, 'train/y_train.txt': other(texts['train/y_train.txt']) });
    const windows = Buffer.from(`\ufeff${other(texts['test/y_test.txt'])}`, 'utf16le');
    const known = { ...unixEnds, 'test/y_test.txt': [['an enemy', windows.length, gitBlob(windows)] as const] };
    const { warnings, sums } = await check(root, known);
    expect(warnings).toEqual([]);
    expect(sums?.map((line) => line.replace(/^SHA-256 [0-9a-f]{64} {2}/, '')).toSorted()).toEqual(
      harPaths('har')
        .toSorted()
        .map((path) => `${path}: the text of ${path === 'test/y_test.txt' ? 'an enemy' : 'a friend'}`),
    );
  });

  test('a text that differs from all that are known is a warning that names it; without a sum it is none', async () => {
    const path = 'test/X_test.txt';
    writeTexts(root, { ...texts, [path]: texts[path].replace(' 0.9', ' 0.8') });
    const { 'train/X_train.txt': _, ...known } = unixEnds;
    const { warnings, sums } = await check(root, known);
    expect(warnings).toEqual([
      expect.stringMatching(
        new RegExp(`^${join(root, path)}: ${texts[path].length} bytes, .*; known: SHA-256 ${sha256(texts[path])} \\(`),
      ),
    ]);
    expect(sums?.filter((line) => line.includes('a friend')).length).toBe(4);
  });

  test('whose the windows are is known of the published files', async () => {
    writeTexts(root, texts);
    // Made from how many windows each person has, and found to be the text of that copy.
    const subjects = ['train/subject_train.txt', 'test/subject_test.txt'];
    const { sums, warnings } = await check(root);
    expect(sums?.filter((line) => line.endsWith(': the text of a public copy in Git'))).toEqual(
      subjects.map((path) => `SHA-256 ${sha256(texts[path])}  ${path}: the text of a public copy in Git`),
    );
    expect(warnings?.length).toBe(4);
  });

  test('what is downloaded is said to be a known archive', async () => {
    const server = createServer((_, response) => response.end(outer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const folder = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const got = async (known?: Parameters<typeof harSet>[2]) => {
      const heard: string[] = [];
      const files = await harSet('har', 'made here', known).get(folder, (file, bytes, compared) => {
        heard.push(`${file}: ${bytes.length} ${compared}`);
      });
      expect([...files.keys()]).toEqual([ARCHIVES[0]]);
      expect(outer.equals(files.get(ARCHIVES[0]) as Uint8Array)).toBe(true);
      return heard;
    };
    const line = `${ARCHIVES[0]}: ${outer.length} SHA-256 ${sha256(outer)}`;
    expect(await got({ archives: [['a friend’s archive', null, sha256(outer)]] })).toEqual([
      `${line}, a friend’s archive`,
    ]);
    expect(await got()).toEqual([line]);
    server.close();
  });
});

describe('is found', () => {
  const archive = zipFile(inPublishedFolder(SMALL_HAR));

  test('in a folder of its name, where it was unpacked, or in an archive, in this order', async () => {
    expect(await locate('har')).toBeUndefined();
    const home = String(userFolder('har'));
    expect(userFolder('har-raw')).toBe(home);
    writeTexts(home, inPublishedFolder(SMALL_HAR));
    expect((await locate('har-raw'))?.place).toBe(join(home, 'UCI HAR Dataset'));
    writeTexts(root, { 'given/human+activity+recognition+using+smartphones.zip': 'not looked into' });
    expect((await locate('har'))?.place).toBe(join(root, 'given/human+activity+recognition+using+smartphones.zip'));
    writeFileSync(join(root, 'given/UCI HAR Dataset.zip'), archive);
    expect((await locate('har'))?.place).toBe(join(root, 'given/UCI HAR Dataset.zip'));
    writeTexts(join(root, 'given/har'), SMALL_HAR);
    expect((await locate('har'))?.place).toBe(join(root, 'given/har'));
  });

  test('in an archive that is named itself', async () => {
    const path = join(root, 'mine.zip');
    writeFileSync(path, archive);
    vi.stubEnv('KOLMOSCOPE_DATA', path);
    expect((await locate('har'))?.place).toBe(path);
    expect(await locate('fashion-mnist')).not.toMatchObject({ place: path });
    await expect(loadDataSet({ set: 'har' })).rejects.toThrow(`${path}: examples by class`);
  });

  test('not where a file is missing, which is said with the command', async () => {
    const { 'train/X_train.txt': _, ...rest } = SMALL_HAR;
    writeTexts(join(root, 'given'), rest);
    await expect(requireDataSet('har')).rejects.toThrow(
      `data set har: no train/X_train.txt in ${join(root, 'given')}; get it with: kolmoscope data get har`,
    );
    // What the signals need is there.
    expect((await locate('har-raw'))?.place).toBe(join(root, 'given'));
  });

  test('or missed, with every place that was looked into', async () => {
    await expect(requireDataSet('har')).rejects.toThrow(
      `data set har is not there (looked in ${join(root, 'given/har')}, ${join(root, 'given/har/UCI HAR Dataset')}, `,
    );
  });
});
