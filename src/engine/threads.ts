import { loadDataSet } from '../data/locate.ts';
import { LoadedDataSets, shared } from './dataSets.ts';
import type { Delivery, Engine, Job } from './engine.ts';
import type { WorkerProgress, WorkerTask } from './runWorker.ts';

/**
 * Runs on worker threads, each as soon as one is free; by default as many as there are cores. This thread loads the data
 * sets, once for all of them. Needs the built package.
 */
export function onThreads(threads?: number): Engine {
  return {
    async perform(jobs, { signal, states, onProgress, onResult }) {
      if (jobs.length === 0) return;
      // Loaded late: a study whose runs are all there needs no threads.
      const { runOnThreads } = await import('./pool.ts');
      const dataSets = new LoadedDataSets(async (options) => shared(await loadDataSet(options)));
      await runOnThreads<Job, Delivery>(new URL('./runWorker.js', import.meta.url), jobs, {
        threads,
        workerData: states,
        signal,
        hand: (job, perform) => dataSets.use(job.spec.data, (data) => perform({ job, data } satisfies WorkerTask)),
        onMessage: (message) => {
          const { job, progress } = message as WorkerProgress;
          onProgress?.(job, progress);
        },
        onResult,
      });
    },
  };
}
