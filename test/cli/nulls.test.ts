/** `kolmoscope measure --null-model` of the built command: the same numbers as a table, as CSV and as JSON. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { NULL_NAMES } from '../../src/nulls/index.ts';
import { npy } from '../arrays/files.ts';
import { runIn, withoutProgress } from './command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-nulls-'));
  const write = (name: string, shape: string, values: readonly number[]) =>
    writeFileSync(
      join(folder, name),
      npy(`{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}, }\n`, Uint8Array.from(values)),
    );
  const bits = Array.from({ length: 16 * 16 }, (_, i) => Number((i * i) % 7 < 3));
  write('a.npy', '(16, 16)', bits);
  write('b.npy', '(40,)', bits.slice(0, 40));
  return () => rmSync(folder, { recursive: true });
});

async function measure(...args: string[]) {
  const { status, stdout, stderr } = await runIn(folder, ['measure', 'a.npy', 'b.npy', ...args]);
  return { status, stdout, stderr: withoutProgress(stderr) };
}

const ASKED = ['--null', '19', '--null-model', 'all', '--rivals', 'lempelZiv'];
const DECIMALS = { bdm: 1, blockEntropy: 4, lempelZiv: 0 };

/** Cells of the table of standings, what is left out because it is the same as above filled in. */
function standingsIn(stdout: string): string[][] {
  const lines = stdout.replaceAll('\u2212', '-').replaceAll('\u00a0', ' ').split('\n');
  const first = lines.indexOf('among 19 random arrays of each null model, seed 1') + 1;
  const starts = ['array', 'null model', 'measure'].map((title) => lines[first].indexOf(title));
  const words = ['', '', ''];
  return lines.slice(first + 1, lines.indexOf('', first)).map((line) => {
    starts.forEach((start, i) => {
      words[i] = /^.*?(?= {2}|$)/.exec(line.slice(start))?.[0].trim() || words[i];
    });
    return [
      ...words,
      ...line
        .slice(starts[2] + words[2].length)
        .trim()
        .split(/ {2,}/),
    ];
  });
}

test('JSON, CSV and the table say the same of each model and measure; of a string of those that it has', async () => {
  const forms = [['--json'], ['--csv'], []];
  const [json, csv, table] = await Promise.all(forms.map((form) => measure(...ASKED, ...form)));
  expect([json, csv, table].map(({ status, stderr }) => [status, stderr])).toEqual(Array(3).fill([0, '']));
  const result = JSON.parse(json.stdout);
  expect(result.null).toEqual({ arrays: 19, seed: 1, models: ['all'] });
  const [header, ...lines] = csv.stdout.trimEnd().split('\n');
  const expected: string[][] = [];
  for (const [i, row] of result.tensors.entries()) {
    const cells = lines[i].split(',');
    const fields = Object.fromEntries(header.split(',').map((name, column) => [name, cells[column]]));
    for (const name of NULL_NAMES) {
      for (const [measure, decimals] of Object.entries(DECIMALS)) {
        const keys = ['NullMean', 'NullSd', 'Z', 'P', 'NullRatio'].map((end) =>
          name === 'density' ? measure + end : `${measure}${end}_${name}`,
        );
        const [mean, sd, z, p, ratio] = keys.map((key) => row[key]);
        expect(keys.map((key) => fields[key])).toEqual(
          [mean, sd, z, p, ratio].map((value) => (value === null ? '' : `${value}`)),
        );
        if (mean === null) continue;
        expect(ratio).toBeCloseTo(row[measure] / mean, 12);
        if (z !== null) expect(z).toBeCloseTo((row[measure] - mean) / sd, 9);
        expect(20 * p).toBeCloseTo(Math.round(20 * p), 9);
        expected.push([
          `${row.tensor}.npy: ${row.tensor}`,
          name,
          measure,
          row[measure].toFixed(decimals),
          mean.toFixed(decimals + 1),
          sd.toFixed(decimals + 1),
          z === null ? '–' : z.toFixed(2).replace(/^-(0\.00)$/, '$1'),
          p.toFixed(3),
          `${(100 * ratio).toFixed(1)} %`,
        ]);
      }
    }
  }
  expect(standingsIn(table.stdout)).toEqual(expected);
  const models = (name: string) => new Set(expected.filter(([label]) => label === name).map(([, model]) => model));
  expect([...models('a.npy: a')]).toEqual(NULL_NAMES);
  expect([...models('b.npy: b')]).toEqual(['density', 'markov', 'blocks']);
});

test('with --null alone the table has two columns of scores and no other table', async () => {
  const { stdout } = await measure('--null', '19', '--rivals', 'lempelZiv');
  expect(stdout.split('\n')[0]).toMatch(/lempelZiv \[phrases\] +z BDM +z entropy$/);
  expect(stdout).not.toContain('null model');
});

test('a model that there is none of is one line', async () => {
  const { status, stdout, stderr } = await measure('--null', '5', '--null-model', 'margins,curveball');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/Expected all, density, margins, permuted, markov, markov2d, blocks\./);
  expect(stderr.trimEnd().split('\n').length).toBe(1);
});
