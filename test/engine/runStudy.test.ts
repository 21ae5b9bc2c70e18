import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { runStudy, type StudyObserver } from '../../src/engine/runStudy.ts';
import type { RunOutcome } from '../../src/study/run.ts';
import { parseSpec } from '../../src/study/spec.ts';
import { syntheticRun } from '../study/synthetic.ts';

const spec = parseSpec({ study: 's', runs: 4, data: { set: 'mnist' }, network: { hidden: [8] } }, 's');

/** Performs synthetic runs and notes which. */
class Recorder implements Engine {
  readonly performed: number[] = [];
  readonly #failAt: number;

  constructor(failAt = Number.POSITIVE_INFINITY) {
    this.#failAt = failAt;
  }

  async perform(...[, runs, { onResult }]: Parameters<Engine['perform']>): Promise<void> {
    for (const run of runs) {
      if (run === this.#failAt) throw new Error('power cut');
      this.performed.push(run);
      await onResult(syntheticRun(run, 6));
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
const perform = (engine: Engine, change: object = {}, fresh = false) =>
  runStudy({ ...spec, ...change }, { folder, engine, version: '0.0.0', fresh, observer });
const numbers = (runs: RunOutcome[]) => runs.map(({ run }) => run);

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'study-')), 'deep', 'er');
  damaged = [];
});

describe('finished runs', () => {
  test('are one file each, and are not performed again', async () => {
    const first = await perform(new Recorder());
    expect(numbers(first.runs)).toEqual([0, 1, 2, 3]);
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
    folder = `${folder}-straight`;
    expect(resumed.performed).toBe(2);
    expect(resumed.runs).toEqual((await perform(new Recorder())).runs);
  });

  test('stay valid when more or fewer are asked for or the analysis changes', async () => {
    await perform(new Recorder());
    const more = new Recorder();
    expect(numbers((await perform(more, { runs: 6 })).runs)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(more.performed).toEqual([4, 5]);
    const none = new Recorder();
    const changed = { runs: 2, analysis: { ...spec.analysis, smoothing: 3 } };
    expect(numbers((await perform(none, changed)).runs)).toEqual([0, 1]);
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
  const { specHash, runs: before } = await perform(new Recorder());
  const path = join(folder, `run-${specHash.slice(0, 8)}-0001.json.gz`);
  const whole = await readFile(path);
  await writeFile(path, whole.subarray(0, 100));
  const again = new Recorder();
  expect((await perform(again)).runs).toEqual(before);
  expect(again.performed).toEqual([1]);
  expect(damaged).toEqual([`${path} unexpected end of file ${path}.damaged`]);
  expect(await readFile(path)).toEqual(whole);
  expect((await readFile(`${path}.damaged`)).length).toBe(100);
});
