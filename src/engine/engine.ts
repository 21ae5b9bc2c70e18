/** What an engine is given and gives back: nothing in it depends on this process or this machine. */
import type { Progress } from '../study/run/run.ts';
import type { Software, StoredRun } from '../study/run/runFile.ts';
import type { StudySpec } from '../study/spec.ts';

/** One run, with all that decides its result: plain data that can be performed anywhere. */
export interface Job {
  readonly spec: StudySpec;
  /** Of what is trained: who comes to another one is of another version. */
  readonly specHash: string;
  /** SHA-256 of the complexity tables, by their names. */
  readonly tables: Readonly<Record<string, string>>;
  readonly run: number;
  /** What is to be measured, by the names of series: what the spec asks for, or more. */
  readonly series: readonly string[];
  /** Whether its result is to hold the trajectories step by step. */
  readonly keepSteps: boolean;
}

/** A run that was lost to values which are not finite, and how. */
export interface LostRun {
  readonly run: number;
  readonly diverged: string;
}

/** What became of a run, and what computed it. */
export interface Delivery {
  readonly computedBy: Software;
  readonly result: StoredRun | LostRun;
}

/**
 * Where runs execute. Every engine gives the same results, bit for bit; only the order of arrival differs, and one that
 * lost sight of a job may deliver it twice.
 */
export interface Engine {
  /** Performs the jobs, in this order as threads are free. Rejects at the first error; an abort ends it early without one. */
  perform(jobs: readonly Job[], options: EngineOptions): Promise<void>;
}

/** Where an engine may keep the states of runs under way. */
export interface StatePlace {
  readonly folder: string;
  /** Between two states. */
  readonly seconds: number;
}

export interface EngineOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where the states of runs may be kept while they are under way, and are found again; nowhere unless told. */
  readonly states?: StatePlace | undefined;
  /** Called some times a second for each run under way. */
  readonly onProgress?: (job: Job, progress: Progress) => void;
  /** Called with what became of each run as it is there. */
  readonly onResult: (job: Job, delivery: Delivery) => void | Promise<void>;
}
