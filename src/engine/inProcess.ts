import type { Engine } from './engine.ts';
import { Performer, throttled } from './performer.ts';

/** Runs one after the other in this thread. */
export const inProcess: Engine = {
  async perform(jobs, { signal, states, onProgress, onResult }) {
    const performer = new Performer(states);
    for (const job of jobs) {
      if (signal?.aborted) return;
      const report = onProgress && throttled((progress) => onProgress(job, progress));
      await onResult(job, await performer.perform(job, report));
    }
  },
};
