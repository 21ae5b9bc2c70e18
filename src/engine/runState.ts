import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type SealKind, seal, type Unreadable, unseal } from '../files/sealed.ts';
import { readIfThere, writeWholeSync } from '../files/whole.ts';
import type { RunState } from '../study/run/run.ts';
import type { Job, StatePlace } from './engine.ts';
import { runFileName } from './runFiles.ts';

/** Its version is raised with every change of what a `RunState` holds: one from before would be put back wrongly. */
export const KIND: SealKind = { name: 'kolmoscope run state', version: 4 };

interface Content {
  readonly specHash: string;
  readonly measured: string;
  readonly state: RunState;
}

/** Keeps the state of a long run in a file while it is under way, so that only its last moments are lost with the process. */
export class RunStateFile {
  readonly #path: string;
  readonly #seconds: number;
  readonly #job: Job;
  #savedAt = performance.now();

  constructor({ folder, seconds }: StatePlace, job: Job) {
    this.#path = statePath(folder, job);
    this.#seconds = seconds;
    this.#job = job;
  }

  /** The state that the file holds; undefined where there is none that can be used: then the run begins anew. */
  read(): RunState | undefined {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#path);
    } catch {
      return undefined;
    }
    const found = unseal(KIND, bytes);
    if (typeof found === 'string') return undefined;
    const { specHash, measured, state } = found.content as Content;
    const isSame = specHash === this.#job.specHash && measured === measuredOf(this.#job) && state.run === this.#job.run;
    return isSame ? state : undefined;
  }

  /** Due after each step; writes the state when the last one is old enough. Throws an Error that names a file that cannot be written. */
  offer(take: () => RunState): void {
    if (performance.now() - this.#savedAt < 1000 * this.#seconds) return;
    const { specHash } = this.#job;
    const content: Content = { specHash, measured: measuredOf(this.#job), state: take() };
    try {
      writeWholeSync(this.#path, seal(KIND, content));
    } catch (error) {
      // From a thread only the message arrives, and that of a full disk names no file.
      throw new Error(`${this.#path}: ${(error as Error).message}`);
    }
    this.#savedAt = performance.now();
  }
}

/** What is measured: the same training measured otherwise has another state. */
function measuredOf({ series, tables }: Job): string {
  return JSON.stringify([series, tables]);
}

/** The state of a run that cannot be gone on from, and why; undefined where there is none such. */
export async function brokenState(
  folder: string,
  job: Pick<Job, 'specHash' | 'run'>,
): Promise<{ readonly path: string; readonly problem: Unreadable } | undefined> {
  const path = statePath(folder, job);
  const bytes = await readIfThere(path).catch(() => undefined);
  const problem = bytes === undefined ? undefined : unseal(KIND, bytes);
  return typeof problem === 'string' ? { path, problem } : undefined;
}

/** Forgets the state of a run. */
export function removeState(folder: string, job: Pick<Job, 'specHash' | 'run'>): void {
  const path = statePath(folder, job);
  // Somebody's folder or file of that name is none.
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  if (unseal(KIND, readFileSync(path)) !== 'foreign') rmSync(path, { force: true });
}

function statePath(folder: string, { specHash, run }: Pick<Job, 'specHash' | 'run'>): string {
  return join(folder, `${runFileName(specHash, run)}.state`);
}
