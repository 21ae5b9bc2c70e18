/** A study that is killed loses at most the runs under way: in the end its folder is that of one which never was. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MAIN, runIn, spawnIn } from './command.ts';

const STUDY = {
  study: 'mortal',
  runs: 4,
  data: { set: 'mnist', validation: 300, subset: 1280 },
  network: { hidden: [8] },
  training: { patience: null, maxEpochs: 12 },
  analysis: { fewestEpochs: 2, resamples: 200 },
  matrix: {
    width: [
      { name: 'narrow', network: { hidden: [8] } },
      { name: 'wide', network: { hidden: [32, 16] } },
    ],
  },
};
const KILLS = 6;

/** Starts the study and kills it after so many milliseconds, unless it has ended by then. */
function runAndKill(folder: string, after: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, 'run', 'mortal.json', '--out', 'killed', '--threads', '2'], {
      cwd: folder,
      stdio: 'ignore',
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), after);
    child.on('close', (_, signal) => {
      clearTimeout(timer);
      resolve(signal === 'SIGKILL');
    });
  });
}

function runFiles(folder: string): [string, string][] {
  const names = readdirSync(folder).filter((name) => name.startsWith('run-'));
  return names.sort().map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);
}

function summary(folder: string): string {
  return readFileSync(join(folder, 'summary.json'), 'utf8').replace(/"seconds": [\d.]+/g, '"seconds": 0');
}

test('killed at random moments and resumed, a study is the same as one that was not, byte for byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'mortal.json'), JSON.stringify(STUDY));
  const started = performance.now();
  expect(spawnIn(folder, ['run', 'mortal.json', '--out', 'whole', '--threads', '2']).status).toBe(0);
  const duration = performance.now() - started;
  const moments: number[] = [];
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    // One in each part of the time that it takes, so that the first comes before the end on whatever machine.
    const moment = ((kill + Math.random()) / KILLS) * duration;
    moments.push(Math.round(moment));
    if (await runAndKill(folder, moment)) killed++;
  }
  const because = `killed after ${moments.join(', ')} ms`;
  expect((await runIn(folder, ['run', 'mortal.json', '--out', 'killed', '--threads', '2'])).status).toBe(0);
  expect(runFiles(join(folder, 'killed')), because).toEqual(runFiles(join(folder, 'whole')));
  expect(summary(join(folder, 'killed')), because).toBe(summary(join(folder, 'whole')));
  expect(killed, because).toBeGreaterThan(0);
  expect(readdirSync(join(folder, 'killed')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
}, 120_000);
