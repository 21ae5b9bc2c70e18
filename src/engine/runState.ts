import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { RunState } from '../study/run/run.ts';
import type { Job, StatePlace } from './engine.ts';
import { writeWholeSync } from './files.ts';
import { runFileName } from './runFiles.ts';

/** Raised with every change of what a `RunState` holds: one from before would be put back wrongly, or crash each new try. */
const FORMAT = 2;

interface Content {
  readonly format: number;
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
    try {
      const { format, specHash, measured, state } = deserialize(readFileSync(this.#path)) as Content;
      const isSame =
        specHash === this.#job.specHash && measured === measuredOf(this.#job) && state.run === this.#job.run;
      return format === FORMAT && isSame ? state : undefined;
    } catch {
      return undefined;
    }
  }

  /** Due after each step; writes the state when the last one is old enough. Throws an Error that names a file that cannot be written. */
  offer(take: () => RunState): void {
    if (performance.now() - this.#savedAt < 1000 * this.#seconds) return;
    const { specHash } = this.#job;
    const content = { format: FORMAT, specHash, measured: measuredOf(this.#job), state: take() } satisfies Content;
    try {
      writeWholeSync(this.#path, serialize(content));
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

/** Forgets the state of a run. */
export function removeState(folder: string, job: Pick<Job, 'specHash' | 'run'>): void {
  rmSync(statePath(folder, job), { force: true });
}

function statePath(folder: string, { specHash, run }: Pick<Job, 'specHash' | 'run'>): string {
  return join(folder, `${runFileName(specHash, run)}.state`);
}
