import { type CtmTable, loadTable } from '../ctm/index.ts';
import type { DataSet } from '../data/dataSet.ts';
import { loadDataSet } from '../data/locate.ts';
import { hashOf } from '../study/identity.ts';
import type { Tables } from '../study/run/blockMethods.ts';
import { DivergedError, type Progress, performRun, type RunState } from '../study/run/run.ts';
import { type Software, withoutSteps } from '../study/run/runFile.ts';
import { VERSION } from '../version.ts';
import { LoadedDataSets } from './dataSets.ts';
import type { Delivery, Job, StatePlace } from './engine.ts';
import { RunStateFile } from './runState.ts';

/** Performs jobs one after the other, in whatever thread this is. */
export class Performer {
  readonly #states: StatePlace | undefined;
  readonly #tables = new Map<string, Promise<CtmTable>>();
  readonly #dataSets = new LoadedDataSets(loadDataSet);

  constructor(states?: StatePlace) {
    this.#states = states;
  }

  /**
   * Loads the job's data set unless it is `given`. Rejects where the job is of another version, or the complexity tables
   * here are others.
   */
  async perform(job: Job, onProgress?: (progress: Progress) => void, given?: DataSet): Promise<Delivery> {
    const { spec, run } = job;
    if (hashOf(spec) !== job.specHash) {
      throw new Error(`run ${run} of ${spec.study} is of another version than kolmoscope ${VERSION} here`);
    }
    const tables: Record<string, CtmTable> = {};
    for (const [name, hash] of Object.entries(job.tables)) tables[name] = await this.#table(name, hash);
    const train = async (data: DataSet) => this.#train(job, data, tables, onProgress);
    return given === undefined ? this.#dataSets.use(spec.data, train) : train(given);
  }

  #train(job: Job, data: DataSet, tables: Tables, onProgress?: (progress: Progress) => void): Delivery {
    const { spec, run, series, keepSteps } = job;
    const state = this.#states && new RunStateFile(this.#states, job);
    const onBoundary = state && ((take: () => RunState) => state.offer(take));
    try {
      const result = performRun(spec, run, data, tables, { series, onProgress, onBoundary, from: state?.read() });
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
