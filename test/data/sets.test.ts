import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { DataSource } from '../../src/data/dataSet.ts';
import { harDataSet, readHar } from '../../src/data/har.ts';
import { loadDataSet, locate } from '../../src/data/locate.ts';
import { DATA_SETS, type DataSetName, keyOf } from '../../src/data/sets.ts';
import { parseSpec } from '../../src/study/spec.ts';
import { SMALL_HAR } from './harFixtures.ts';

const NAMES = Object.keys(DATA_SETS) as DataSetName[];

/** The `data` of a spec. */
const dataOf = (set: DataSetName, fields: object = {}) =>
  parseSpec({ study: 'tiny', data: { set, ...fields }, network: { hidden: [8, 8] } }, 'tiny').data;

/** Two values of each option, neither of them its default. */
const OTHERS: Readonly<Record<string, readonly unknown[]>> = {
  size: [8, 12],
  antialias: [true],
  noise: [0, 0.5],
  pattern: ['blocks'],
  complexity: ['low', 'high'],
  features: [24, 36],
  hidden: [8, 12],
  draw: [2, 3],
  prime: [11, 251],
};

afterEach(() => {
  vi.restoreAllMocks();
});

test('configurations share loaded data where all options of the set agree, and only there', () => {
  const keys: string[] = [];
  for (const set of NAMES) {
    const data = dataOf(set);
    const sizes = { validation: 300, subset: 640 };
    const drawnOtherwise = [
      sizes,
      { targets: 'inputs' },
      { labels: 'permuted' },
      { labels: { noise: 0.5 } },
      { inputs: 'random' },
    ];
    for (const fields of drawnOtherwise) {
      const loss = 'targets' in fields ? { loss: 'meanSquaredError' } : {};
      const spec = { study: 'tiny', data: { set, ...fields }, network: { hidden: [8, 8] }, training: loss };
      expect(keyOf(parseSpec(spec, 'tiny').data)).toBe(keyOf(data));
    }
    // The order in which fields are given says nothing.
    expect(keyOf(Object.fromEntries(Object.entries(data).reverse()) as typeof data)).toBe(keyOf(data));
    keys.push(keyOf(data), ...[{ random: 1 }, { random: 2 }].map((order) => keyOf(dataOf(set, { order }))));
    for (const option of Object.keys(DATA_SETS[set].options)) {
      keys.push(...OTHERS[option].map((value) => keyOf(dataOf(set, { [option]: value }))));
    }
  }
  expect(new Set(keys).size).toBe(keys.length);
});

test('a set reads no field that is not in the key', async () => {
  for (const set of NAMES) {
    const load = vi.spyOn(DATA_SETS[set], 'load').mockImplementation(() => Promise.reject(new Error('not read')));
    const data = dataOf(set);
    await loadDataSet(data).catch(() => {});
    // Sets that are not there are not asked.
    if ((await locate(set)) === undefined) continue;
    const [[, given]] = load.mock.calls;
    // The grid, on which what they read is put, and the order, into which it is, are those of all sets.
    const { grid, order } = data;
    expect(keyOf(data)).toBe(JSON.stringify(Object.entries({ ...given, grid, order }).sort()));
    expect(Object.keys(given).sort()).toEqual([...Object.keys(DATA_SETS[set].options), 'set'].sort());
  }
});

test('an option that a set gains is in the spec, in the key, and handed to the set', async () => {
  const sincos = DATA_SETS.sincos as DataSource<{ noise: number; amplitude: number }>;
  const wider = { ...sincos.options, amplitude: z.number().default(1) };
  vi.spyOn(sincos, 'options', 'get').mockReturnValue(wider);
  const load = vi.spyOn(sincos, 'load').mockRejectedValue(new Error('not read'));
  const [one, two] = [dataOf('sincos'), dataOf('sincos', { amplitude: 2 })];
  expect(one).toMatchObject({ noise: 0.75, amplitude: 1 });
  expect(keyOf(one)).not.toBe(keyOf(two));
  await expect(loadDataSet(two)).rejects.toThrow('not read');
  expect(load.mock.calls[0][1]).toEqual({ set: 'sincos', noise: 0.75, amplitude: 2 });
  expect(() => dataOf('mnist', { amplitude: 2 })).toThrow('data.amplitude: a field of sincos, not of mnist');
});

test('labels are arrays of bytes, not Buffers', async () => {
  const sets = [];
  for (const set of NAMES) if ((await locate(set)) !== undefined) sets.push(await loadDataSet(dataOf(set)));
  for (const name of ['har', 'har-raw'] as const) {
    const read = async (path: string) => Buffer.from(SMALL_HAR[path], 'latin1');
    sets.push(harDataSet(name, await readHar(name, { place: 'at', nameOf: (path) => path, read })));
  }
  // MNIST and sincos are there everywhere.
  expect(sets.length).toBeGreaterThanOrEqual(4);
  for (const { labels } of sets.flatMap(({ training, test }) => [training, test])) {
    expect(Object.getPrototypeOf(labels)).toBe(Uint8Array.prototype);
  }
});
