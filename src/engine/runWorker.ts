/** The worker thread of threads.ts: performs jobs, one at a time. */
import { parentPort } from 'node:worker_threads';
import { workerData } from 'piscina';
import type { Progress } from '../study/run/run.ts';
import type { Job, StatePlace } from './engine.ts';
import { Performer, throttled } from './performer.ts';

/** What the worker posts while it works. */
export interface WorkerProgress {
  readonly job: Job;
  readonly progress: Progress;
}

const performer = new Performer(workerData as StatePlace | undefined);

export default function run(job: Job) {
  const report = (progress: Progress) => parentPort?.postMessage({ job, progress } satisfies WorkerProgress);
  return performer.perform(job, throttled(report));
}
