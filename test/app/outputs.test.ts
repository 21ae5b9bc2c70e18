import { linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/app/errors.ts';
import { Outputs } from '../../src/app/outputs.ts';
import { html } from '../../src/report/markup/html.ts';
import { pageOf } from '../../src/report/markup/shell.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outputs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const put = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('what something else wrote', () => {
  test.each(['report.html', 'report.md', 'a.svg', 'summary.json', 'a.csv', 'a.png', 'a.ctm', 'a.npz', 'other'])(
    '%s is left alone',
    async (name) => {
      const path = put(name, 'my notes');
      await expect(new Outputs({ of: 'quickstart' }).write(path, 'new')).rejects.toThrow(
        `${path} is there, and was not written by this program; choose another place, or replace it with --overwrite`,
      );
      expect(readFileSync(path, 'utf8')).toBe('my notes');
      await new Outputs({ of: 'quickstart', overwrite: true }).write(path, 'new');
      expect(readFileSync(path, 'utf8')).toBe('new');
    },
  );
});

test('a report of something else is left alone, one of the same is written anew', async () => {
  const page = (study: string) => pageOf(`${study}: a headline`, '9.9.9', html`body`, ['bdm']);
  const path = join(folder, 'report.html');
  await new Outputs({ of: 'a & b' }).write(path, page('a & b'));
  await new Outputs({ of: 'a & b' }).write(path, page('a & b'));
  const other = new Outputs({ of: 'a' }).write(path, page('a'));
  await expect(other).rejects.toThrow(`${path} is of something else than a;`);
  expect(readFileSync(path, 'utf8')).toBe(page('a & b'));
});

test('an output is never an input, by whatever name, also where it may replace others', async () => {
  const input = put('loss.csv', 'step,loss');
  linkSync(input, join(folder, 'summary.json'));
  for (const output of [input, join(folder, '.', 'loss.csv'), join(folder, 'summary.json')]) {
    const outputs = new Outputs({ of: 'a', overwrite: true, inputs: [input, join(folder, 'gone')] });
    await expect(outputs.write(output, 'new')).rejects.toThrow(UserError);
    expect(readFileSync(input, 'utf8')).toBe('step,loss');
  }
});

test('a folder in the way stays, and is named', async () => {
  const path = join(folder, 'report.html');
  mkdirSync(path);
  await expect(new Outputs({ of: 'a', overwrite: true }).write(path, 'new')).rejects.toThrow(`${path}: is a folder`);
});

test('what is no file is left alone, what a link leads to is written', async () => {
  const over = { overwrite: true };
  await expect(new Outputs({ ...over, of: 'a' }).write('/dev/null', 'new')).rejects.toThrow(
    '/dev/null: is not a regular file',
  );
  const [link, target] = ['link.svg', 'target.svg'].map((name) => join(folder, name));
  symlinkSync(target, link);
  await expect(new Outputs({ ...over, of: 'a' }).write(link, 'new')).rejects.toThrow(
    `${link}: is a link that leads nowhere`,
  );
  writeFileSync(target, 'old');
  await new Outputs({ ...over, of: 'a' }).write(link, 'new');
  expect([lstatSync(link).isSymbolicLink(), readFileSync(target, 'utf8')]).toEqual([true, 'new']);
});

test('numbers of another origin are left alone', async () => {
  const path = put('summary.json', '{ "watch": "ckpt", "kolmoscope": "1", "folder": "a/ckpt" }');
  await new Outputs({ of: 'ckpt', origin: '"folder": "a/ckpt"' }).check(path);
  const other = new Outputs({ of: 'ckpt', origin: '"folder": "b/ckpt"' });
  await expect(other.check(path)).rejects.toThrow(`${path} is of something else than ckpt;`);
});
