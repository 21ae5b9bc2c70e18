/** Files that say that somebody is at work on something. */
import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { HERE, isAlive } from './processes.ts';
import { temporaryFor } from './temporary.ts';
import { naming, readIfThere } from './whole.ts';

const MARK = 'kolmoscope lock';
const SIGN_OF_LIFE_MS = 20_000;
/** Of another machine or container that has given no sign of life for so long, the process is gone. */
const SILENT_MS = 5 * 60_000;

/** Another process is at work. */
export class LockedError extends Error {}

/**
 * Does work while a lock file says so: throws a LockedError where one is there whose process is alive here, or gives signs of
 * life on another machine that shares the folder. A lock that a killed process left is taken over.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const text = `${MARK}\n${HERE} ${process.pid} ${randomUUID()}\n`;
  while (!(await naming(path, create(path, text)))) await removeIfLeft(path);
  const isOurs = async () => (await readIfThere(path))?.toString() === text;
  const giveSign = async () => {
    if (await isOurs()) await utimes(path, new Date(), new Date());
  };
  const alive = setInterval(() => giveSign().catch(() => {}), SIGN_OF_LIFE_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(alive);
    if (await isOurs()) await rm(path, { force: true });
  }
}

/** Whether there was none. It is there with its text or not at all. */
async function create(path: string, text: string): Promise<boolean> {
  const temporary = temporaryFor(path);
  await writeFile(temporary, text, { flag: 'wx' });
  try {
    await link(temporary, path).catch((error) => {
      if (isThere(error)) throw error;
      // A file system without hard links.
      return copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function isThere(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}

/** Throws a LockedError unless the lock's process is gone. */
async function removeIfLeft(path: string): Promise<void> {
  const [text, status] = await Promise.all([readIfThere(path), stat(path).catch(() => null)]);
  if (text === undefined || status === null) return;
  const [mark, owner = ''] = text.toString().split('\n');
  const [place, pid] = owner.split(' ');
  if (mark !== MARK) throw new LockedError(`${path} is in the way, which this program did not write`);
  const isGone = place === HERE ? !isAlive(Number(pid)) : Date.now() - status.mtimeMs > SILENT_MS;
  if (!isGone) {
    const where = place === HERE ? `process ${pid}` : `process ${pid} of another machine or container`;
    throw new LockedError(`${where} is at work on it (${path})`);
  }
  // Who is first takes it away; what somebody made in the meantime is given back.
  const taken = temporaryFor(path);
  try {
    await rename(path, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (!(await readFile(taken)).equals(text)) await link(taken, path).catch(() => {});
  await rm(taken, { force: true });
}
