/** Studies as a program performs them: plain options in, events while it works, a plain result. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { InterruptedError, readStudy, run, sensitivity } from '../../src/app/index.ts';
import { inProcess } from '../../src/engine/inProcess.ts';
import { parseStudy } from '../../src/study/study.ts';

const SPEC = {
  study: 'small',
  runs: 3,
  data: { set: 'mnist', validation: 300, subset: 640 },
  network: { hidden: [8] },
  training: { patience: null, maxEpochs: 4, learningRate: 0.01 },
  analysis: { fewestEpochs: 2, resamples: 100 },
};
const study = parseStudy(SPEC, 'small');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-study-'));
  return () => rmSync(folder, { recursive: true });
});
const read = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));

test('a study tells its runs while they are performed, and gives what summary.json holds', async () => {
  const heard: string[] = [];
  const out = join(folder, 'one');
  const observer = {
    onStart: (found: number, ahead: readonly unknown[]) => heard.push(`${found} found, ${ahead.length} ahead`),
    onRun: (_: unknown, { run }: { run: number }) => heard.push(`run ${run}`),
    onPerformed: () => heard.push('performed'),
  };
  const { summary, report, configurations } = await run(study, {
    out,
    engine: inProcess,
    command: 'again',
    observer,
  });
  expect(heard).toEqual(['0 found, 3 ahead', 'run 0', 'run 1', 'run 2', 'performed']);
  expect(configurations.map(({ finished }) => finished)).toEqual([[0, 1, 2]]);
  expect(read('one/summary.json')).toEqual(JSON.parse(JSON.stringify(summary)));
  expect(summary?.verdict.headline).toMatch(/BDM/);
  expect(report).toBe(join(out, 'report.html'));
  expect(readFileSync(report, 'utf8')).toContain('again');
});

test('a signal ends it between two runs; what is finished is kept, and nothing else is written', async () => {
  const out = join(folder, 'cut');
  const controller = new AbortController();
  const options = { out, engine: inProcess, command: '' };
  const observer = { onRun: () => controller.abort() };
  const error = await run(study, { ...options, signal: controller.signal, observer }).catch((reason) => reason);
  expect(error).toBeInstanceOf(InterruptedError);
  expect(error.message).toBe(`interrupted: 1 of 3 runs are kept in ${out}`);
  expect(readdirSync(out)).toEqual(['.kolmoscope', expect.stringMatching(/^run-.{8}-0000\.json\.gz$/)]);
  await run(study, options);
  expect({ ...read('cut/summary.json'), seconds: 0 }).toEqual({ ...read('one/summary.json'), seconds: 0 });
});

test('a study of a network that groks: integers, all examples at once, and both losses to the end of the report', async () => {
  const spec = {
    ...SPEC,
    study: 'grok',
    data: { set: 'modular', prime: 11, validation: 40, subset: 60 },
    network: {
      layers: [
        { layer: 'embedding', symbols: 11, size: 8, weights: 'float' },
        { layer: 'dense', outputs: 16, weights: 'float' },
        { layer: 'relu' },
        { layer: 'dense', outputs: 11, weights: 'float' },
      ],
    },
    training: { optimizer: 'adamw', batchSize: 60, patience: null, maxEpochs: 60, evaluateEvery: 2 },
    measures: { floatBits: 4, floatQuantiser: 'clipped' },
    analysis: { resamples: 100, validation: true },
  };
  const options = { out: join(folder, 'grok'), engine: inProcess, command: '' };
  const { report } = await run(parseStudy(spec, 'grok'), options);
  const { validation, curves } = read('grok/summary.json');
  // Of 60 epochs of one step each, those after 2, 4, … 58 steps.
  expect(curves.validation.map(({ epoch }: { epoch: number }) => epoch)).toEqual(
    Array.from({ length: 29 }, (_, i) => 2 * i + 3),
  );
  for (const relation of [validation.loss, ...Object.values<typeof validation.loss>(validation.bySeries)]) {
    expect(relation.pearson.defined + relation.pearson.undefined).toBe(3);
  }
  expect(validation.loss.pearson.defined).toBe(3);
  // Four planes of each of three matrices.
  expect(validation.planes).toHaveLength(12);
  expect(readFileSync(report, 'utf8')).toContain('id="validation"');
});

test('sensitivity gives what sensitivity.json holds', async () => {
  const out = join(folder, 'sensitivity');
  const only = ['analysis.trajectories'];
  const { summary, report } = await sensitivity(study, { out, engine: inProcess, command: '', only });
  expect(read('sensitivity/sensitivity.json')).toEqual(JSON.parse(JSON.stringify(summary)));
  expect(summary.configurations.map(({ choice }) => choice?.field)).toEqual([undefined, ...only]);
  expect(existsSync(report)).toBe(true);
});

test('a study is read by its name or its path, with other numbers of runs and seeds', async () => {
  const path = join(folder, 'small.json');
  writeFileSync(path, `\uFEFF${JSON.stringify(SPEC)}`);
  expect(await readStudy(path)).toEqual(study);
  expect(await readStudy(path, { runs: 7, seed: 5 })).toMatchObject({ runs: 7, seed: 5 });
  expect((await readStudy('quickstart')).study).toBe('quickstart');
  writeFileSync(path, ' '.repeat(2 ** 20 + 1));
  await expect(readStudy(path)).rejects.toThrow(`${path}: more than 1048576 bytes`);
  // It has no size, and no end.
  await expect(readStudy('/dev/zero')).rejects.toThrow('/dev/zero: more than 1048576 bytes');
});
