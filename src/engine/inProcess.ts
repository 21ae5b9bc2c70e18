import { type Engine, Performer, throttled } from './engine.ts';

/** Runs one after the other in this thread. */
export const inProcess: Engine = {
  async perform(specs, jobs, { signal, onProgress, onResult }) {
    const performer = new Performer(specs);
    for (const job of jobs) {
      if (signal?.aborted) return;
      const report = onProgress && throttled((progress) => onProgress(job, progress));
      await onResult(job, await performer.perform(job, report));
    }
  },
};
