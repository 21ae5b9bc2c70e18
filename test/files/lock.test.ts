import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LockedError, withLock } from '../../src/files/lock.ts';
import { HERE } from '../../src/files/processes.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'a.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const MINUTE = 60_000;
const lockOf = (place: string, pid: number) => `kolmoscope lock\n${place} ${pid} 123\n`;

test('of many at once one works; the others hear that it does', async () => {
  let [working, most] = [0, 0];
  const work = async () => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => setTimeout(resolve, 50));
    working--;
  };
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => withLock(path, work)));
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect([most, refused.length]).toEqual([1, 19]);
  for (const error of refused) expect(error).toBeInstanceOf(LockedError);
  expect(refused[0].message).toBe(`process ${process.pid} is at work on it (${path})`);
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock whose process is gone is taken over, by one of many', async () => {
  for (let round = 0; round < 20; round++) {
    writeFileSync(path, lockOf(HERE, 2 ** 30));
    let worked = 0;
    const work = async () => {
      worked++;
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await Promise.allSettled(Array.from({ length: 5 }, () => withLock(path, work)));
    expect(worked).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('a lock of another machine counts while it gives signs of life', async () => {
  writeFileSync(path, lockOf('f'.repeat(16), 2 ** 30));
  await expect(withLock(path, async () => {})).rejects.toThrow('of another machine');
  const before = new Date(Date.now() - 6 * MINUTE);
  utimesSync(path, before, before);
  expect(await withLock(path, async () => readFileSync(path, 'utf8'))).toContain(`${HERE} ${process.pid} `);
});

test('a lock of a process that is there counts, however long it has been silent: it may sleep', async () => {
  writeFileSync(path, lockOf(HERE, process.pid));
  const before = new Date(Date.now() - 60 * MINUTE);
  utimesSync(path, before, before);
  await expect(withLock(path, async () => {})).rejects.toThrow(`process ${process.pid} is at work on it`);
});

test('a file of that name that is no lock is left alone', async () => {
  writeFileSync(path, 'mine');
  await expect(withLock(path, async () => {})).rejects.toThrow(`${path} is in the way`);
  expect(readFileSync(path, 'utf8')).toBe('mine');
});

test('work that fails gives the lock back', async () => {
  await expect(withLock(path, () => Promise.reject(new Error('power cut')))).rejects.toThrow('power cut');
  expect(existsSync(path)).toBe(false);
});
