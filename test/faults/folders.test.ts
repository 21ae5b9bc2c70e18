/** What the faults in faults/ are judged by sees every difference but that of the time. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';

type Folder = ReadonlyMap<string, Buffer>;
interface Folders {
  readFolder(folder: string): Promise<Folder>;
  differences(expected: Folder, found: Folder): string[];
}
const { readFolder, differences } = (await import(
  new URL('../../faults/folders.mjs', import.meta.url).href
)) as Folders;

const FILES = {
  'summary.json': '{ "seconds": 2.8, "runs": 8 }',
  'report.md': '- **Computing time:** 2.8 s of wall time, in which 8 runs were performed\n- **Runs:** 8\n',
  'pages/one.html': '<dd>2.8 s of wall time for 8 runs</dd><dd>8 of 8</dd>',
  'run.gz': '2.8 s of wall time',
};

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'folders-'));
  mkdirSync(join(place, 'one/pages'), { recursive: true });
  for (const [path, text] of Object.entries(FILES)) writeFileSync(join(place, 'one', path), text);
  cpSync(join(place, 'one'), join(place, 'other'), { recursive: true });
  return () => rmSync(place, { recursive: true });
});

/** The differences after a file of the other folder was written anew, or removed. */
async function afterChange(path: string, text: string | null): Promise<string[]> {
  rmSync(join(place, 'other', path), { force: true });
  if (text !== null) writeFileSync(join(place, 'other', path), text);
  return differences(await readFolder(join(place, 'one')), await readFolder(join(place, 'other')));
}

test.each([
  ['summary.json', '{ "seconds": 0.3, "runs": 8 }'],
  ['report.md', '- **Computing time:** 1 min 20 s of wall time, in which 1 run was performed\n- **Runs:** 8\n'],
  ['pages/one.html', '<dd>14 s of wall time for 2 runs; the others were found finished</dd><dd>8 of 8</dd>'],
])('the time in %s is no difference', async (path, text) => {
  expect(await afterChange(path, text)).toEqual([]);
});

test.each([
  ['summary.json', '{ "seconds": 2.8, "runs": 9 }', 'differs from byte 12 of 15'],
  ['report.md', `${FILES['report.md']} `, 'differs from byte 37 of 37'],
  ['pages/one.html', '<dd>2.8 s of wall time for 8 runs</dd><dd>7 of 8</dd>', 'differs from byte 13 of 24'],
  ['run.gz', '2.9 s of wall time', 'differs from byte 2 of 18'],
  ['run.gz', null, 'is not there'],
  ['run.gz.state', '', 'left over'],
  ['pages/one.html.123.tmp', '', 'left over'],
])('another %s is told: %o', async (path, text, difference) => {
  expect(await afterChange(path, text)).toEqual([`${path}: ${difference}`]);
});
