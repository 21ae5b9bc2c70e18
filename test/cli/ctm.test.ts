/** `kolmoscope ctm` as a user types it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { picture } from '../../src/cli/ctm/picture.ts';
import { HERE } from '../../src/files/processes.ts';
import { runIn } from './command.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-ctm-'));
  return () => rmSync(folder, { recursive: true });
});

const ctm = (...args: string[]) => runIn(folder, ['ctm', ...args]);

test('show says what a table knows of a block', async () => {
  const { status, stdout } = await ctm('show', '0110/1001/1001/0110', '--table', '2d-n4');
  expect(status).toBe(0);
  expect(stdout.split('\n')).toEqual([
    '▄▀▀▄',
    '▀▄▄▀',
    'table   2d-n4: 2-D, 4 states, cut-off 500',
    'CTM     33.256100229537886 bits',
    'count   48 of 492407824384 halting machines',
    'rank    33 399 to 35 196 of 65 536 4x4 blocks, the simplest first',
    'class   2 alike: 0110/1001/1001/0110 1001/0110/0110/1001',
    '',
  ]);
  expect((await ctm('show', '0101/1100/1100/0101', '--table', '2d-n4')).stdout).toContain('no machine leaves it');
});

test('list shows one block for each symmetry class, the simplest or the most complex first', async () => {
  const simplest = (await ctm('list', '--shape', '1x2', '--states', '4')).stdout.trim().split('\n');
  expect(simplest).toEqual(['1\t4.4387 bits\t2 alike\t00', '1\t4.4387 bits\t2 alike\t01']);
  const ranks = (await ctm('list', '--shape', '3x3', '--top', '1000', '--states', '4')).stdout.trim().split('\n');
  const alike = ranks.map((line) => Number(line.split('\t')[2].split(' ')[0]));
  expect(alike.reduce((sum, count) => sum + count)).toBe(512);
  const reversed = (await ctm('list', '--shape', '3x3', '--bottom', '1000', '--states', '4')).stdout.trim().split('\n');
  expect(reversed.reverse()).toEqual(ranks);
  expect((await ctm('list', '--shape', '4x4', '--bottom', '1', '--states', '4')).stdout).toMatch(
    /^60017\tnever written/,
  );
});

describe('export has every block of a shape', () => {
  test('as csv and as json', async () => {
    const lines = (await ctm('export', '--shape', '2x2', '--states', '4')).stdout.trim().split('\n');
    expect(lines).toHaveLength(17);
    expect(lines[0]).toBe('pattern,bits,count');
    const json = JSON.parse((await ctm('export', '--shape', '2x2', '--states', '4', '--format', 'json')).stdout);
    const rows = json.map(({ pattern, bits, count }: Record<string, unknown>) => `${pattern},${bits},${count}`);
    expect(rows).toEqual(lines.slice(1));
  });

  test('whose counts give its bits', async () => {
    const lines = (await ctm('export', '--shape', '3x4', '--states', '4')).stdout.trim().split('\n').slice(1);
    expect(lines).toHaveLength(4096);
    for (const [code, line] of lines.entries()) {
      const [pattern, bits, count] = line.split(',');
      expect(Number.parseInt(pattern, 2)).toBe(code);
      expect(Number(bits)).toBeCloseTo(Math.log2(492_407_824_384 / Number(count)), 12);
    }
  });
});

test('build writes a table that verify finds equal, and leaves nothing else', async () => {
  const { status, stdout } = await ctm('build', '--dims', '1', '--states', '3', '--threads', '1');
  expect(status).toBe(0);
  expect(stdout).toContain('4 294 368 of 2 × 7 529 536 machines');
  expect(readdirSync(folder)).toEqual(['1d-n3.ctm']);
  expect(await ctm('verify', '1d-n3.ctm', '--threads', '1')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('equal:'),
  });
});

describe('build leaves alone', () => {
  const small = ['build', '--dims', '1', '--states', '2', '--threads', '1', '--out', 'small.ctm'];
  const place = (name: string) => join(folder, name);
  afterEach(() => {
    for (const name of readdirSync(folder)) if (name.startsWith('small')) rmSync(place(name));
  });

  test('a table that another build is at work on', async () => {
    writeFileSync(place('small.ctm.lock'), `kolmoscope lock\n${HERE} ${process.pid} 1\n`);
    const { status, stderr } = await ctm(...small);
    const problem = `process ${process.pid} is at work on it (small.ctm.lock)`;
    expect([status, stderr]).toEqual([1, `kolmoscope: small.ctm: ${problem}\n`]);
  });

  test('what something else wrote, unless told', async () => {
    writeFileSync(place('small.ctm'), 'mine');
    expect(await ctm(...small)).toMatchObject({ status: 1, stderr: expect.stringContaining('--overwrite') });
    expect(readFileSync(place('small.ctm'), 'utf8')).toBe('mine');
    expect((await ctm(...small, '--overwrite')).status).toBe(0);
    // Its own it writes anew.
    expect((await ctm(...small)).status).toBe(0);
    const other = await ctm(...small.with(4, '3'));
    const space = 'the space of 1-D, 3 states, 2 symbols';
    expect(other.stderr).toMatch(`kolmoscope: small.ctm is of something else than ${space}; choose another place, or`);
    rmSync(place('small.ctm'));
    writeFileSync(place('small.ctm.part'), 'mine');
    const { stderr } = await ctm(...small);
    expect(stderr).toBe(
      'kolmoscope: small.ctm.part is in the way, which this program did not write: remove it, or build elsewhere\n',
    );
    expect(readFileSync(place('small.ctm.part'), 'utf8')).toBe('mine');
  });

  test('no damaged state: it is named and set aside, and the table is built', async () => {
    writeFileSync(place('small.ctm.part'), 'kolmoscope build state 1\n');
    const { status, stderr } = await ctm(...small);
    expect(stderr).toContain('small.ctm.part is damaged: set aside as small.ctm.part.damaged, the build begins anew\n');
    expect(status).toBe(0);
  });
});

describe('a mistake is one line and a status', () => {
  test.each([
    [['show', '01/1'], 'a block has rows of equal length, such as 0110 or 0110/1001'],
    [['show', '012', '--table', '2d-n4'], 'a block of 2 symbols holds 0 to 1 only'],
    [['show', '01010', '--table', '2d-n4'], 'a 2-D table holds no 1x5 patterns'],
    [['export', '--shape', '9x9', '--states', '4'], 'the table holds no 9x9 patterns'],
    [['list', '--shape', '4x4', '--states', '3'], 'no 2-D table with 3 states is shipped'],
    [['verify', 'none.ctm'], 'none.ctm: no such file or folder'],
    [['build', '--dims', '2', '--states', '2', '--symbols', '3'], 'machines on a grid have two symbols here'],
    [['build', '--dims', '1', '--states', '2', '--out', 'none/a.ctm'], 'none/a.ctm.lock: no such file or folder'],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await ctm(...args);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^kolmoscope: .*\n$/);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
  });

  test('an altered table is refused by name', async () => {
    const bytes = readFileSync(new URL('../../tables/2d-n4.ctm', import.meta.url));
    bytes[1000] ^= 1;
    writeFileSync(join(folder, 'altered.ctm'), bytes);
    const { status, stderr } = await ctm('verify', 'altered.ctm');
    expect(stderr).toBe('kolmoscope: altered.ctm: CTM table truncated or altered: its SHA-256 differs\n');
    expect(status).toBe(1);
  });
});

test('pictures draw two rows in one line', async () => {
  expect(picture({ shape: { rows: 3, columns: 4 }, code: 0b0011_0101_1100 })).toEqual(['·▄▀█', '▀▀··']);
  expect(picture({ shape: { rows: 1, columns: 3 }, code: 5 }, 3)).toEqual(['012']);
});
