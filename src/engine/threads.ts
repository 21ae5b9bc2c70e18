import type { Progress, RunResult } from '../study/run.ts';
import type { Engine } from './engine.ts';
import { runOnThreads } from './pool.ts';

/** Runs on worker threads, each as soon as one is free; by default as many as there are cores. Needs the built package. */
export function onThreads(threads?: number): Engine {
  return {
    async perform(spec, runs, { signal, onProgress, onResult }) {
      await runOnThreads<number, RunResult>(new URL('./runWorker.js', import.meta.url), runs, {
        threads,
        workerData: spec,
        signal,
        onMessage: (message) => onProgress?.(message as Progress),
        onResult: (_, result) => onResult(result),
      });
    },
  };
}
