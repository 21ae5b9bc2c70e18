import { performRun } from '../study/run.ts';
import { type Engine, loadMaterials, throttled } from './engine.ts';

/** Runs one after the other in this thread. */
export const inProcess: Engine = {
  async perform(spec, runs, { signal, onProgress, onResult }) {
    const { data, table } = await loadMaterials(spec);
    const report = onProgress && throttled(onProgress);
    for (const run of runs) {
      if (signal?.aborted) return;
      await onResult(performRun(spec, run, data, table, report));
    }
  },
};
