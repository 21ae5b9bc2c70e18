/** A measure is one row: one that only this test adds to the table is found wherever measures are. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, expect, test, vi } from 'vitest';
import { exportRuns, measureFiles, type Row, run, watch } from '../../src/app/index.ts';
import { formatResult } from '../../src/cli/formatResult.ts';
import { inProcess } from '../../src/engine/inProcess.ts';
import { mean } from '../../src/stats/series.ts';
import { unpackBits } from '../../src/study/run/pack.ts';
import { parseStudy } from '../../src/study/study.ts';
import type { Summary } from '../../src/study/summary.ts';
import { npy } from '../arrays/files.ts';
import { visibleText } from '../report/markup.ts';

vi.mock('../../src/measures/table.ts', async (importOriginal) => {
  const { MEASURES, ...others } = await importOriginal<typeof import('../../src/measures/table.ts')>();
  const ones = {
    ...MEASURES.bitEntropy,
    label: 'share of the ones',
    short: 'ones',
    unit: 'ones per bit',
    inTerminal: true,
    byDefault: false,
    value: ({ ones, cells }: { ones: number; cells: number }) => ones / cells,
  };
  return { ...others, MEASURES: { ...MEASURES, ones } };
});

const study = parseStudy(
  {
    study: 'small',
    runs: 2,
    data: { set: 'mnist', validation: 300, subset: 640 },
    network: { hidden: [8] },
    training: { patience: null, maxEpochs: 3, learningRate: 0.01 },
    measures: { table: '2d-n4', series: ['ones', { measure: 'ones', aggregate: 'pooled' }] },
    analysis: { fewestEpochs: 2, resamples: 100 },
  },
  'small',
);

let folder: string;
let summary: Summary;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'measure-'));
  const result = await run(study, { out: folder, engine: inProcess, command: '' });
  summary = result.summary as Summary;
  return () => rmSync(folder, { recursive: true });
});
const runs = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json.gz'))
    .map((name) => JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()));

test('in runs’ files, of the network and of each matrix, and its values are right', () => {
  for (const { samples, epochs, weights } of runs()) {
    const { total, layers } = samples.series.ones;
    const starts = weights.map(({ start }: { start: Parameters<typeof unpackBits>[0] }) => unpackBits(start));
    expect(layers.map((values: number[]) => values[0])).toEqual(starts.map((bits: Uint8Array) => mean([...bits])));
    expect(total[0]).toBeCloseTo(mean(starts.flatMap((bits: Uint8Array) => [...bits])), 12);
    expect(samples.series.ones_pooled.total[0]).toBeCloseTo(total[0], 12);
    expect(epochs.series.ones.total).toHaveLength(3);
  }
});

test('in summary.json, with its comparison, and in the curves', () => {
  const written: Summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  for (const { measures, comparisons, curves } of [summary, written]) {
    expect(Object.keys(measures)).toEqual(['bdm', 'blockEntropy', 'ones', 'ones_pooled']);
    expect(measures.ones.layers).toHaveLength(2);
    expect(comparisons.ones.pearson).toMatchObject({ p: expect.any(Number) });
    expect(curves.ones).toHaveLength(3);
  }
});

test('in the terminal and the report, by its words', () => {
  const terminal = formatResult(summary, true, 'report.html');
  expect(terminal).toMatch(/^ {2}ones {20}\S/m);
  expect(terminal).toMatch(/^ {2}ones \(pooled\) {11}\S/m);
  const page = visibleText(readFileSync(join(folder, 'report.html'), 'utf8'));
  expect(page).toContain('Share of the ones, all layers, averaged');
  expect(page).toContain('Share of the ones [ones per bit]');
  expect(page).toContain('share of the ones (ones per bit)');
});

test('in Parquet, with its unit', async () => {
  await exportRuns([folder], { format: 'parquet' });
  const rowsOf = (table: string) =>
    parquetReadObjects({ file: Uint8Array.from(readFileSync(join(folder, `${table}.parquet`))).buffer });
  const [first] = runs();
  const epochs = (await rowsOf('epochs')).filter(({ run }) => run === first.run);
  expect(epochs.map(({ ones }) => ones)).toEqual(first.epochs.series.ones.total);
  const layers = (await rowsOf('epoch-layers')).filter(({ run, layer }) => run === first.run && layer === 2);
  expect(layers.map(({ ones }) => ones)).toEqual(first.epochs.series.ones.layers[1]);
});

test('among the rivals of arrays', async () => {
  const file = join(folder, 'array.npy');
  const values = Uint8Array.from({ length: 64 }, (_, i) => Number(i % 3 === 0));
  writeFileSync(file, npy("{'descr': '|u1', 'fortran_order': False, 'shape': (8, 8), }\n", values));
  const rows: Row[] = [];
  await measureFiles([file], { rivals: ['ones'] }, { onRow: (row) => rows.push(row) });
  expect(rows[0].rivals).toEqual({ ones: 22 / 64 });
});

test('among the rivals of checkpoints', async () => {
  mkdirSync(join(folder, 'checkpoints'));
  const steps = Array.from({ length: 5 }, (_, step) =>
    Uint8Array.from({ length: 64 }, (_, i) => Number(i % (step + 2) === 0)),
  );
  for (const [step, bits] of steps.entries()) {
    const file = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (8, 8), }\n", bits);
    writeFileSync(join(folder, 'checkpoints', `step-${step}.npy`), file);
  }
  writeFileSync(join(folder, 'loss.csv'), '5\n4\n3\n2\n1\n');
  const out = join(folder, 'watched');
  await watch([join(folder, 'checkpoints')], { loss: join(folder, 'loss.csv'), rivals: ['ones'], out, command: '' });
  const [head, ...lines] = readFileSync(join(out, 'trajectories.csv'), 'utf8').trimEnd().split('\n');
  const column = lines.map((line) => Number(line.split(',')[head.split(',').indexOf('ones')]));
  expect(column).toEqual(steps.map((bits) => mean([...bits])));
  expect(visibleText(readFileSync(join(out, 'report.html'), 'utf8'))).toContain('Share of the ones');
});
