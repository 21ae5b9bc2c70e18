import { type CtmTable, loadTable } from '../ctm/index.ts';
import type { DataSet } from '../data/dataSet.ts';
import { loadDataSet } from '../data/pictures.ts';
import type { Progress, RunResult } from '../study/run.ts';
import type { StudySpec } from '../study/spec.ts';

/** Where runs execute. Every engine gives the same results, bit for bit; only the order of arrival differs. */
export interface Engine {
  /** Performs the runs with these numbers. Rejects at the first error; an abort ends it early without one. */
  perform(spec: StudySpec, runs: readonly number[], options: EngineOptions): Promise<void>;
}

export interface EngineOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called some times a second for each run under way. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called with each result as it is there. */
  readonly onResult: (result: RunResult) => void | Promise<void>;
}

/** What runs of a spec work on. */
export async function loadMaterials(spec: StudySpec): Promise<{ data: DataSet; table: CtmTable }> {
  const [data, table] = await Promise.all([loadDataSet(spec.data.set, spec.data), loadTable(spec.measures.table)]);
  return { data, table };
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
