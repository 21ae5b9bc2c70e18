import { expect, test } from 'vitest';
import type { DataSet } from '../../src/data/dataSet.ts';
import { signals } from '../../src/data/generated/sincos.ts';
import type { DataSetOptions } from '../../src/data/sets.ts';
import { LoadedDataSets, shared } from '../../src/engine/dataSets.ts';

const SET: DataSet = { training: signals(8, 0.5, 0), test: signals(4, 0.5, 1), classes: 4, shape: [48], values: 2 };
const withNoise = (noise: number): DataSetOptions => ({ set: 'sincos', noise });

/** Data sets, by their noise in the order in which they were loaded. */
function recorded() {
  const loaded: number[] = [];
  const dataSets = new LoadedDataSets(async (options) => {
    loaded.push('noise' in options ? options.noise : Number.NaN);
    return { ...SET };
  });
  return { dataSets, loaded };
}

/** Work that goes on until it is told to end. */
function longWork() {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const seen: DataSet[] = [];
  const work = async (set: DataSet) => {
    seen.push(set);
    await ended;
  };
  return { work, seen, end };
}

test('a set is loaded once for all that are at work on it, and for who comes next', async () => {
  const { dataSets, loaded } = recorded();
  const { work, seen, end } = longWork();
  const both = [dataSets.use(withNoise(0.5), work), dataSets.use(withNoise(0.5), work)];
  end();
  await Promise.all(both);
  await dataSets.use(withNoise(0.5), work);
  expect(loaded).toEqual([0.5]);
  expect(new Set(seen).size).toBe(1);
});

test('what is in use is kept beside the next, what is not is not', async () => {
  const { dataSets, loaded } = recorded();
  const { work, end } = longWork();
  const first = dataSets.use(withNoise(0.5), work);
  const pass = async () => {};
  for (const noise of [0.6, 0.5, 0.6, 0.7, 0.6]) await dataSets.use(withNoise(noise), pass);
  // 0.6 was in nobody's use when 0.5, and then 0.7, was asked for.
  expect(loaded).toEqual([0.5, 0.6, 0.6, 0.7, 0.6]);
  end();
  await first;
});

test('a set that cannot be loaded is an error of each use', async () => {
  const dataSets = new LoadedDataSets(() => Promise.reject(new Error('a damaged file')));
  const use = () => dataSets.use(withNoise(0.5), async () => {});
  const outcomes = await Promise.allSettled([use(), use()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('what threads share is what was loaded, without a copy of what is shared already', () => {
  const once = shared(SET);
  expect(once).toEqual(SET);
  for (const { x, labels, values } of [once.training, once.test]) {
    for (const array of [x, labels, values]) expect(array?.buffer).toBeInstanceOf(SharedArrayBuffer);
  }
  expect(shared(once).training.x.buffer).toBe(once.training.x.buffer);
});
