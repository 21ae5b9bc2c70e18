import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a file whole: under a temporary name first, then renamed into place, so that no reader sees half of it. */
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
  const temporary = temporaryName(path);
  try {
    writeFileSync(temporary, content);
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
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<GrowingFile> {
    underWay.add(temporaryName(path));
    return new GrowingFile(path, await naming(path, open(temporaryName(path), 'w')));
  }

  append(content: string | Uint8Array): Promise<void> {
    return naming(this.#path, this.#handle.writeFile(content));
  }

  async keep(): Promise<void> {
    await naming(this.#path, this.#handle.close());
    await naming(this.#path, rename(temporaryName(this.#path), this.#path));
    underWay.delete(temporaryName(this.#path));
  }

  /** Leaves nothing behind of a file that was not kept. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(temporaryName(this.#path), { force: true }).catch(() => {});
    underWay.delete(temporaryName(this.#path));
  }
}

/** Removes what processes that were killed left half written in a folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = /\.(\d+)\.tmp$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function temporaryName(path: string): string {
  return `${path}.${process.pid}.tmp`;
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
