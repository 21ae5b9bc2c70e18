/** One suite for every engine, on the built package: worker threads need their files. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Progress } from '../../src/study/run.ts';
import type { StoredRun } from '../../src/study/runFile.ts';
import { parseSpec } from '../../src/study/spec.ts';
import type { Trajectories } from '../../src/study/trajectories.ts';
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

const job = (run: number) => ({ spec: 0, run, keepSteps: true, checkpoint: null });

async function perform(engine: Engine, runs = [0, 1, 2], signal?: AbortSignal) {
  const results = new Map<number, StoredRun>();
  const progress: Progress[] = [];
  await engine.perform([spec], runs.map(job), {
    signal,
    onProgress: (_, report) => progress.push(report),
    onResult: (_, result) => {
      if ('diverged' in result) throw new Error(result.diverged);
      results.set(result.run, result);
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
    for (const { loss, bdm } of progress) expect(loss * bdm).toBeGreaterThan(0);
  });

  test('an aborted study ends without an error', async () => {
    const { results } = await perform(engine(), [0, 1, 2], AbortSignal.abort());
    expect(results.size).toBe(0);
  });

  test('no run at all is no work', async () => {
    expect((await perform(engine(), [])).results.size).toBe(0);
  });
});

test('a run does not depend on the others, and differs from them', async () => {
  const { results } = await perform(inProcess, [2]);
  expect(results.get(2)).toEqual(reference.get(2));
  expect(reference.get(1)?.steps?.loss).not.toEqual(reference.get(2)?.steps?.loss);
});

test('a run computes what it did when NUMERICS in src/study/spec.ts was last raised', () => {
  const run = reference.get(1);
  const last = (values: number[] | undefined) => values?.at(-1);
  expect({
    loss: last(run?.steps?.loss),
    bdm: last(run?.steps?.bdm.total),
    blockEntropy: last(run?.steps?.blockEntropy.total),
    accuracy: run?.test.accuracy,
  }).toMatchInlineSnapshot(`
    {
      "accuracy": 0.2065,
      "bdm": 1793.906277436674,
      "blockEntropy": 7.643856189774724,
      "loss": 2.4145588186848443,
    }
  `);
});

test('what a run records fits together', () => {
  for (const { training, steps, epochs, validation, weights, blocks } of reference.values()) {
    expect(training).toMatchObject({ steps: 30, stepsPerEpoch: 10, stopped: 'maxEpochs' });
    expect([steps?.loss.length, epochs.loss.length, validation.steps]).toEqual([30, 3, [20, 30]]);
    const layersSum = (steps as Trajectories).bdm.layers.reduce((sum, layer) => sum + layer[29], 0);
    expect(steps?.bdm.total[29]).toBeCloseTo(layersSum, 9);
    expect(weights.map(({ start: { rows, columns } }) => [rows, columns])).toEqual([
      [8, 100],
      [10, 8],
    ]);
    // 2 × 25 blocks of the first layer and 2 × 2 of the second, at each of 30 steps.
    expect(blocks.measured).toBe(30 * 54);
  }
});

test('the first error is the one that is reported, though it stops the other threads', async () => {
  const failing = onThreads(2).perform([spec], [0, 1, 2].map(job), {
    onResult: () => Promise.reject(new Error('the disk is full')),
  });
  await expect(failing).rejects.toThrow('the disk is full');
});

test('jobs of several specs each get their own data, table and steps', async () => {
  const other = { ...spec, data: { ...spec.data, size: 8 }, measures: { ...spec.measures, table: '2d-n5' as const } };
  const seen: string[] = [];
  const jobs = [
    { spec: 1, run: 0, keepSteps: false, checkpoint: null },
    { spec: 0, run: 0, keepSteps: true, checkpoint: null },
    { spec: 1, run: 1, keepSteps: true, checkpoint: null },
  ];
  await onThreads(2).perform([spec, other], jobs, {
    onResult: (job, result) => {
      if ('diverged' in result) throw new Error(result.diverged);
      seen.push(`${job.spec} ${result.run} ${result.weights[0].start.columns} ${result.steps !== undefined}`);
    },
  });
  expect(seen.sort()).toEqual(['0 0 100 true', '1 0 64 false', '1 1 64 true']);
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
  const jobs = [
    { spec: 1, run: 0, keepSteps: false, checkpoint: null },
    { spec: 0, run: 0, keepSteps: false, checkpoint: null },
  ];
  await onThreads(1).perform([spec, wild], jobs, {
    onResult: (_, result) => {
      seen.push('diverged' in result ? result.diverged : `run ${result.run}`);
    },
  });
  expect(seen).toEqual([expect.stringMatching(/^run 0 diverged: its loss is (NaN|Infinity) at step \d+$/), 'run 0']);
});
