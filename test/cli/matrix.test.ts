/** Studies with a matrix, of the built command. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SensitivitySummary } from '../../src/study/judgement/sensitivity.ts';
import type { StudySummary } from '../../src/study/judgement/table.ts';
import { runIn, type Said } from './command.ts';

const LONG = 'ü'.repeat(60);
const STUDY = {
  study: 'several',
  runs: 2,
  data: { set: 'mnist', validation: 300, subset: 640 },
  network: { hidden: [8] },
  training: { patience: null, maxEpochs: 4, learningRate: 0.01 },
  analysis: { fewestEpochs: 2, resamples: 200 },
  matrix: {
    data: [
      { name: 'pictures' },
      { name: 'absent', data: { set: 'har' } },
      // Float layers without anything between them, at such a rate: the loss overflows in a few steps.
      {
        name: 'diverging',
        network: {
          layers: [
            { layer: 'flatten' },
            { layer: 'dense', outputs: 8, weights: 'float' },
            { layer: 'dense', outputs: 10, weights: 'float' },
          ],
        },
        training: { optimizer: 'sgd', learningRate: 10, loss: 'meanSquaredError' },
      },
    ],
    long: [{ name: LONG.replaceAll('ü', 'u') }],
    longer: [{ name: LONG.replaceAll('ü', 'v') }],
    longest: [{ name: LONG.replaceAll('ü', 'w') }],
    far: [{ name: LONG.replaceAll('ü', 'x') }],
    beyond: [{ name: LONG }, { name: 'raw', analysis: { trajectories: 'raw' } }],
  },
};

let folder: string;
const kolmoscope = (...args: string[]) => runIn(folder, args, { KOLMOSCOPE_DATA: '', XDG_DATA_HOME: folder });
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matrix-'));
  writeFileSync(join(folder, 'several.json'), JSON.stringify(STUDY));
  return () => rmSync(folder, { recursive: true });
});

describe('run', () => {
  let result: Said;
  let summary: StudySummary;
  beforeAll(async () => {
    result = await kolmoscope('run', 'several.json', '--json');
    summary = JSON.parse(result.stdout);
  });

  test('performs what can be performed, and its last line and status say what is missing', async () => {
    expect(result.status).toBe(3);
    expect(result.stderr).toMatch(
      /\nkolmoscope: not performed: absent, [^\n]*: data set har is not there [^\n]*; get it with: kolmoscope data get har\n$/,
    );
    const numbers = summary.configurations.map(({ runs, diverged, missing }) => {
      return [runs.finished, runs.kept, diverged.length, missing !== null];
    });
    expect(numbers).toEqual([
      [2, 2, 0, false],
      [2, 2, 0, false],
      [0, 0, 0, true],
      [0, 0, 0, true],
      [0, 0, 2, false],
      [0, 0, 2, false],
    ]);
  });

  test('configurations that differ in their analysis only have the same runs', async () => {
    const [processed, raw] = summary.configurations;
    expect(raw.specHash).toBe(processed.specHash);
    expect(raw.measures.bdm.pearson).not.toEqual(processed.measures.bdm.pearson);
    expect(readdirSync(join(folder, 'runs/several')).filter((name) => name.startsWith('run-'))).toHaveLength(2);
  });

  test('every page and figure that the reports name is there, however long the names are', async () => {
    const report = read('runs/several/report.md');
    const links = [...report.matchAll(/\]\(((?:configurations|figures)\/[^)]*)\)/g)].map(([, path]) => path);
    expect(new Set(links).size).toBe(6 + 5);
    for (const path of links) expect(existsSync(join(folder, 'runs/several', path)), path).toBe(true);
    for (const path of links) expect(read('runs/several/report.html').includes(path)).toBe(path.endsWith('.html'));
  });

  test('a lost run is tried again by the next call, which gives the same', async () => {
    const again = await kolmoscope('run', 'several.json', '--json');
    expect(again.stderr).toMatch(/^several: 2 of 4 runs found finished, 2 to perform/);
    const timeless = (text: string) => text.replace(/"seconds": [\d.]+/g, '');
    expect(timeless(again.stdout)).toBe(timeless(result.stdout));
  });
});

test('sensitivity performs each configuration as it is and with the choices changed that it has', async () => {
  const only = 'network.hidden';
  expect(await kolmoscope('sensitivity', 'several.json', '--only', only)).toMatchObject({ status: 2, stdout: '' });
  const { status, stdout } = await kolmoscope(
    ...[
      'sensitivity',
      'several.json',
      '--runs',
      '1',
      '--json',
      '--only',
      'network.normaliseLogits,analysis.trajectories',
    ],
  );
  expect(status).toBe(3);
  const { configurations } = JSON.parse(stdout) as SensitivitySummary;
  const pictures = configurations.filter(({ of }) => of?.startsWith('pictures') && !of.endsWith('raw'));
  expect(pictures.map(({ choice, runs }) => [choice, runs.kept])).toEqual([
    [null, 1],
    [{ field: 'network.normaliseLogits', value: false }, 1],
    [{ field: 'analysis.trajectories', value: 'raw' }, 1],
  ]);
  // A chain of layers says itself where it normalises.
  const diverging = configurations.filter(({ of }) => of?.startsWith('diverging') && !of.endsWith('raw'));
  expect(diverging.map(({ choice }) => choice?.field)).toEqual([undefined, 'analysis.trajectories']);
  expect(JSON.parse(read('runs/several-sensitivity/sensitivity.json'))).toEqual(JSON.parse(stdout));
  expect(read('runs/several-sensitivity/sensitivity.md')).toContain('# ');
});
