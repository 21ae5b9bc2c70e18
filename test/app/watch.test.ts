/** Watching as a program does it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { InterruptedError, watch } from '../../src/app/index.ts';
import { below, randomStream } from '../../src/random.ts';
import { parseSpec } from '../../src/study/spec.ts';
import { npy } from '../arrays/files.ts';

const CHECKPOINTS = 6;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-watch-'));
  mkdirSync(join(folder, 'run'));
  const random = randomStream(1, 0);
  for (let i = 0; i < CHECKPOINTS; i++) {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (16, 12), }\n";
    const values = Uint8Array.from({ length: 192 }, () => Number(below(random, 12) >= i));
    writeFileSync(join(folder, 'run', `e${i}.npy`), npy(header, values));
  }
  writeFileSync(join(folder, 'loss.csv'), '6\n5\n4\n3\n2\n1\n');
  return () => rmSync(folder, { recursive: true });
});
const request = (out: string) => ({ loss: join(folder, 'loss.csv'), out: join(folder, out), command: 'again' });

test('what is not told is as a study has it; the observer hears of each checkpoint', async () => {
  const heard: unknown[] = [];
  const result = await watch([join(folder, 'run')], request('out'), {
    onNote: (note) => heard.push(note),
    onCheckpoint: (...told) => heard.push(told.join()),
  });
  expect(heard).toEqual([1, 2, 3, 4, 5, 6].map((done) => `run,${done},6`));
  const { analysis } = parseSpec({ study: 's', data: { set: 'mnist' }, network: { hidden: [8] } }, 's');
  const summary = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'));
  expect(summary.analysis).toEqual(analysis);
  expect(summary).toEqual(JSON.parse(JSON.stringify(result.summary)));
  expect(readdirSync(join(folder, 'out')).sort()).toEqual([
    'curves.svg',
    'report.html',
    'summary.json',
    'trajectories.csv',
  ]);
});

test('a signal ends it, and nothing is written', async () => {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const stopped = watch(
    [join(folder, 'run')],
    { ...request('cut'), signal: controller.signal },
    { onCheckpoint: abort },
  );
  await expect(stopped).rejects.toThrow(InterruptedError);
  expect(existsSync(join(folder, 'cut/summary.json'))).toBe(false);
});
