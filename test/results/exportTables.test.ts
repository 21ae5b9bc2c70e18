import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { afterEach, describe, expect, test } from 'vitest';
import { findRuns } from '../../src/engine/runFiles.ts';
import { exportTables } from '../../src/results/exportTables.ts';
import type { StoredRun } from '../../src/study/run/runFile.ts';
import type { PlaneSeries, Trajectories } from '../../src/study/run/trajectories.ts';
import { syntheticRun } from '../study/synthetic.ts';
import { anyRun, folderOf, rowsOf, type StudyRun, spec } from './fixtures.ts';

const HASHES = ['a', 'b', 'c'].map((digit) => digit.repeat(64));

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(dirname(folder), { recursive: true });
});

const study = async (runs: readonly StudyRun[]) => {
  const folder = await folderOf(runs);
  made.push(folder);
  return folder;
};

const unexpected = ({ message }: Error) => expect.unreachable(message);

/** The tables of a folder by their names, in a folder beside it, and what was said of runs that could not be read. */
async function tablesOf(folder: string, shuffle = (runs: Awaited<ReturnType<typeof findRuns>>) => runs) {
  const problems: string[] = [];
  const out = join(dirname(folder), 'tables');
  mkdirSync(out, { recursive: true });
  const paths = await exportTables(shuffle(await findRuns(folder)), {
    folder: out,
    version: '0.0.0',
    onUnreadable: ({ message }) => problems.push(message),
  });
  expect(paths.map((path) => basename(path)).sort()).toEqual(readdirSync(out).sort());
  const bytes = new Map(paths.map((path) => [basename(path, '.parquet'), readFileSync(path)]));
  const rows = async (table: string) => {
    const found = bytes.get(table);
    return found ? rowsOf(found) : [];
  };
  return { out, bytes, rows, problems };
}

test('the rows are what plain loops over the JSON of the files find', async () => {
  const runs = fc.uniqueArray(anyRun, { minLength: 1, maxLength: 3, selector: ({ run }) => run });
  await fc.assert(
    fc.asyncProperty(runs, fc.option(fc.string({ unit: 'binary' })), async (results, configuration) => {
      const specHash = HASHES[0];
      const folder = await study(results.map((result) => ({ configuration, specHash, result })));
      const { rows, problems } = await tablesOf(folder);
      expect(problems).toEqual([]);
      const expected = expectedRows(folder);
      for (const [table, found] of Object.entries(expected)) expect(await rows(table), table).toEqual(found);
    }),
    { numRuns: 30 },
  );
});

/** All tables, by one loop after the other. */
function expectedRows(folder: string) {
  const tables: Record<string, Record<string, unknown>[]> = { runs: [], validation: [] };
  for (const unit of ['epoch', 'step']) for (const of of ['s', '-layers', '-planes']) tables[`${unit}${of}`] = [];
  const files = readdirSync(folder).map((name) => JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()));
  const named = (usual: string[], of: (json: { epochs: Trajectories & { planes: PlaneSeries[] } }) => object[]) => {
    const found = new Set(files.flatMap((json) => of(json).flatMap((series) => Object.keys(series))));
    const more = usual.filter((name) => ![...found].some((other) => other.split('_')[0] === name));
    const order = [
      'bdm',
      'canonicalBdm',
      'blockEntropy',
      'bitEntropy',
      'lempelZiv',
      'deflate',
      'brotli',
      'neighbours',
      'placeboBdm',
      'tomorrow',
    ];
    const place = (name: string) => order.indexOf(name.split('_')[0]);
    return [...found, ...more].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  };
  const names = named(
    ['bdm', 'blockEntropy', 'canonicalBdm', 'bitEntropy', 'lempelZiv', 'deflate', 'neighbours', 'placeboBdm'],
    ({ epochs }) => [epochs.series],
  );
  const ofPlanes = named(['bdm', 'blockEntropy'], ({ epochs }) => epochs.planes.map(({ series }) => series));
  for (const json of files.sort((a, b) => a.run - b.run)) {
    const keys = { configuration: json.configuration ?? 's', specHash: json.specHash, run: json.run };
    const layers = json.weights.length;
    tables.runs.push({
      ...keys,
      study: 's',
      seed: 4294967295n,
      dataSet: 'mnist',
      network: ['4', ...Array(layers).fill('4')].join('-'),
      weights: 16 * layers,
      epochs: json.epochs.loss.length,
      epochsKept: Math.ceil(json.training.keptSteps / json.training.stepsPerEpoch),
      steps: json.training.steps,
      stepsPerEpoch: json.training.stepsPerEpoch,
      keptSteps: json.training.keptSteps,
      stopped: json.training.stopped,
      validationLoss: json.training.keptValidationLoss,
      testLoss: json.test.loss,
      testAccuracy: json.test.accuracy,
      lossUnit: 'nats',
      blocksMeasured: BigInt(json.blocks.bdm.measured),
      blocksMissing: BigInt(json.blocks.bdm.missing),
      ctmTable: '2d-n5',
      kolmoscope: '0.0.0',
      spec: JSON.stringify(spec),
    });
    json.validation.steps.forEach((step: number, i: number) => {
      const accuracy = json.validation.accuracy?.[i] ?? null;
      tables.validation.push({ ...keys, step, loss: json.validation.loss[i], accuracy });
    });
    const valuesOf = (names: string[], of: (name: string) => number | undefined) =>
      Object.fromEntries(names.map((name) => [name, of(name) ?? null]));
    for (let epoch = 0; epoch < json.epochs.loss.length; epoch++) {
      const { loss, series, planes } = json.epochs;
      const at = { ...keys, epoch: epoch + 1 };
      const total = valuesOf(names, (name) => series[name]?.total[epoch]);
      tables.epochs.push({ ...at, loss: loss[epoch], ...total });
      for (let layer = 0; layer < layers; layer++) {
        const values = valuesOf(names, (name) => series[name]?.layers[layer][epoch]);
        tables['epoch-layers'].push({ ...at, layer: layer + 1, ...values });
      }
      for (const { layer, plane, series } of planes) {
        const values = valuesOf(ofPlanes, (name) => series[name]?.[epoch]);
        tables['epoch-planes'].push({ ...at, layer: layer + 1, plane, ...values });
      }
    }
    for (let step = 0; step < json.training.steps; step++) {
      const { steps, samples } = json;
      if (!steps) continue;
      const at = { ...keys, step };
      const sample = samples.steps.indexOf(step);
      const total = (name: string) => steps.series[name]?.total[step] ?? samples.series[name]?.total[sample];
      tables.steps.push({ ...at, loss: steps.loss[step], ...valuesOf(names, total) });
      for (let layer = 0; layer < layers; layer++) {
        const values = (name: string) =>
          steps.series[name]?.layers[layer][step] ?? samples.series[name]?.layers[layer][sample];
        tables['step-layers'].push({ ...at, layer: layer + 1, ...valuesOf(names, values) });
      }
      if (sample < 0) continue;
      for (const { layer, plane, series } of samples.planes) {
        const values = valuesOf(ofPlanes, (name) => series[name]?.[sample]);
        tables['step-planes'].push({ ...at, layer: layer + 1, plane, ...values });
      }
    }
  }
  return tables;
}

test('configurations stand in the order of their names, then specs, then runs, each run once; bytes know no other order', async () => {
  const runs = [
    ['16-8', HASHES[0], 0],
    ['128-64', HASHES[1], 1],
    ['8-4', HASHES[2], 9],
    ['8-4', HASHES[2], 10_000],
    ['16-8', 'd'.repeat(64), 0],
  ] as const;
  const folder = await study(
    runs.map(([configuration, specHash, run]) => ({ configuration, specHash, result: syntheticRun(run, 2) })),
  );
  const { bytes, rows } = await tablesOf(folder);
  expect((await rows('runs')).map(({ configuration, specHash, run }) => [configuration, specHash, run])).toEqual(
    [2, 3, 0, 4, 1].map((i) => runs[i]),
  );
  const again = await tablesOf(folder, (places) => [...places].reverse().concat(places));
  expect(again.bytes).toEqual(bytes);
});

test('a damaged file is named, and the others are there', async () => {
  const folder = await study(
    [0, 1, 2].map((run) => ({ configuration: 'c', specHash: HASHES[0], result: syntheticRun(run, 2) })),
  );
  const path = join(folder, 'run-aaaaaaaa-0000.json.gz');
  writeFileSync(path, readFileSync(path).subarray(0, 100));
  const { rows, problems } = await tablesOf(folder);
  expect(problems).toEqual([`${path}: not a whole run's file: unexpected end of file`]);
  expect((await rows('runs')).map(({ run }) => run)).toEqual([1, 2]);
});

test('series that only a later version knows are exported under their names', async () => {
  const { epochs, ...run } = syntheticRun(0, 2);
  const { bdm } = epochs.series;
  const series = { ...epochs.series, tomorrow: bdm, bdm_9x9: bdm };
  const result = { ...run, epochs: { ...epochs, series } };
  const measures = { series: ['tomorrow', 'bdm_9x9', 'deflate'] };
  const { rows, problems } = await tablesOf(
    await study([{ configuration: 'c', specHash: HASHES[0], result, measures }]),
  );
  expect(problems).toEqual([]);
  const found = await rows('epochs');
  for (const name of ['tomorrow', 'bdm_9x9']) expect(found.map((row) => row[name])).toEqual(bdm.total);
  expect(JSON.parse((await rows('runs'))[0].spec as string).measures.series).toEqual(measures.series);
});

test('missing blocks of each series that has them from a table, null where it was not measured', async () => {
  const blocksOf = (missing: number) => ({ measured: 9, missing });
  const results = [0, 1].map((run) => syntheticRun(run, 2));
  results[0] = { ...results[0], blocks: { bdm_correlated: blocksOf(4), bdm_2dn4: blocksOf(3), bdm: blocksOf(2) } };
  const folder = await study(results.map((result) => ({ configuration: 'c', specHash: HASHES[0], result })));
  const found = await (await tablesOf(folder)).rows('runs');
  const columns = ['blocksMissing', 'blocksMissing_bdm_2dn4', 'blocksMissing_bdm_correlated'];
  expect(Object.keys(found[0]).filter((name) => name.startsWith('blocksMissing'))).toEqual(columns);
  expect(found.map((row) => columns.map((name) => row[name]))).toEqual([
    [2n, 3n, 4n],
    [1n, null, null],
  ]);
});

describe('runs of several folders:', () => {
  /** The tables of runs in one folder each, in this order. */
  const tablesOfAll = async (folders: readonly (readonly StudyRun[])[]) => {
    const paths: string[] = [];
    for (const runs of folders) paths.push(await study(runs));
    const places = (await Promise.all(paths.map((path) => findRuns(path)))).flat();
    const problems: string[] = [];
    const folder = join(dirname(paths[0]), 'tables');
    mkdirSync(folder);
    const onUnreadable = ({ message }: Error) => problems.push(message);
    const tables = await exportTables(places, { folder, version: '0.0.0', onUnreadable });
    const read = async (path: string) => [basename(path, '.parquet'), await rowsOf(readFileSync(path))] as const;
    return { paths, problems, tables: Object.fromEntries(await Promise.all(tables.map(read))) };
  };
  type Values = Readonly<Record<string, unknown>>;
  const partOf = <T extends Values>(values: T, isIn: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isIn(name))) as T;
  /** A run with some of its series. */
  const withSeries = ({ epochs, steps, samples, ...run }: StoredRun, isIn: (name: string) => boolean): StoredRun => {
    const some = <T extends { series: Values; planes?: readonly { series: Values }[] }>(part: T) => ({
      ...part,
      series: partOf(part.series, isIn),
      ...(part.planes && { planes: part.planes.map((plane) => ({ ...plane, series: partOf(plane.series, isIn) })) }),
    });
    return {
      ...run,
      epochs: some(epochs),
      ...(steps && { steps: some(steps) }),
      ...(samples && { samples: some(samples) }),
    };
  };

  test('however the series of a run lie in three files, its rows are those of one file with them all', async () => {
    const parts = fc.func(fc.subarray([0, 1, 2], { minLength: 1 }));
    await fc.assert(
      fc.asyncProperty(anyRun, parts, async (result, partsOf) => {
        const run = { configuration: 'c', specHash: HASHES[0] };
        const folders = [0, 1, 2].map((part) => {
          const isIn = (name: string) => name === 'bdm' || partsOf(name).includes(part);
          return [{ ...run, result: withSeries(result, isIn) }];
        });
        const { problems, tables } = await tablesOfAll(folders);
        expect(problems).toEqual([]);
        expect(tables).toEqual((await tablesOfAll([[{ ...run, result }]])).tables);
      }),
      { numRuns: 30 },
    );
  });

  test('all runs of a spec go by the study and configuration of the first; steps are those of the file that kept them', async () => {
    const { steps: _, samples: __, ...without } = syntheticRun(0, 2);
    const specHash = HASHES[0];
    const { problems, tables } = await tablesOfAll([
      [{ study: 'own', configuration: null, specHash, result: without }],
      [0, 1].map((run) => ({ study: 'grid', configuration: '8', specHash, result: syntheticRun(run, 2) })),
    ]);
    expect(problems).toEqual([]);
    expect(tables.runs.map(({ study, configuration, run }) => [study, configuration, run])).toEqual([
      ['own', 'own', 0],
      ['own', 'own', 1],
    ]);
    expect(tables.steps.map(({ configuration, run, step }) => [configuration, run, step])).toEqual(
      [0, 1].flatMap((run) => Array.from({ length: 40 }, (_, step) => ['own', run, step])),
    );
  });

  test('files that differ in what both have are named, and the first counts', async () => {
    const result = syntheticRun(0, 2);
    const { epochs } = result;
    const [first, ...others] = epochs.series.bdm.total;
    const bdm = { ...epochs.series.bdm, total: [first + 1, ...others] };
    const other = { ...result, epochs: { ...epochs, series: { ...epochs.series, bdm, deflate: bdm } } };
    const run = { configuration: 'c', specHash: HASHES[0] };
    const { paths, problems, tables } = await tablesOfAll([[{ ...run, result }], [{ ...run, result: other }]]);
    const [one, two] = paths.map((path) => join(path, 'run-aaaaaaaa-0000.json.gz'));
    expect(problems).toEqual([`${two}: epochs.series.bdm.total.0 is not that of ${one}`]);
    expect(tables.epochs.map(({ bdm }) => bdm)).toEqual(epochs.series.bdm.total);
    expect(tables.epochs.map(({ deflate }) => deflate)).toEqual(epochs.loss.map(() => null));
  });

  test('a damaged file is named, and the run is that of the other', async () => {
    const run = { configuration: 'c', specHash: HASHES[0], result: syntheticRun(0, 2) };
    const [bad, good] = [await study([run]), await study([run])];
    const path = join(bad, 'run-aaaaaaaa-0000.json.gz');
    writeFileSync(path, 'hello');
    const problems: string[] = [];
    const tables = await exportTables([...(await findRuns(bad)), ...(await findRuns(good))], {
      folder: bad,
      version: '0',
      onUnreadable: ({ message }) => problems.push(message),
    });
    expect(problems).toEqual([`${path}: not a whole run's file: incorrect header check`]);
    expect(await rowsOf(readFileSync(tables[0]))).toHaveLength(1);
  });
});

test('where no run can be read nothing is written, and what is there stays', async () => {
  const folder = await study([{ configuration: 'c', specHash: HASHES[0], result: syntheticRun(0, 2) }]);
  const { out, bytes } = await tablesOf(folder);
  writeFileSync(join(folder, 'run-aaaaaaaa-0000.json.gz'), 'hello');
  const onUnreadable = () => {};
  expect(await exportTables(await findRuns(folder), { folder: out, version: '0', onUnreadable })).toEqual([]);
  for (const [table, before] of bytes) expect(readFileSync(join(out, `${table}.parquet`))).toEqual(before);
});

test('a table that has no rows now is not left from before', async () => {
  const { steps: _, samples: __, ...without } = syntheticRun(0, 2);
  const folder = await study([{ configuration: null, specHash: HASHES[0], result: syntheticRun(0, 2) }]);
  const { out } = await tablesOf(folder);
  expect(existsSync(join(out, 'steps.parquet'))).toBe(true);
  const bare = await study([{ configuration: null, specHash: HASHES[0], result: without }]);
  const places = await findRuns(bare);
  const paths = await exportTables(places, { folder: out, version: '0', onUnreadable: unexpected });
  expect(paths.map((path) => basename(path))).toEqual([
    'runs.parquet',
    'epochs.parquet',
    'epoch-layers.parquet',
    'validation.parquet',
  ]);
  expect(readdirSync(out).sort()).toEqual(paths.map((path) => basename(path)).sort());
});

test('a place that is taken is named, and nothing half done is left', async () => {
  const folder = await study([{ configuration: null, specHash: HASHES[0], result: syntheticRun(0, 2) }]);
  mkdirSync(join(folder, 'runs.parquet'));
  const exported = exportTables(await findRuns(folder), { folder, version: '0', onUnreadable: unexpected });
  await expect(exported).rejects.toMatchObject({ code: 'EISDIR', path: join(folder, 'runs.parquet') });
  expect(readdirSync(folder)).toEqual(['run-aaaaaaaa-0000.json.gz', 'runs.parquet']);
});

test('each file says what wrote it, of which studies, in which units', async () => {
  const folder = await study(
    ['t', 's'].map((name, run) => ({
      study: name,
      configuration: null,
      specHash: HASHES[run],
      result: syntheticRun(run, 2),
    })),
  );
  const { bytes, rows } = await tablesOf(folder);
  const metadata = parquetMetadata(Uint8Array.from(bytes.get('epochs') ?? []).buffer);
  expect(metadata.created_by).toBe('kolmoscope version 0.0.0');
  const entries = Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value = '' }) => [key, value]));
  expect(entries).toMatchObject({ kolmoscope: '0.0.0', study: 's, t' });
  expect(JSON.parse(entries.units)).toMatchObject({ loss: "runs' lossUnit", bdm: 'bits', lempelZiv: 'phrases' });
  // A study without a matrix has one configuration, which goes by its name.
  expect((await rows('runs')).map(({ configuration }) => configuration)).toEqual(['s', 't']);
});

test('DuckDB reads what was written', async () => {
  const { steps: _, samples: __, training, ...run } = syntheticRun(7, 2);
  const series = (...values: number[]) => ({ total: values, layers: [values] });
  const measured = { bdm: series(240.25, 1 / 3), blockEntropy: series(3, 3) };
  const epochs = { loss: [2.5, 0.1], series: measured, planes: [] };
  const result = {
    ...run,
    training: { ...training, steps: 20, keptSteps: 20 },
    epochs,
    validation: { steps: [20], loss: [1] },
  };
  const more = { ...measured, bitEntropy: series(0.5, 0.75) };
  const sampled = { ...result, epochs: { ...epochs, series: more } };
  const folder = await study([
    { configuration: 'große Netze', specHash: HASHES[1], result: sampled },
    { configuration: 'small', specHash: HASHES[0], result },
  ]);
  const bytes = (await tablesOf(folder)).bytes.get('epochs') ?? Buffer.of();
  // The rows of the file with this hash as DuckDB 1.5.6 has them (Node, @duckdb/node-api: select * from 'epochs.parquet'). Of
  // one with fewer columns pyarrow 25.0.1 and Polars 1.44.2 gave the same.
  const hash = '3bb96d725aa473b38b3f615d14e1ddd9402847b0227025f88cd748ec9caf388b';
  const read = [
    ['große Netze', HASHES[1], 7, 1, 2.5, 240.25, null, 3.0, 0.5, null, null, null, null],
    ['große Netze', HASHES[1], 7, 2, 0.1, 0.3333333333333333, null, 3.0, 0.75, null, null, null, null],
    ['small', HASHES[0], 7, 1, 2.5, 240.25, null, 3.0, null, null, null, null, null],
    ['small', HASHES[0], 7, 2, 0.1, 0.3333333333333333, null, 3.0, null, null, null, null, null],
  ];
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
  expect((await rowsOf(bytes)).map((row) => Object.values(row))).toEqual(read);
});
