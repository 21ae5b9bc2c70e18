import type { Delivery, Engine, Job } from './engine.ts';
import { runOnThreads } from './pool.ts';
import type { WorkerProgress } from './runWorker.ts';

/** Runs on worker threads, each as soon as one is free; by default as many as there are cores. Needs the built package. */
export function onThreads(threads?: number): Engine {
  return {
    async perform(jobs, { signal, states, onProgress, onResult }) {
      await runOnThreads<Job, Delivery>(new URL('./runWorker.js', import.meta.url), jobs, {
        threads,
        workerData: states,
        signal,
        onMessage: (message) => {
          const { job, progress } = message as WorkerProgress;
          onProgress?.(job, progress);
        },
        onResult,
      });
    },
  };
}
