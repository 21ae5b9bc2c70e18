/** Files that a command writes for its user: none that something else wrote is replaced, and none that it reads. */
import type { Stats } from 'node:fs';
import { lstat, open, realpath, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { writeWhole } from '../files/whole.ts';
import { escapeText } from '../report/markup/html.ts';
import { UserError } from './errors.ts';

/** By the ending of a file's name, what stands in one that this program wrote, and in a page that is a report of `of`. */
const MARKS: Readonly<Record<string, (of: string) => readonly string[]>> = {
  '.html': (of) => ['<meta name="generator" content="kolmoscope ', `<title>${escapeText(of)}: `],
  '.md': () => ['kolmoscope '],
  '.svg': () => ['data-generator="kolmoscope"'],
  '.json': () => ['"kolmoscope": "'],
  '.csv': () => ['run,step,checkpoint,loss,'],
  '.png': () => ['Software\0kolmoscope'],
  '.ctm': () => ['kolmoscope ctm table '],
  '.safetensors': () => ['"__metadata__":{"kolmoscope":'],
  '.npz': () => ['kolmoscope'],
  '.parquet': () => ['kolmoscope version '],
};

/** Of other names: what is in all. */
const MARK = 'kolmoscope ';

/** Marks stand near the beginning or near the end. */
const LOOKED_AT = 1 << 16;

export interface OutputOptions {
  /** What the results are of, in words: a study, a training, a space. */
  readonly of?: string;
  /** Replace whatever is there. */
  readonly overwrite?: boolean | undefined;
  /** Paths of what the command reads. */
  readonly inputs?: readonly string[];
  /** What stands in the numbers (.json) and the tables (.ctm) of the same study, training or space. */
  readonly origin?: string;
}

/** Writes the results of one command. */
export class Outputs {
  readonly #of: string;
  readonly #overwrite: boolean;
  readonly #origin: string;
  /** Where what is read lies. */
  readonly #inputs: Promise<ReadonlySet<string>>;

  constructor({ of = '', overwrite = false, inputs = [], origin = '' }: OutputOptions) {
    this.#of = of;
    this.#overwrite = overwrite;
    this.#origin = origin;
    this.#inputs = placesOf(inputs);
  }

  /**
   * Says early what `write` would refuse. Throws a UserError that names what is no file, a file which is read as well, or
   * one which something else wrote, or a report of something else, unless it may be replaced.
   */
  async check(...paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const there = await statusOf(path);
      if (there === undefined) continue;
      if (there.isDirectory()) throw new UserError(`${path}: is a folder`);
      if (!there.isFile()) throw new UserError(`${path}: is not a regular file`);
      if ((await this.#inputs).has(placeOf(there))) {
        throw new UserError(`${path}: would be written over, and it is what is read`);
      }
      if (this.#overwrite) continue;
      const problem = this.#problemOf(path, await ends(path, there.size));
      if (problem) throw new UserError(`${path} ${problem}; choose another place, or replace it with --overwrite`);
    }
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await this.check(path);
    // What a link leads to is written anew, not the link.
    await writeWhole(await realpath(path).catch(() => path), content);
  }

  #problemOf(path: string, text: string): string | undefined {
    const ending = extname(path).toLowerCase();
    const [mark, ...others] = MARKS[ending]?.(this.#of) ?? [MARK];
    if (['.json', '.ctm'].includes(ending)) others.push(this.#origin);
    if (!text.includes(mark)) return 'is there, and was not written by this program';
    return others.every((other) => text.includes(other)) ? undefined : `is of something else than ${this.#of}`;
  }
}

/** Of files that are there, whatever they are called. */
async function placesOf(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const places = new Set<string>();
  for (const path of paths) {
    const status = await stat(path).catch(() => undefined);
    if (status) places.add(placeOf(status));
  }
  return places;
}

function placeOf({ dev, ino }: Stats): string {
  return `${dev} ${ino}`;
}

/** The beginning and the end of a file. */
async function ends(path: string, size: number): Promise<string> {
  const file = await open(path);
  try {
    const [head, tail] = [Buffer.alloc(LOOKED_AT), Buffer.alloc(LOOKED_AT)];
    const first = await file.read(head, 0, LOOKED_AT, 0);
    const last = await file.read(tail, 0, LOOKED_AT, Math.max(0, size - LOOKED_AT));
    return [head.subarray(0, first.bytesRead), tail.subarray(0, last.bytesRead)]
      .map((part) => part.toString())
      .join('');
  } finally {
    await file.close();
  }
}

async function statusOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && (await lstat(path).catch(() => null))) {
      throw new UserError(`${path}: is a link that leads nowhere`);
    }
    // That a folder is a file is told where the folder is made.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
