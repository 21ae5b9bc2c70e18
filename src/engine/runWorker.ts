/** The worker thread of threads.ts: performs jobs, one at a time. */
import { parentPort } from 'node:worker_threads';
import { workerData } from 'piscina';
import type { DataSet } from '../data/dataSet.ts';
import type { Progress } from '../study/run/run.ts';
import type { Job, StatePlace } from './engine.ts';
import { Performer, throttled } from './performer.ts';

/** What the worker is sent: a job, and its data set in shared memory. */
export interface WorkerTask {
  readonly job: Job;
  readonly data: DataSet;
}

/** What the worker posts while it works. */
export interface WorkerProgress {
  readonly job: Job;
  readonly progress: Progress;
}

const performer = new Performer(workerData as StatePlace | undefined);

export default function run({ job, data }: WorkerTask) {
  const report = (progress: Progress) => parentPort?.postMessage({ job, progress } satisfies WorkerProgress);
  return performer.perform(job, throttled(report), data);
}
