/** Unfinished files: under names that only this program makes, and that say which process made them. */
import { createHash, randomBytes } from 'node:crypto';
import { access, constants, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HERE, isAlive } from './processes.ts';

/** Where the process is known by its number, that number, which file it was to become, and chance. */
const TEMPORARY = /^\.kolmoscope-([0-9a-f]{16})-(\d+)-([0-9a-f]{8})-[0-9a-f]{8}\.tmp$/;

/** Marks the folders whose leftovers this program may remove; empty, so that it is never half written. */
const MARK = '.kolmoscope';

/** What another machine has not touched for so long is no longer at work. */
const ABANDONED_MS = 24 * 3600 * 1000;

/** A path beside another, on the same file system; no two are the same, on whatever machine they were made. */
export function temporaryFor(path: string): string {
  const chance = randomBytes(4).toString('hex');
  return join(dirname(path), `.kolmoscope-${HERE}-${process.pid}-${signOf(path)}-${chance}.tmp`);
}

function signOf(path: string): string {
  return createHash('sha256').update(basename(path)).digest('hex').slice(0, 8);
}

/**
 * Makes a folder for results where there is none, or removes what killed processes left unfinished in one that was made
 * or marked here before. Rejects where it cannot be written.
 */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  try {
    await writeFile(join(folder, MARK), '', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await removeLeftovers(folder, () => true);
  }
}

/** Removes what killed processes left unfinished of these files, in whatever folder that is. */
export async function removeLeftoversOf(...paths: readonly string[]): Promise<void> {
  const signs = paths.map(signOf);
  for (const folder of new Set(paths.map(dirname))) await removeLeftovers(folder, (sign) => signs.includes(sign));
}

async function removeLeftovers(folder: string, isMeant: (sign: string) => boolean): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const [, place, pid, sign] = TEMPORARY.exec(entry.name) ?? [];
    if (sign === undefined || !entry.isFile() || !isMeant(sign)) continue;
    const path = join(folder, entry.name);
    if (place === HERE ? !isAlive(Number(pid)) : await isAbandoned(path)) await rm(path, { force: true });
  }
}

/** Of a process whose number means nothing here. A file that is gone was not abandoned. */
async function isAbandoned(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => null);
  return status !== null && Date.now() - status.mtimeMs > ABANDONED_MS;
}
