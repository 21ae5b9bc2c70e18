/** One suite for every engine, on the built package: worker threads need their files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadTable } from '../../src/ctm/load.ts';
import { IDX_FILES } from '../../src/data/pictures.ts';
import type { Delivery, Job } from '../../src/engine/engine.ts';
import { seriesOf } from '../../src/study/fields/measures.ts';
import { hashOf } from '../../src/study/identity.ts';
import type { Progress } from '../../src/study/run/run.ts';
import type { StoredRun } from '../../src/study/run/runFile.ts';
import { parseSpec, type StudySpec } from '../../src/study/spec.ts';
import { type Engine, inProcess, onThreads } from '../built.ts';

const spec = parseSpec(
  {
    study: 'tiny',
    runs: 3,
    data: { set: 'mnist', validation: 300, subset: 640 },
    network: { hidden: [8] },
    training: { maxEpochs: 3 },
    measures: { table: '2d-n4' },
    analysis: { fewestEpochs: 3 },
  },
  'tiny',
);

const SHA256 = { '2d-n4': (await loadTable('2d-n4')).sha256, '2d-n5': (await loadTable('2d-n5')).sha256 };
const seriesIn = ({ measures }: StudySpec) => [...seriesOf(measures).values()].map(({ name }) => name);
const jobOf = (spec: StudySpec, run: number, change: Partial<Job> = {}): Job => {
  const { table } = spec.measures;
  return {
    spec,
    specHash: hashOf(spec),
    tables: { [table]: SHA256[table] },
    run,
    series: seriesIn(spec),
    keepSteps: true,
    ...change,
  };
};
const job = (run: number) => jobOf(spec, run);
/** A result that is there. */
const whole = ({ result }: Delivery): StoredRun => {
  if ('diverged' in result) throw new Error(result.diverged);
  return result;
};

async function perform(engine: Engine, runs = [0, 1, 2], signal?: AbortSignal) {
  const results = new Map<number, StoredRun>();
  const progress: Progress[] = [];
  await engine.perform(runs.map(job), {
    signal,
    onProgress: (_, report) => progress.push(report),
    onResult: ({ run }, delivery) => {
      results.set(run, whole(delivery));
    },
  });
  return { results, progress };
}

let reference: Map<number, StoredRun>;
beforeAll(async () => {
  reference = (await perform(inProcess)).results;
});

const engines: Record<string, () => Engine> = {
  'in this process': () => inProcess,
  'on one thread': () => onThreads(1),
  'on two threads': () => onThreads(2),
  'on more threads than runs': () => onThreads(5),
};

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test('the results are the same, bit for bit', async () => {
    const { results, progress } = await perform(engine());
    expect([...results.keys()].sort()).toEqual([0, 1, 2]);
    for (const [run, result] of results) expect(result).toEqual(reference.get(run));
    expect(progress.length).toBeGreaterThan(0);
    for (const { loss, series } of progress) expect(loss * series.bdm_2dn4.total).toBeGreaterThan(0);
  });

  test('an aborted study ends without an error', async () => {
    const { results } = await perform(engine(), [0, 1, 2], AbortSignal.abort());
    expect(results.size).toBe(0);
  });

  test('no run at all is no work', async () => {
    expect((await perform(engine(), [])).results.size).toBe(0);
  });

  test('a job is plain data, and says all that decides its result', async () => {
    const travelled: Job = JSON.parse(JSON.stringify(job(1)));
    const more = ['bdm_2dn4_correlated', 'neighbours_vertical'];
    const deliveries: Delivery[] = [];
    const onResult = (of: Job, delivery: Delivery) => {
      deliveries[of.series.length === travelled.series.length ? 0 : 1] = delivery;
    };
    await engine().perform([travelled, { ...travelled, series: [...travelled.series, ...more] }], { onResult });
    expect(whole(deliveries[0])).toEqual(reference.get(1));
    // What else is measured of a run changes nothing of it.
    const { epochs, weights } = whole(deliveries[1]);
    const { series } = reference.get(1)?.epochs ?? { series: {} };
    expect(weights).toEqual(reference.get(1)?.weights);
    expect(epochs.series).toMatchObject(series);
    expect(Object.keys(epochs.series).sort()).toEqual([...Object.keys(series), ...more].sort());
    const { zlib, node } = process.versions;
    expect(deliveries[0].computedBy).toMatchObject({
      kolmoscope: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      zlib,
      node,
    });
  });

  test('a damaged file of a data set is an error that names it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'engines-'));
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    });
    for (const file of IDX_FILES) writeFileSync(join(folder, file), 'not pictures');
    vi.stubEnv('KOLMOSCOPE_DATA', folder);
    const damaged = parseSpec({ ...spec, data: { ...spec.data, set: 'fashion-mnist' } }, 'damaged');
    const jobs = [0, 1].map((run) => jobOf(damaged, run));
    await expect(engine().perform(jobs, { onResult: () => {} })).rejects.toThrow(
      /engines-\w+.(train|t10k)-(images|labels)-idx\d-ubyte: \w/,
    );
  });

  test('a job of another version, or of another complexity table, is refused', async () => {
    const refused = (change: Partial<Job>) => engine().perform([{ ...job(0), ...change }], { onResult: () => {} });
    await expect(refused({ specHash: 'abc' })).rejects.toThrow(
      /^run 0 of tiny is of another version than kolmoscope \d/,
    );
    await expect(refused({ tables: { '2d-n4': 'abc' } })).rejects.toThrow('the complexity table 2d-n4 here is another');
  });
});

test('a run does not depend on the others, and differs from them', async () => {
  const { results } = await perform(inProcess, [2]);
  expect(results.get(2)).toEqual(reference.get(2));
  expect(reference.get(1)?.steps?.loss).not.toEqual(reference.get(2)?.steps?.loss);
});

test('a run computes what it did when NUMERICS in src/study/identity.ts was last raised', () => {
  const run = reference.get(1);
  const last = (values: number[] | undefined) => values?.at(-1);
  expect({
    loss: last(run?.steps?.loss),
    bdm: last(run?.steps?.series.bdm_2dn4.total),
    blockEntropy: last(run?.steps?.series.blockEntropy.total),
    accuracy: run?.test.accuracy,
  }).toMatchInlineSnapshot(`
    {
      "accuracy": 0.1958,
      "bdm": 1806.385212901188,
      "blockEntropy": 7.643856189774724,
      "loss": 2.2137026684358716,
    }
  `);
});

test('what a run records fits together', () => {
  for (const { training, steps, epochs, validation, weights, blocks } of reference.values()) {
    expect(training).toMatchObject({ steps: 30, stepsPerEpoch: 10, stopped: 'maxEpochs' });
    expect([steps?.loss.length, epochs.loss.length, validation.steps]).toEqual([30, 3, [20, 30]]);
    const bdm = steps?.series.bdm_2dn4;
    expect(bdm?.total[29]).toBeCloseTo(bdm?.layers.reduce((sum, layer) => sum + layer[29], 0) ?? Number.NaN, 9);
    expect(weights.map(({ start: { rows, columns } }) => [rows, columns])).toEqual([
      [8, 100],
      [10, 8],
    ]);
    // 2 × 25 blocks of the first layer and 2 × 2 of the second, at each of 30 steps.
    expect(blocks.bdm_2dn4.measured).toBe(30 * 54);
  }
});

test('the first error is the one that is reported, though it stops the other threads', async () => {
  const failing = onThreads(2).perform([0, 1, 2].map(job), {
    onResult: () => Promise.reject(new Error('the disk is full')),
  });
  await expect(failing).rejects.toThrow('the disk is full');
});

test('jobs of several specs each get their own data, table and steps', async () => {
  const other = { ...spec, data: { ...spec.data, size: 8 }, measures: { ...spec.measures, table: '2d-n5' as const } };
  const seen: string[] = [];
  const jobs = [jobOf(other, 0, { keepSteps: false }), job(0), jobOf(other, 1)];
  await onThreads(2).perform(jobs, {
    onResult: ({ spec }, delivery) => {
      const { run, weights, steps, epochs } = whole(delivery);
      seen.push([spec.measures.table, run, weights[0].start.columns, steps !== undefined].join(' '));
      expect(Object.keys(epochs.series)[0]).toBe(spec.measures.table === '2d-n5' ? 'bdm' : 'bdm_2dn4');
    },
  });
  expect(seen.sort()).toEqual(['2d-n4 0 100 true', '2d-n5 0 64 false', '2d-n5 1 64 true']);
});

test('a run that diverges is told as lost, and the others go on', async () => {
  const wild = parseSpec(
    {
      ...spec,
      network: { layers: [{ layer: 'flatten' }, { layer: 'dense', outputs: 10, weights: 'float' }] },
      training: { ...spec.training, optimizer: 'sgd', loss: 'meanSquaredError', learningRate: 10 },
    },
    'wild',
  );
  const seen: string[] = [];
  await onThreads(1).perform([jobOf(wild, 0), job(0)], {
    onResult: (_, { result }) => {
      seen.push('diverged' in result ? result.diverged : `run ${result.run}`);
    },
  });
  expect(seen).toEqual([expect.stringMatching(/^run 0 diverged: its loss is (NaN|Infinity) at step \d+$/), 'run 0']);
});
