import { type CtmTable, loadTable } from '../ctm/index.ts';
import type { DataSet } from '../data/dataSet.ts';
import { loadDataSet } from '../data/locate.ts';
import { keyOf } from '../data/sets.ts';
import { DivergedError, type Progress, performRun, type RunState } from '../study/run.ts';
import { type Software, type StoredRun, withoutSteps } from '../study/runFile.ts';
import type { StudySpec } from '../study/spec.ts';
import { VERSION } from '../version.ts';
import { hashOf } from './hash.ts';
import { RunStateFile, type StatePlace } from './runState.ts';

/** One run, with all that decides its result: plain data that can be performed anywhere. */
export interface Job {
  readonly spec: StudySpec;
  /** Of what is trained: who comes to another one is of another version. */
  readonly specHash: string;
  /** SHA-256 of the complexity tables, by their names. */
  readonly tables: Readonly<Record<string, string>>;
  readonly run: number;
  /** More that is to be measured than the spec asks for, by the names of series. */
  readonly more: readonly string[];
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

export interface EngineOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where the states of runs may be kept while they are under way, and are found again; nowhere unless told. */
  readonly states?: StatePlace | undefined;
  /** Called some times a second for each run under way. */
  readonly onProgress?: (job: Job, progress: Progress) => void;
  /** Called with what became of each run as it is there. */
  readonly onResult: (job: Job, delivery: Delivery) => void | Promise<void>;
}

/** Performs jobs one after the other, in whatever thread this is. */
export class Performer {
  readonly #states: StatePlace | undefined;
  readonly #tables = new Map<string, Promise<CtmTable>>();
  readonly #dataSets = new Recent<DataSet>();

  constructor(states?: StatePlace) {
    this.#states = states;
  }

  /** Rejects where the job is of another version, or the complexity tables here are others. */
  async perform(job: Job, onProgress?: (progress: Progress) => void): Promise<Delivery> {
    const { spec, run, more, keepSteps } = job;
    if (hashOf(spec) !== job.specHash) {
      throw new Error(`run ${run} of ${spec.study} is of another version than kolmoscope ${VERSION} here`);
    }
    const tables = Object.fromEntries(
      await Promise.all(Object.entries(job.tables).map(async ([name, hash]) => [name, await this.#table(name, hash)])),
    );
    const data = await this.#dataSets.get(keyOf(spec.data), () => loadDataSet(spec.data));
    const state = this.#states && new RunStateFile(this.#states, job);
    const onBoundary = state && ((take: () => RunState) => state.offer(take));
    try {
      const result = performRun(spec, run, data, tables, { more, onProgress, onBoundary, from: state?.read() });
      return { computedBy: SOFTWARE, result: keepSteps ? result : withoutSteps(result) };
    } catch (error) {
      if (error instanceof DivergedError) return { computedBy: SOFTWARE, result: { run, diverged: error.message } };
      throw error;
    }
  }

  async #table(name: string, hash: string): Promise<CtmTable> {
    const loading = this.#tables.get(name) ?? loadTable(name);
    this.#tables.set(name, loading);
    const table = await loading;
    if (table.sha256 !== hash)
      throw new Error(`the complexity table ${name} here is another (SHA-256 ${table.sha256})`);
    return table;
  }
}

const { node, zlib, brotli = 'none' } = process.versions;
const SOFTWARE: Software = { kolmoscope: VERSION, node, zlib: zlib ?? 'none', brotli };

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
