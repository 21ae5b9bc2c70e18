/** The runs' files of a study's folder: how they are called, which there are, what is in one. */
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { naming } from '../files/whole.ts';
import { decodeRunFile, otherVersion, START_BYTES, type StoredRunFile } from '../study/run/runFile.ts';

const RUN_FILE = /^run-([0-9a-f]{8})-(\d{4,6})\.json\.gz$/;

/** A run's file, as far as its name tells. */
export interface RunPlace {
  readonly path: string;
  /** The first eight digits of its spec's hash. */
  readonly hash: string;
  readonly run: number;
}

/** What is wrong with a run's file, or with where runs are sought: one line that names it. */
export class RunFileError extends Error {}

/** `run-<start of the spec's hash>-0007.json.gz`: runs of different specs stand beside one another. */
export function runFileName(specHash: string, run: number): string {
  return `run-${specHash.slice(0, 8)}-${String(run).padStart(4, '0')}.json.gz`;
}

/**
 * The finished runs of a folder, by their specs' hashes and their numbers; or the one whose file this is. With `hash` only
 * those of the spec whose hash begins so. Throws a RunFileError where there are none.
 */
export async function findRuns(place: string, hash = ''): Promise<RunPlace[]> {
  const isFolder = (await stat(place)).isDirectory();
  const found = (isFolder ? await readdir(place) : ['']).flatMap((name) => runPlace(join(place, name)) ?? []);
  if (found.length === 0) {
    throw new RunFileError(
      isFolder
        ? `${place}: holds no finished runs (run-….json.gz)`
        : `${place}: not named as a run's file is (run-1a2b3c4d-0007.json.gz)`,
    );
  }
  const runs = found.filter((run) => run.hash.startsWith(hash.slice(0, run.hash.length)));
  if (runs.length === 0) throw new RunFileError(`${place}: no finished run of a spec whose hash begins with ${hash}`);
  return runs.sort((a, b) => (a.hash === b.hash ? a.run - b.run : a.hash < b.hash ? -1 : 1));
}

function runPlace(path: string): RunPlace | null {
  const [, hash, number] = RUN_FILE.exec(basename(path)) ?? [];
  return hash === undefined ? null : { path, hash, run: Number(number) };
}

/** The runs' files of a folder that another version of the program wrote, and what that is; only their beginnings are read. */
export async function findOutdated(folder: string): Promise<{ path: string; problem: string }[]> {
  const outdated: { path: string; problem: string }[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    if (!RUN_FILE.test(name)) continue;
    const problem = otherVersion(await buffer(createReadStream(path, { end: START_BYTES - 1 })));
    if (problem !== null) outdated.push({ path, problem });
  }
  return outdated;
}

/** Reads a run's file. Throws a RunFileError where it is damaged, or another run's than its name says. */
export async function readRunFile({ path, hash, run }: RunPlace): Promise<StoredRunFile> {
  // What happens in the midst of reading does not say where.
  const bytes = await naming(path, readFile(path));
  const other = otherVersion(bytes);
  if (other !== null) {
    throw new RunFileError(`${path}: ${other}: read it with that, or perform the run again`);
  }
  try {
    const file = await decodeRunFile(bytes);
    if (!file.specHash.startsWith(hash)) throw new Error(`specHash ${file.specHash}, expected ${hash}…`);
    if (file.result.run !== run) throw new Error(`run ${file.result.run}, expected ${run}`);
    return file;
  } catch (error) {
    throw damaged(path, error);
  }
}

/** What is said of a run's file in whose content something was found wrong. */
export function damaged(path: string, error: unknown): RunFileError {
  return new RunFileError(`${path}: not a whole run's file: ${(error as Error).message.split('\n')[0]}`);
}
