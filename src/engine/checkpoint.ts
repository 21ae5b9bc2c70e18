import { readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { RunState } from '../study/run.ts';
import { writeWholeSync } from './files.ts';

/** Raised with every change of what a `RunState` holds: one from before would be put back wrongly, or crash each new try. */
const FORMAT = 1;

/** Where the state of a run under way is kept. */
export interface CheckpointPlace {
  readonly path: string;
  /** Of the run's spec: a state of another is not taken. */
  readonly specHash: string;
  /** Between two states. */
  readonly seconds: number;
}

interface Content {
  readonly format: number;
  readonly specHash: string;
  readonly state: RunState;
}

/** Keeps the state of a long run in a file while it is under way, so that only its last moments are lost with the process. */
export class Checkpoint {
  readonly #place: CheckpointPlace;
  #savedAt = performance.now();

  constructor(place: CheckpointPlace) {
    this.#place = place;
  }

  /** The state that the file holds; undefined where there is none that can be used: then the run begins anew. */
  read(run: number): RunState | undefined {
    try {
      const { format, specHash, state } = deserialize(readFileSync(this.#place.path)) as Content;
      return format === FORMAT && specHash === this.#place.specHash && state.run === run ? state : undefined;
    } catch {
      return undefined;
    }
  }

  /** Due after each step; writes the state when the last one is old enough. Throws an Error that names a file that cannot be written. */
  offer(take: () => RunState): void {
    const { path, specHash, seconds } = this.#place;
    if (performance.now() - this.#savedAt < 1000 * seconds) return;
    const bytes = serialize({ format: FORMAT, specHash, state: take() } satisfies Content);
    try {
      writeWholeSync(path, bytes);
    } catch (error) {
      // From a thread only the message arrives, and that of a full disk names no file.
      throw new Error(`${path}: ${(error as Error).message}`);
    }
    this.#savedAt = performance.now();
  }
}
