import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { loadTable } from '../../src/ctm/load.ts';
import type { Job } from '../../src/engine/engine.ts';
import { Performer } from '../../src/engine/performer.ts';
import { KIND } from '../../src/engine/runState.ts';
import { seal, unseal } from '../../src/files/sealed.ts';
import { hashOf } from '../../src/study/identity.ts';
import { parseSpec } from '../../src/study/spec.ts';

const spec = parseSpec(
  {
    study: 'long',
    data: { set: 'mnist', validation: 300, subset: 640 },
    network: { hidden: [8] },
    training: { maxEpochs: 6 },
    measures: { table: '2d-n4' },
  },
  'long',
);
const specHash = hashOf(spec);
const tables = { '2d-n4': (await loadTable('2d-n4')).sha256 };
const job: Job = { spec, specHash, tables, run: 2, series: ['bdm_2dn4', 'blockEntropy'], keepSteps: true };

let folder: string;
let path: string;
let performer: Performer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
  path = join(folder, `run-${specHash.slice(0, 8)}-0002.json.gz.state`);
  performer = new Performer({ folder, seconds: 0 });
});

/** Performs the run up to a step at which the power fails; says at which steps it was. */
async function stopAt(step: number, change: Partial<Job> = {}): Promise<number[]> {
  const seen: number[] = [];
  const stopped = performer.perform({ ...job, ...change }, (progress) => {
    seen.push(progress.step);
    if (progress.step === step) throw new Error('power cut');
  });
  await expect(stopped).rejects.toThrow('power cut');
  return seen;
}

test('a run that was stopped goes on from its last state, and ends as one that was not', async () => {
  const whole = await new Performer().perform(job);
  expect((await stopAt(25))[0]).toBe(0);
  expect(readdirSync(folder)).toEqual([basename(path)]);
  // The state is from before the step at which the power failed.
  expect((await stopAt(41))[0]).toBe(25);
  const steps: number[] = [];
  expect(await performer.perform(job, ({ step }) => steps.push(step))).toEqual(whole);
  expect([steps[0], steps.at(-1)]).toEqual([41, 59]);
});

test('a state of what is measured otherwise, of another version, or one that is damaged, is not taken: the run begins anew', async () => {
  await stopAt(25);
  const found = unseal(KIND, readFileSync(path));
  if (typeof found === 'string') expect.unreachable(found);
  expect((await stopAt(3, { series: ['bdm_2dn4', 'neighbours'] }))[0]).toBe(0);
  writeFileSync(path, seal({ ...KIND, version: KIND.version - 1 }, found.content));
  expect((await stopAt(3))[0]).toBe(0);
  writeFileSync(path, seal(KIND, found.content));
  expect((await stopAt(26))[0]).toBe(25);
  const damaged = readFileSync(path);
  damaged[damaged.length >> 1] ^= 1;
  writeFileSync(path, damaged);
  expect((await stopAt(3))[0]).toBe(0);
  writeFileSync(path, 'half a file');
  expect((await stopAt(3))[0]).toBe(0);
});

test('what a state holds is that of its version: who changes the one raises the other', async () => {
  const layers = [{ layer: 'flatten' }, { layer: 'dense', outputs: 10, weights: 'float' }];
  const float = parseSpec({ ...spec, network: { layers }, measures: { ...spec.measures, series: [] } }, 'float');
  const hash = hashOf(float);
  await stopAt(25, { spec: float, specHash: hash, series: ['bdm_2dn4', 'canonicalBdm_2dn4'] });
  const found = unseal(KIND, readFileSync(join(folder, `run-${hash.slice(0, 8)}-0002.json.gz.state`)));
  if (typeof found === 'string') expect.unreachable(found);
  const { state } = found.content as { state: object };
  expect([KIND.version, ...new Set(placesOf(state))]).toEqual([
    4,
    'run',
    'training.steps',
    'training.order',
    'training.random.*',
    'training.kept.steps',
    'training.kept.validationLoss',
    'training.kept.weights.*',
    'training.evaluationsSinceBest',
    'training.network.*',
    'training.optimizer.steps',
    'training.optimizer.moments.*',
    'measures.steps.bdm_2dn4.total.*',
    'measures.steps.bdm_2dn4.layers.*.*',
    'measures.samples.steps.*',
    'measures.samples.series.canonicalBdm_2dn4.total.*',
    'measures.samples.series.canonicalBdm_2dn4.layers.*.*',
    'measures.samples.planes.*.layer',
    'measures.samples.planes.*.plane',
    'measures.samples.planes.*.series.bdm_2dn4.*',
    'measures.samples.planes.*.series.canonicalBdm_2dn4.*',
    'measures.blocks.*.measured',
    'measures.blocks.*.missing',
    'measures.blocks.*.live.*.bits',
    'measures.blocks.*.live.*.codes',
    'measures.blocks.*.live.*.bdm.*',
    'loss.*',
    'validation.steps.*',
    'validation.loss.*',
    'validation.accuracy.*',
  ]);
});

/** Names of all that is not an object: "measures.blocks.*.missing". */
function placesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [''];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = Array.isArray(value) ? '*' : name;
    return placesOf(inner).map((place) => (place === '' ? own : `${own}.${place}`));
  });
}

test('a state that cannot be written ends the run, names its file and leaves nothing half written', async () => {
  // Nothing takes a folder's place by renaming a file.
  mkdirSync(join(path, 'in-the-way'), { recursive: true });
  await expect(performer.perform(job)).rejects.toThrow(`${path}: `);
  expect(readdirSync(folder)).toEqual([basename(path)]);
});
