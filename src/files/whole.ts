/** Files that are there whole or not at all. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { temporaryFor } from './temporary.ts';

/**
 * Writes a file whole: under a temporary name first, then renamed into place once the disk has it, so that neither another
 * program nor a power cut finds half of it.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const file = await GrowingFile.create(path);
  try {
    await file.append(content);
    await file.keep();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** The same where nothing can be awaited. */
export function writeWholeSync(path: string, content: Uint8Array): void {
  const temporary = temporaryFor(path);
  try {
    const file = openSync(temporary, 'wx');
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw Object.assign(error as Error, { path });
  }
}

/** The temporary files of the moment: a process that is told to end removes them. */
const underWay = new Set<string>();
process.on('exit', () => {
  for (const temporary of underWay) rmSync(temporary, { force: true });
});

/** A file that is written piece by piece, under a temporary name until it is whole and `keep` renames it into place. */
export class GrowingFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  static async create(path: string): Promise<GrowingFile> {
    const temporary = temporaryFor(path);
    underWay.add(temporary);
    return new GrowingFile(path, temporary, await naming(path, open(temporary, 'wx')));
  }

  append(content: string | Uint8Array): Promise<void> {
    return naming(this.#path, this.#handle.writeFile(content));
  }

  async keep(): Promise<void> {
    await naming(this.#path, this.#handle.sync());
    await naming(this.#path, this.#handle.close());
    await naming(this.#path, rename(this.#temporary, this.#path));
    underWay.delete(this.#temporary);
  }

  /** Leaves nothing behind of a file that was not kept. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true }).catch(() => {});
    underWay.delete(this.#temporary);
  }
}

/**
 * Renames a file that nothing else can be done with, never over another that was set aside before; gives its new path, or
 * undefined where another process has done so.
 */
export async function setAside(path: string, why: string): Promise<string | undefined> {
  let aside = `${path}.${why}`;
  for (let times = 2; existsSync(aside); times++) aside = `${path}.${why}-${times}`;
  try {
    await rename(path, aside);
    return aside;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Lets an error say its file: a full disk does not say for which it had no room, and nobody knows the temporary name. */
export function naming<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((error) => {
    throw Object.assign(error, { path });
  });
}

/** A file's bytes, or undefined where there is none. */
export async function readIfThere(path: string | URL): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
