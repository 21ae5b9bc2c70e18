import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a file whole: under a temporary name first, then renamed into place, so that no reader sees half of it. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw withPath(error, path);
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
    throw withPath(error, path);
  }
}

/** A file that is written piece by piece, under a temporary name until it is whole and `keep` renames it into place. */
export class GrowingFile {
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<GrowingFile> {
    try {
      return new GrowingFile(path, await open(temporaryName(path), 'w'));
    } catch (error) {
      throw withPath(error, path);
    }
  }

  async append(bytes: Uint8Array): Promise<void> {
    try {
      await this.#handle.writeFile(bytes);
    } catch (error) {
      throw withPath(error, this.#path);
    }
  }

  async keep(): Promise<void> {
    try {
      await this.#handle.close();
      await rename(temporaryName(this.#path), this.#path);
    } catch (error) {
      throw withPath(error, this.#path);
    }
  }

  /** Leaves nothing behind of a file that was not kept. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(temporaryName(this.#path), { force: true }).catch(() => {});
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

/** A full disk does not say which file it had no room for, and nobody knows the temporary name. */
function withPath(error: unknown, path: string): Error {
  return Object.assign(error as Error, { path });
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
