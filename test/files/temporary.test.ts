import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HERE } from '../../src/files/processes.ts';
import { prepareFolder, removeLeftoversOf, temporaryFor } from '../../src/files/temporary.ts';
import { GrowingFile, setAside, writeWhole, writeWholeSync } from '../../src/files/whole.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** More than any system gives a process. */
const DEAD = 2 ** 30;
const ELSEWHERE = HERE.replace(/./g, (digit) => (digit === 'a' ? 'b' : 'a'));
const leftover = ({ place = HERE, pid = DEAD } = {}, path = join(folder, 'run.gz')) =>
  basename(temporaryFor(path)).replace(HERE, place).replace(`-${process.pid}-`, `-${pid}-`);

test('a file is written whole, and nothing else is left', async () => {
  await writeWhole(join(folder, 'a'), 'one');
  writeWholeSync(join(folder, 'b'), Buffer.from('two'));
  const growing = await GrowingFile.create(join(folder, 'c'));
  await growing.append('th');
  expect(readdirSync(folder).filter((name) => !name.endsWith('.tmp'))).toEqual(['a', 'b']);
  await growing.append('ree');
  await growing.keep();
  expect(readdirSync(folder)).toEqual(['a', 'b', 'c']);
});

test('writers of one path do not meet, in one process or in several', async () => {
  const files = await Promise.all(Array.from({ length: 20 }, () => GrowingFile.create(join(folder, 'a'))));
  for (const [i, file] of files.entries()) await file.append(`${i}`);
  expect(readdirSync(folder)).toHaveLength(20);
  for (const file of files) await file.keep();
  expect(readdirSync(folder)).toEqual(['a']);
});

test('what killed processes left goes, what others have under way or other programs wrote stays', async () => {
  await prepareFolder(folder);
  const gone = [leftover(), leftover({}, join(folder, 'other'))];
  const kept = [
    leftover({ pid: process.pid }),
    leftover({ pid: 1 }),
    leftover({ place: ELSEWHERE }),
    'run.gz.99999999.tmp',
    '.kolmoscope-.tmp',
    `${leftover()}.txt`,
    `my${leftover()}`,
  ];
  for (const name of [...gone, ...kept]) writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, leftover(), 'somebody'), { recursive: true });
  const before = readdirSync(folder);
  await prepareFolder(folder);
  expect(before.filter((name) => !readdirSync(folder).includes(name)).sort()).toEqual(gone.sort());
});

test('what another machine has not touched for a day goes', async () => {
  await prepareFolder(folder);
  const name = leftover({ place: ELSEWHERE });
  writeFileSync(join(folder, name), '');
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  utimesSync(join(folder, name), hoursAgo(23), hoursAgo(23));
  await prepareFolder(folder);
  expect(readdirSync(folder)).toContain(name);
  utimesSync(join(folder, name), hoursAgo(25), hoursAgo(25));
  await prepareFolder(folder);
  expect(readdirSync(folder)).toEqual(['.kolmoscope']);
});

test('in a folder that was not marked before, nothing goes', async () => {
  writeFileSync(join(folder, leftover()), '');
  await prepareFolder(folder);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('beside a file, only what was to become that file goes', async () => {
  writeFileSync(join(folder, leftover({}, join(folder, 'a.ctm'))), '');
  const other = leftover({}, join(folder, 'b.ctm'));
  writeFileSync(join(folder, other), '');
  await removeLeftoversOf(join(folder, 'a.ctm'), join(folder, 'a.ctm.part'));
  expect(readdirSync(folder)).toEqual([other]);
});

test('what is set aside never takes the place of what was set aside before', async () => {
  for (const expected of ['a.damaged', 'a.damaged-2', 'a.damaged-3']) {
    writeFileSync(join(folder, 'a'), expected);
    expect(await setAside(join(folder, 'a'), 'damaged')).toBe(join(folder, expected));
  }
  expect(await setAside(join(folder, 'a'), 'damaged')).toBeUndefined();
});
