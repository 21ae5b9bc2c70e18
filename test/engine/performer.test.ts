import { afterEach, expect, test, vi } from 'vitest';
import { loadTable } from '../../src/ctm/load.ts';
import { signals } from '../../src/data/generated/sincos.ts';
import { DATA_SETS } from '../../src/data/sets.ts';
import { Performer } from '../../src/engine/performer.ts';
import { hashOf } from '../../src/study/identity.ts';
import { parseSpec } from '../../src/study/spec.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('data is loaded once for jobs whose set and options agree, anew for others', async () => {
  const load = vi.spyOn(DATA_SETS.sincos, 'load').mockImplementation(async () => {
    return { training: signals(200, 0.5, 0), test: signals(40, 0.5, 1), ...DATA_SETS.sincos.task({}) };
  });
  const specs = [{ noise: 0.5 }, { subset: 80 }, { labels: 'permuted' }, { noise: 0.6 }].map((fields) =>
    parseSpec(
      {
        study: 'tiny',
        data: { set: 'sincos', noise: 0.5, validation: 40, subset: 64, ...fields },
        network: { hidden: [8] },
        training: { maxEpochs: 2, batchSize: 32 },
        measures: { table: '2d-n4' },
        analysis: { fewestEpochs: 2 },
      },
      'tiny',
    ),
  );
  const performer = new Performer();
  const tables = { '2d-n4': (await loadTable('2d-n4')).sha256 };
  const loads: number[] = [];
  for (const spec of [0, 0, 1, 2, 3, 3, 0].map((i) => specs[i])) {
    await performer.perform({ spec, specHash: hashOf(spec), tables, run: 0, series: ['bdm_2dn4'], keepSteps: false });
    loads.push(load.mock.calls.length);
  }
  expect(loads).toEqual([1, 1, 1, 1, 2, 2, 3]);
});
