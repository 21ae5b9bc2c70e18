import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
      await expect(new Outputs('quickstart').write(path, 'new')).rejects.toThrow(
        `${path} is there, and was not written by this program; choose another place, or replace it with --overwrite`,
      );
      expect(readFileSync(path, 'utf8')).toBe('my notes');
      await new Outputs('quickstart', { overwrite: true }).write(path, 'new');
      expect(readFileSync(path, 'utf8')).toBe('new');
    },
  );
});

test('a report of something else is left alone, one of the same is written anew', async () => {
  const page = (study: string) => pageOf(`${study}: a headline`, '9.9.9', html`body`, ['bdm']);
  const path = join(folder, 'report.html');
  await new Outputs('a & b').write(path, page('a & b'));
  await new Outputs('a & b').write(path, page('a & b'));
  const other = new Outputs('a').write(path, page('a'));
  await expect(other).rejects.toThrow(`${path} is a report of something else than a;`);
  expect(readFileSync(path, 'utf8')).toBe(page('a & b'));
});

test('an output is never an input, by whatever name, also where it may replace others', async () => {
  const input = put('loss.csv', 'step,loss');
  linkSync(input, join(folder, 'summary.json'));
  for (const output of [input, join(folder, '.', 'loss.csv'), join(folder, 'summary.json')]) {
    const outputs = new Outputs('a', { overwrite: true, inputs: [input, join(folder, 'gone')] });
    await expect(outputs.write(output, 'new')).rejects.toThrow(UserError);
    expect(readFileSync(input, 'utf8')).toBe('step,loss');
  }
});

test('a folder in the way stays, and is named', async () => {
  const path = join(folder, 'report.html');
  mkdirSync(path);
  await new Outputs('a').check(path, join(folder, 'absent'));
  await expect(new Outputs('a').write(path, 'new')).rejects.toMatchObject({ code: 'EISDIR', path });
});
