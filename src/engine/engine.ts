import { type CtmTable, loadTable } from '../ctm/index.ts';
import type { DataSet } from '../data/dataSet.ts';
import { loadDataSet } from '../data/locate.ts';
import { keyOf } from '../data/sets.ts';
import { DivergedError, type Progress, performRun, type RunState } from '../study/run.ts';
import { type StoredRun, withoutSteps } from '../study/runFile.ts';
import type { StudySpec } from '../study/spec.ts';
import { Checkpoint, type CheckpointPlace } from './checkpoint.ts';

/** One run of one of several specs. */
export interface Job {
  /** Place of its spec. */
  readonly spec: number;
  readonly run: number;
  /** Whether its result is to hold the trajectories step by step. */
  readonly keepSteps: boolean;
  /** Where its state is kept while it is under way, and found again; null: nowhere. */
  readonly checkpoint: CheckpointPlace | null;
}

/** A run that was lost to values which are not finite, and how. */
export interface LostRun {
  readonly run: number;
  readonly diverged: string;
}

/** Where runs execute. Every engine gives the same results, bit for bit; only the order of arrival differs. */
export interface Engine {
  /** Performs the jobs, in this order as threads are free. Rejects at the first error; an abort ends it early without one. */
  perform(specs: readonly StudySpec[], jobs: readonly Job[], options: EngineOptions): Promise<void>;
}

export interface EngineOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called some times a second for each run under way. */
  readonly onProgress?: (job: Job, progress: Progress) => void;
  /** Called with what became of each run as it is there. */
  readonly onResult: (job: Job, result: StoredRun | LostRun) => void | Promise<void>;
}

/** Performs jobs one after the other, in whatever thread this is. */
export class Performer {
  readonly #specs: readonly StudySpec[];
  readonly #tables = new Recent<CtmTable>();
  readonly #dataSets = new Recent<DataSet>();

  constructor(specs: readonly StudySpec[]) {
    this.#specs = specs;
  }

  async perform(
    { spec: place, run, keepSteps, checkpoint: checkpointPlace }: Job,
    onProgress?: (progress: Progress) => void,
  ): Promise<StoredRun | LostRun> {
    const spec = this.#specs[place];
    const table = await this.#tables.get(spec.measures.table, () => loadTable(spec.measures.table));
    const data = await this.#dataSets.get(keyOf(spec.data), () => loadDataSet(spec.data));
    const checkpoint = checkpointPlace && new Checkpoint(checkpointPlace);
    const onBoundary = checkpoint ? (take: () => RunState) => checkpoint.offer(take) : undefined;
    try {
      const result = performRun(spec, run, data, table, { onProgress, onBoundary, from: checkpoint?.read(run) });
      return keepSteps ? result : withoutSteps(result);
    } catch (error) {
      if (error instanceof DivergedError) return { run, diverged: error.message };
      throw error;
    }
  }
}

/** The value used last, by its key: neighbouring jobs mostly want the same, and data sets are large. */
class Recent<Value> {
  #key: string | undefined;
  #value: Promise<Value> | undefined;

  get(key: string, make: () => Promise<Value>): Promise<Value> {
    if (this.#value === undefined || this.#key !== key) {
      this.#key = key;
      this.#value = make();
    }
    return this.#value;
  }
}

const PROGRESS_INTERVAL = 200;

/** Passes on one progress report in 200 ms. */
export function throttled(report: (progress: Progress) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - last < PROGRESS_INTERVAL) return;
    last = now;
    report(progress);
  };
}
