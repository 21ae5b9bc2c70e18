import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { runOnThreads } from '../../src/engine/pool.ts';

/** A worker whose module takes half a second to load, and leaves a file when it begins and one when it has ended. */
const SLOW = `
import { writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
const leave = (what) => writeFileSync(new URL(what + '-' + threadId, import.meta.url), '');
leave('begun');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
leave('loaded');
export default () => new Promise(() => {});
`;

test('an abort ends no thread before it has its modules, and begins none in its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pool-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'slow.mjs'), SLOW);
  const files = (what: string) => readdirSync(folder).filter((name) => name.startsWith(what)).length;
  const controller = new AbortController();
  const running = runOnThreads<number, never>(pathToFileURL(join(folder, 'slow.mjs')), [0, 1, 2], {
    threads: 3,
    signal: controller.signal,
    onResult: () => {},
  });
  while (files('begun') === 0) await pause(5);
  controller.abort();
  await running;
  expect([files('begun'), files('loaded')]).toEqual([3, 3]);
});

test('a worker that cannot load its modules is an error of the work, not of the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pool-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const worker = join(folder, 'broken.mjs');
  writeFileSync(worker, "throw new Error('no such module');");
  await expect(runOnThreads(pathToFileURL(worker), [0, 1, 2], { threads: 2, onResult: () => {} })).rejects.toThrow(
    'no such module',
  );
});
