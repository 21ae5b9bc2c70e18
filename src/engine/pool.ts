import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';

export interface PoolOptions<Task, Result> {
  /** Worker threads; default: as many as there are cores. */
  readonly threads?: number | undefined;
  /** Given to every worker once, as Piscina's `workerData`. */
  readonly workerData?: unknown;
  /** Ends the busy workers at once; what has finished has been delivered. */
  readonly signal?: AbortSignal | undefined;
  /** Does one task: calls `perform` with what the worker is sent. The task itself unless told. */
  readonly hand?: (task: Task, perform: (message: unknown) => Promise<Result>) => Promise<Result>;
  /** What workers post to `parentPort` while they work. */
  readonly onMessage?: (message: unknown) => void;
  /** Each result, in the order of completion; awaited before the thread gets another task. */
  readonly onResult: (task: Task, result: Result) => void | Promise<void>;
}

/**
 * Runs every task on a pool of worker threads. `worker` is a built module whose default export maps a task to its
 * result. Tasks start in the order given, each as soon as a thread is free; the first error stops the rest.
 */
export async function runOnThreads<Task, Result>(
  worker: URL,
  tasks: readonly Task[],
  options: PoolOptions<Task, Result>,
): Promise<void> {
  const { threads = availableParallelism(), workerData, signal, onMessage, onResult } = options;
  const { hand = (task, perform) => perform(task) } = options;
  if (tasks.length === 0 || signal?.aborted) return;
  const width = Math.min(threads, tasks.length);
  const pool = new Piscina({
    filename: worker.href,
    minThreads: width,
    maxThreads: width,
    workerData,
    atomics: 'disabled',
  });
  const loading = new Map(pool.threads.map((thread) => [thread, untilLoaded(thread)]));
  if (onMessage) pool.on('message', onMessage);
  let failure: { error: unknown } | undefined;
  let next = 0;
  const lane = async () => {
    while (next < tasks.length && failure === undefined && !signal?.aborted) {
      const task = tasks[next++];
      await onResult(task, await hand(task, (message) => pool.run(message)));
    }
  };
  let ended: Promise<void> | undefined;
  // Piscina's own signal would begin new threads in the place of those that it ends.
  const end = () => {
    const loaded = () => Promise.all(pool.threads.map((thread) => loading.get(thread) ?? untilLoaded(thread)));
    ended ??= loaded().then(() => pool.destroy());
    return ended;
  };
  const fail = (error: unknown) => {
    // The first error is the cause; what the other lanes say after it is that they were stopped.
    failure ??= { error };
    end();
  };
  // A thread that cannot load its modules.
  pool.on('error', fail);
  signal?.addEventListener('abort', end);
  try {
    await Promise.all(Array.from({ length: width }, () => lane().catch(fail)));
  } finally {
    signal?.removeEventListener('abort', end);
    await end();
  }
  if (failure && !signal?.aborted) throw failure.error;
}

/** Resolves when a thread has its modules, and says so, or is over. Node crashes where one is ended while it loads them. */
function untilLoaded(thread: Worker): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['message', 'error', 'exit']) thread.once(event, () => resolve());
  });
}
