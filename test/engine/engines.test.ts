/** One suite for every engine, on the built package: worker threads need their files. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Progress, RunResult } from '../../src/study/run.ts';
import { parseSpec } from '../../src/study/spec.ts';
import { type Engine, inProcess, onThreads } from '../built.ts';

const spec = parseSpec(
  {
    study: 'tiny',
    runs: 3,
    data: { set: 'mnist', validation: 300, subset: 640 },
    network: { hidden: [8] },
    training: { maxEpochs: 3 },
    measures: { table: '2d-n4' },
  },
  'tiny',
);

async function perform(engine: Engine, runs = [0, 1, 2], signal?: AbortSignal) {
  const results = new Map<number, RunResult>();
  const progress: Progress[] = [];
  await engine.perform(spec, runs, {
    signal,
    onProgress: (report) => progress.push(report),
    onResult: (result) => {
      results.set(result.run, result);
    },
  });
  return { results, progress };
}

let reference: Map<number, RunResult>;
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
  expect(reference.get(1)?.steps.loss).not.toEqual(reference.get(2)?.steps.loss);
});

test('a run computes what it did when NUMERICS in src/study/spec.ts was last raised', () => {
  const run = reference.get(1);
  const last = (values: number[] | undefined) => values?.at(-1);
  expect({
    loss: last(run?.steps.loss),
    bdm: last(run?.steps.bdm.total),
    blockEntropy: last(run?.steps.blockEntropy.total),
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
    expect([steps.loss.length, epochs.loss.length, validation.steps]).toEqual([30, 3, [20, 30]]);
    const layersSum = steps.bdm.layers.reduce((sum, layer) => sum + layer[29], 0);
    expect(steps.bdm.total[29]).toBeCloseTo(layersSum, 9);
    expect(weights.map(({ start: { rows, columns } }) => [rows, columns])).toEqual([
      [8, 100],
      [10, 8],
    ]);
    // 2 × 25 blocks of the first layer and 2 × 2 of the second, at each of 30 steps.
    expect(blocks.measured).toBe(30 * 54);
  }
});

test('the first error is the one that is reported, though it stops the other threads', async () => {
  const failing = onThreads(2).perform(spec, [0, 1, 2], {
    onResult: () => Promise.reject(new Error('the disk is full')),
  });
  await expect(failing).rejects.toThrow('the disk is full');
});
