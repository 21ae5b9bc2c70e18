import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { type PlannedRun, readRuns, runStudy, type StudyObserver } from '../../src/engine/runStudy.ts';
import type { Progress } from '../../src/study/run.ts';
import { parseStudy, type Study } from '../../src/study/study.ts';
import { syntheticRun } from '../study/synthetic.ts';

const FILE = { study: 's', runs: 4, data: { set: 'mnist' }, network: { hidden: [8] } };

/** Performs synthetic runs and notes which. */
class Recorder implements Engine {
  readonly performed: (number | string)[] = [];
  readonly #failAt: number;
  readonly #loseAt: number;

  constructor(failAt = Number.POSITIVE_INFINITY, loseAt = Number.POSITIVE_INFINITY) {
    this.#failAt = failAt;
    this.#loseAt = loseAt;
  }

  async perform(...[specs, jobs, { onResult }]: Parameters<Engine['perform']>): Promise<void> {
    for (const job of jobs) {
      const { spec, run, keepSteps } = job;
      if (run === this.#failAt) throw new Error('power cut');
      this.performed.push(specs.length === 1 ? run : `${Object.values(specs[spec].network)[0]} ${run}`);
      const { steps, ...rest } = syntheticRun(run, 6);
      const result = keepSteps ? { ...rest, steps } : rest;
      await onResult(job, run === this.#loseAt ? { run, diverged: 'its loss is NaN' } : result);
    }
  }
}

let folder: string;
let damaged: string[];
const observer: StudyObserver = {
  onStart: () => {},
  onProgress: () => {},
  onRun: () => {},
  onDamaged: (path, problem, aside) => damaged.push(`${path} ${problem} ${aside}`),
};
const performAll = (of: Study, engine: Engine, options: { fresh?: boolean; keepSteps?: boolean } = {}) =>
  runStudy(of, { folder, engine, version: '0.0.0', fresh: false, observer, ...options });
const perform = async (engine: Engine, change: object = {}, fresh = false) => {
  const { configurations, performed } = await performAll(parseStudy({ ...FILE, ...change }, 's'), engine, { fresh });
  return { ...configurations[0], performed };
};

/** All files of the folder. */
const contents = async () => {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))]));
};

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'study-')), 'deep', 'er');
  damaged = [];
});

describe('finished runs', () => {
  test('are one file each, and are not performed again', async () => {
    const first = await perform(new Recorder());
    expect(first.finished).toEqual([0, 1, 2, 3]);
    expect((await readRuns(folder, first)).map(({ run }) => run)).toEqual([0, 1, 2, 3]);
    const name = (run: number) => `run-${first.specHash.slice(0, 8)}-000${run}.json.gz`;
    expect((await readdir(folder)).sort()).toEqual([0, 1, 2, 3].map(name));
    const again = new Recorder();
    expect(await perform(again)).toEqual({ ...first, performed: 0 });
    expect(again.performed).toEqual([]);
  });

  test('stay when the study fails, and only the missing ones are performed then', async () => {
    await expect(perform(new Recorder(2))).rejects.toThrow('power cut');
    const rest = new Recorder();
    const resumed = await perform(rest);
    expect(rest.performed).toEqual([2, 3]);
    expect(resumed.performed).toBe(2);
    const files = await contents();
    folder = `${folder}-straight`;
    await perform(new Recorder());
    expect(files).toEqual(await contents());
  });

  test('stay valid when more or fewer are asked for or the analysis changes', async () => {
    await perform(new Recorder());
    const more = new Recorder();
    expect((await perform(more, { runs: 6 })).finished).toEqual([0, 1, 2, 3, 4, 5]);
    expect(more.performed).toEqual([4, 5]);
    const none = new Recorder();
    const changed = { runs: 2, analysis: { smoothing: 3 } };
    expect((await perform(none, changed)).finished).toEqual([0, 1]);
    expect(none.performed).toEqual([]);
  });

  test('of another seed or spec are others, kept beside the old ones', async () => {
    await perform(new Recorder());
    const other = new Recorder();
    await perform(other, { seed: 2 });
    expect(other.performed).toEqual([0, 1, 2, 3]);
    expect(await readdir(folder)).toHaveLength(8);
  });

  test('are performed anew when asked for', async () => {
    await perform(new Recorder());
    const anew = new Recorder();
    await perform(anew, {}, true);
    expect(anew.performed).toEqual([0, 1, 2, 3]);
    expect(await readdir(folder)).toHaveLength(4);
  });
});

test('a damaged file is named, set aside and replaced', async () => {
  const { specHash } = await perform(new Recorder());
  const path = join(folder, `run-${specHash.slice(0, 8)}-0001.json.gz`);
  const whole = await readFile(path);
  await writeFile(path, whole.subarray(0, 100));
  const again = new Recorder();
  expect((await perform(again)).finished).toEqual([0, 1, 2, 3]);
  expect(again.performed).toEqual([1]);
  expect(damaged).toEqual([`${path} unexpected end of file ${path}.damaged`]);
  expect(await readFile(path)).toEqual(whole);
  expect((await readFile(`${path}.damaged`)).length).toBe(100);
});

test('only the first runs keep their steps, all when that is asked for', async () => {
  const engine = new Recorder();
  const study = parseStudy({ ...FILE, runs: 5 }, 's');
  await performAll(study, engine);
  const withSteps = async () =>
    (await contents()).map(([, bytes]) => 'steps' in JSON.parse(gunzipSync(bytes as Buffer).toString()));
  expect(await withSteps()).toEqual([true, true, true, false, false]);
  const more = new Recorder();
  await performAll(study, more, { keepSteps: true });
  expect(more.performed).toEqual([3, 4]);
  expect(await withSteps()).toEqual([true, true, true, true, true]);
});

test('runs are read without what only their files need', async () => {
  const found = await readRuns(folder, await perform(new Recorder()));
  const { steps: _, validation: __, state: ___, ...kept } = syntheticRun(1, 6);
  expect(found[1]).toEqual(kept);
});

test('progress that arrives after the run is over is not passed on', async () => {
  const told: string[] = [];
  const late: Engine = {
    async perform(specs, jobs, options) {
      const progress = {} as Progress;
      options.onProgress?.(jobs[0], progress);
      await new Recorder().perform(specs, jobs, options);
      options.onProgress?.(jobs[0], progress);
    },
  };
  const noting = {
    ...observer,
    onProgress: ({ run }: PlannedRun) => told.push(`run ${run} goes on`),
    onRun: ({ run }: PlannedRun) => told.push(`run ${run} is over`),
  };
  const study = parseStudy({ ...FILE, runs: 2 }, 's');
  await runStudy(study, { folder, engine: late, version: '0.0.0', fresh: false, observer: noting });
  expect(told).toEqual(['run 0 goes on', 'run 0 is over', 'run 1 is over']);
});

describe('a data set that is not there', () => {
  const study = parseStudy({ ...FILE, runs: 5, data: { set: 'har' } }, 's');
  const nowhere = () => {
    vi.stubEnv('KOLMOSCOPE_DATA', '');
    vi.stubEnv('XDG_DATA_HOME', join(folder, 'no-data'));
  };
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('leaves its configuration out and says why', async () => {
    nowhere();
    const engine = new Recorder();
    const [{ finished, missing }] = (await performAll(study, engine)).configurations;
    expect([engine.performed, finished]).toEqual([[], []]);
    expect(missing).toMatch(/^data set har is not there .*kolmoscope data get har$/);
  });

  test('takes no finished run away, not even one without the steps that are asked for', async () => {
    const files = join(folder, 'har');
    await mkdir(files, { recursive: true });
    await writeFile(join(files, 'UCI HAR Dataset.zip'), '');
    vi.stubEnv('KOLMOSCOPE_DATA', files);
    await performAll(study, new Recorder());
    nowhere();
    const [{ finished, missing }] = (await performAll(study, new Recorder(), { keepSteps: true })).configurations;
    expect([finished, missing]).toEqual([[0, 1, 2, 3, 4], null]);
  });
});

test('a lost run is told and tried again, and leaves no file', async () => {
  const { finished, lost, performed } = await perform(new Recorder(undefined, 1));
  expect([finished, lost, performed]).toEqual([[0, 2, 3], [{ run: 1, diverged: 'its loss is NaN' }], 4]);
  const again = new Recorder();
  expect((await perform(again)).lost).toEqual([]);
  expect(again.performed).toEqual([1]);
});

describe('a study with a matrix', () => {
  const matrix = {
    width: [
      { name: 'narrow', network: { hidden: [8] } },
      { name: 'wide', network: { hidden: [64] } },
    ],
    smoothing: [
      { name: 'smooth', analysis: { smoothing: 1 } },
      { name: 'rough', analysis: { smoothing: 0 } },
    ],
  };

  test('begins with the runs that take longest; what differs in the analysis only shares its runs', async () => {
    const study = parseStudy({ ...FILE, runs: 2, matrix }, 's');
    const engine = new Recorder();
    const { configurations, performed } = await performAll(study, engine);
    expect(engine.performed).toEqual(['64 0', '64 1', '8 0', '8 1']);
    expect(performed).toBe(4);
    expect(configurations.map(({ name, finished }) => [name, finished])).toEqual([
      ['narrow, smooth', [0, 1]],
      ['narrow, rough', [0, 1]],
      ['wide, smooth', [0, 1]],
      ['wide, rough', [0, 1]],
    ]);
    expect(await readdir(folder)).toHaveLength(4);
  });
});
