import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Engine, Job } from '../../src/engine/engine.ts';
import { KIND } from '../../src/engine/runState.ts';
import { type PlannedRun, readRuns, runStudy, type StudyObserver } from '../../src/engine/runStudy.ts';
import { seal } from '../../src/files/sealed.ts';
import { DEFAULT_SERIES } from '../../src/measures/index.ts';
import type { Progress } from '../../src/study/run/run.ts';
import { parseStudy, type Study } from '../../src/study/study.ts';
import { syntheticRun } from '../study/synthetic.ts';

const computedBy = { kolmoscope: '0.0.0', node: '20', zlib: '1.3', brotli: '1.1' };
const FILE = { study: 's', runs: 4, data: { set: 'mnist' }, network: { hidden: [8] } };

/** Performs synthetic runs and notes which. */
class Recorder implements Engine {
  readonly performed: (number | string)[] = [];
  readonly jobs: Job[] = [];
  readonly #failAt: number;
  readonly #loseAt: number;

  constructor(failAt = Number.POSITIVE_INFINITY, loseAt = Number.POSITIVE_INFINITY) {
    this.#failAt = failAt;
    this.#loseAt = loseAt;
  }

  async perform(...[jobs, { onResult }]: Parameters<Engine['perform']>): Promise<void> {
    const isOne = new Set(jobs.map(({ specHash }) => specHash)).size === 1;
    for (const job of jobs) {
      const { spec, run, series, keepSteps } = job;
      if (run === this.#failAt) throw new Error('power cut');
      this.performed.push(isOne ? run : `${Object.values(spec.network)[0]} ${run}`);
      this.jobs.push(job);
      const flat = Object.fromEntries(series.map((name) => [name, () => 1]));
      const { steps, samples: _, ...rest } = syntheticRun(run, 6, flat);
      const result = keepSteps ? { ...rest, steps } : rest;
      await onResult(job, { computedBy, result: run === this.#loseAt ? { run, diverged: 'its loss is NaN' } : result });
    }
  }
}

/** What the defaults ask for beside what a synthetic run has. */
const DEFAULTS = Object.fromEntries(DEFAULT_SERIES.map((name) => [name, () => 1]));

let folder: string;
let damaged: string[];
let outdated: string[];
const observer: StudyObserver = {
  onStart: () => {},
  onProgress: () => {},
  onRun: () => {},
  onDamaged: (path, problem, aside) => damaged.push(`${path} ${problem} ${aside}`),
  onOutdated: (files, problem, aside) => outdated.push(`${files} ${problem}: ${aside}`),
};
const performAll = (of: Study, engine: Engine, options: { fresh?: boolean; keepSteps?: boolean } = {}) =>
  runStudy(of, { folder, engine, fresh: false, observer, ...options });
const perform = async (engine: Engine, change: object = {}, fresh = false) => {
  const { configurations, performed } = await performAll(parseStudy({ ...FILE, ...change }, 's'), engine, { fresh });
  return { ...configurations[0], performed };
};

/** The names of the folder's files, without the mark that it is the program's. */
const namesOf = async () => (await readdir(folder)).filter((name) => name !== '.kolmoscope').sort();

/** All files of the folder. */
const contents = async () => {
  const names = await namesOf();
  return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))]));
};

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'study-')), 'deep', 'er');
  damaged = [];
  outdated = [];
});

describe('finished runs', () => {
  test('are one file each, and are not performed again', async () => {
    const first = await perform(new Recorder());
    expect(first.finished).toEqual([0, 1, 2, 3]);
    expect((await readRuns(folder, first)).map(({ run }) => run)).toEqual([0, 1, 2, 3]);
    const name = (run: number) => `run-${first.specHash.slice(0, 8)}-000${run}.json.gz`;
    expect(await namesOf()).toEqual([0, 1, 2, 3].map(name));
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
    expect(await namesOf()).toHaveLength(8);
  });

  test('are performed anew when asked for', async () => {
    await perform(new Recorder());
    const anew = new Recorder();
    await perform(anew, {}, true);
    expect(anew.performed).toEqual([0, 1, 2, 3]);
    expect(await namesOf()).toHaveLength(4);
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

test('a damaged state of a run under way is named and set aside; one of another version is not in the way', async () => {
  const { specHash } = await perform(new Recorder(), { runs: 2 });
  const stateOf = (run: number) => join(folder, `run-${specHash.slice(0, 8)}-000${run}.json.gz.state`);
  const bytes = seal(KIND, { specHash, measured: '', state: { run: 2 } });
  bytes[bytes.length >> 1] ^= 1;
  await writeFile(stateOf(2), bytes);
  await writeFile(stateOf(3), seal({ ...KIND, version: KIND.version - 1 }, {}));
  expect((await perform(new Recorder())).finished).toEqual([0, 1, 2, 3]);
  expect(damaged).toEqual([`${stateOf(2)} not whole, or not of this program ${stateOf(2)}.damaged`]);
  expect((await namesOf()).filter((name) => name.includes('.state'))).toEqual([basename(`${stateOf(2)}.damaged`)]);
  expect((await readFile(`${stateOf(2)}.damaged`)).equals(bytes)).toBe(true);
});

test('the state of a run whose file is there is forgotten', async () => {
  const { specHash } = await perform(new Recorder());
  const names = await namesOf();
  await writeFile(join(folder, `run-${specHash.slice(0, 8)}-0001.json.gz.state`), seal(KIND, {}));
  await perform(new Recorder());
  expect(await namesOf()).toEqual(names);
});

test('a folder where a state would be is left alone, also when all is performed anew', async () => {
  const { specHash } = await perform(new Recorder());
  const state = join(folder, `run-${specHash.slice(0, 8)}-0001.json.gz.state`);
  await mkdir(join(state, 'mine'), { recursive: true });
  await perform(new Recorder(), {}, true);
  expect(await readdir(state)).toEqual(['mine']);
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
  const { steps: _, samples: __, validation: ___, state: ____, ...kept } = syntheticRun(1, 6, DEFAULTS);
  expect(found[1]).toEqual(kept);
});

test('progress that arrives after the run is over is not passed on', async () => {
  const told: string[] = [];
  const late: Engine = {
    async perform(jobs, options) {
      const progress = {} as Progress;
      options.onProgress?.(jobs[0], progress);
      await new Recorder().perform(jobs, options);
      options.onProgress?.(jobs[0], progress);
    },
  };
  const noting = {
    ...observer,
    onProgress: ({ run }: PlannedRun) => told.push(`run ${run} goes on`),
    onRun: ({ run }: PlannedRun) => told.push(`run ${run} is over`),
  };
  const study = parseStudy({ ...FILE, runs: 2 }, 's');
  await runStudy(study, { folder, engine: late, fresh: false, observer: noting });
  expect(told).toEqual(['run 0 goes on', 'run 0 is over', 'run 1 is over']);
});

test('a run that is delivered twice counts once', async () => {
  let told = 0;
  const twice: Engine = {
    async perform(jobs, options) {
      await new Recorder().perform(jobs, options);
      const result = { ...syntheticRun(0, 9), test: { loss: 9, accuracy: 0 } };
      await options.onResult(jobs[0], { computedBy, result });
    },
  };
  const noting = { ...observer, onRun: () => told++ };
  const { performed } = await runStudy(parseStudy(FILE, 's'), {
    folder,
    engine: twice,
    fresh: false,
    observer: noting,
  });
  expect([performed, told]).toEqual([4, 4]);
  const [{ finished, spec, specHash }] = (await performAll(parseStudy(FILE, 's'), new Recorder())).configurations;
  expect((await readRuns(folder, { spec, specHash, finished }))[0].test.loss).toBe(0.7);
});

test('runs of another version of the program are named, set aside, and stay', async () => {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'run-0a1b2c3d-0000.json.gz');
  const old = gzipSync(JSON.stringify({ format: 'kolmoscope run 2', study: 's', rest: 'x' }));
  await writeFile(path, old);
  await writeFile(join(folder, 'run-0a1b2c3d-0001.json.gz'), old);
  await writeFile(`${path}.outdated`, 'one from before');
  const engine = new Recorder();
  await perform(engine);
  expect(engine.performed).toEqual([0, 1, 2, 3]);
  const why = 'of another version of the program (kolmoscope run 2, here kolmoscope run 3)';
  expect(outdated).toEqual([`2 ${why}: ${path}.outdated-2`]);
  expect(await readFile(`${path}.outdated-2`)).toEqual(old);
  expect(await readFile(`${path}.outdated`, 'utf8')).toBe('one from before');
});

describe('what is measured', () => {
  const asking = (...series: string[]) => ({ measures: { series } });

  test('that a finished run has already is not measured again', async () => {
    await perform(new Recorder(), asking('lempelZiv', 'bdm_correlated'));
    for (const fewer of [asking('lempelZiv'), asking()]) {
      const engine = new Recorder();
      const { spec, specHash, finished } = await perform(engine, fewer);
      expect(engine.performed).toEqual([]);
      const [run] = await readRuns(folder, { spec, specHash, finished });
      expect(Object.keys(run.epochs.series)).toEqual(['bdm', 'blockEntropy', ...fewer.measures.series]);
    }
  });

  test('that a finished run lacks is measured, and what it had is measured with it', async () => {
    await perform(new Recorder(), asking('deflate'));
    const engine = new Recorder();
    const more = await perform(engine, asking('brotli'));
    expect(engine.performed).toEqual([0, 1, 2, 3]);
    expect(engine.jobs[0].series).toEqual(expect.arrayContaining(['bdm', 'blockEntropy', 'brotli', 'deflate']));
    expect(await namesOf()).toHaveLength(4);
    expect(Object.keys((await readRuns(folder, more))[0].epochs.series)).toEqual(['bdm', 'blockEntropy', 'brotli']);
  });

  test('with another table is kept with its table, whatever table is asked for next', async () => {
    await perform(new Recorder(), { measures: { series: [], table: '2d-n4' } });
    const engine = new Recorder();
    await perform(engine, asking());
    expect(engine.jobs[0].series).toEqual(['bdm', 'blockEntropy', 'bdm_2dn4']);
    expect(Object.keys(engine.jobs[0].tables).sort()).toEqual(['2d-n4', '2d-n5']);
    const again = new Recorder();
    await perform(again, { measures: { series: ['bdm_2dn4'] } });
    await perform(again, { measures: { series: [], table: '2d-n4' } });
    expect(again.performed).toEqual([]);
  });

  test('by default stays known as such when more is measured, and so do the steps that were kept', async () => {
    await performAll(parseStudy({ ...FILE, runs: 5 }, 's'), new Recorder(), { keepSteps: true });
    const engine = new Recorder();
    await performAll(parseStudy({ ...FILE, runs: 5, ...asking('brotli') }, 's'), engine);
    expect(engine.jobs.map(({ keepSteps }) => keepSteps)).toEqual([true, true, true, true, true]);
    for (const [, bytes] of await contents()) {
      const { measured } = JSON.parse(gunzipSync(bytes as Buffer).toString());
      expect(measured.byDefault).toEqual(DEFAULT_SERIES);
    }
  });

  test('by a version that knows more measures stays when the run is performed again', async () => {
    await perform(new Recorder());
    for (const [name, bytes] of await contents()) {
      const file = JSON.parse(gunzipSync(bytes as Buffer).toString());
      for (const part of [file.steps, file.epochs]) if (part) part.series.ripeness = part.series.bdm;
      await writeFile(join(folder, name as string), gzipSync(JSON.stringify(file)));
    }
    const engine = new Recorder();
    await perform(engine, asking('brotli'));
    expect(engine.performed).toEqual([0, 1, 2, 3]);
    for (const [, bytes] of await contents()) {
      const { steps, epochs } = JSON.parse(gunzipSync(bytes as Buffer).toString());
      for (const part of [steps, epochs]) if (part) expect(part.series.ripeness).toEqual(part.series.bdm);
      expect(Object.keys(epochs.series)).toContain('brotli');
    }
  });

  test('by several configurations of one training is measured in one: each reads its own', async () => {
    const boundary = ['ignore', 'correlated'].map((name) => ({ name, measures: { boundary: name } }));
    const engine = new Recorder();
    const study = parseStudy({ ...FILE, runs: 2, measures: { series: [] }, matrix: { boundary } }, 's');
    const { configurations } = await performAll(study, engine);
    expect(engine.performed).toEqual([0, 1]);
    expect(engine.jobs[0].series).toEqual(['bdm', 'blockEntropy', 'bdm_correlated', 'blockEntropy_correlated']);
    const [plain, sliding] = await Promise.all(configurations.map((one) => readRuns(folder, one)));
    const total = syntheticRun(0, 6, { bdm: () => 1 }).epochs.series.bdm.total;
    expect(sliding[0].epochs.series.bdm.total).toEqual(total);
    expect(Object.keys(plain[0].epochs.series)).toEqual(['bdm', 'blockEntropy']);
  });
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
    const asking = parseStudy({ ...FILE, runs: 5, data: { set: 'har' }, measures: { series: ['brotli'] } }, 's');
    const [more] = (await performAll(asking, new Recorder())).configurations;
    expect([more.finished, more.missing]).toEqual([[0, 1, 2, 3, 4], null]);
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
    expect(await namesOf()).toHaveLength(4);
  });
});
