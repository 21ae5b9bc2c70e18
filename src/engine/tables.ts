import { readFile, rm } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { type Distribution, distribution } from '../turing/distribution.ts';
import { entries, type MachineSpace } from '../turing/space.ts';
import { addCounts, LazyTree, type Path, type TreeCounts } from '../turing/tree.ts';
import { writeWhole } from './files.ts';
import { runOnThreads } from './pool.ts';

export interface TableBuildOptions {
  /** Steps after which a machine counts as one that never halts. Part of the table's identity. */
  readonly cutoff: number;
  /** Worker threads; 1 works on this one. */
  readonly threads: number;
  /** File that keeps what is done: written at least once a minute, read at the start, removed at the end. */
  readonly checkpoint?: string | undefined;
  /** Stops the build; a checkpoint is written first. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: TableBuildProgress) => void;
}

export interface TableBuildProgress {
  /** Batches of subtrees done, and in all. They are of about equal size. */
  readonly done: number;
  readonly total: number;
  readonly nodes: number;
  /** Working time so far, interruptions not counted. */
  readonly seconds: number;
  /** Estimated from the batches done since the start or the resumption; infinite before the first. */
  readonly secondsLeft: number;
}

export interface TableBuild {
  readonly distribution: Distribution;
  readonly nodes: number;
  readonly seconds: number;
}

/** What a batch's worker needs to know. */
export interface TableWorkerData {
  readonly space: MachineSpace;
  readonly cutoff: number;
}

/** A checkpoint that cannot be read or belongs to another build. */
export class CheckpointError extends Error {}

/** Levels of the tree below the nodes that it is split at. */
export const SPLIT_LEVELS = 5;
const PATHS_PER_BATCH = 20;
const CHECKPOINT_SECONDS = 30;

/** The part of a build that is done: the sum over all finished batches. */
interface Checkpoint {
  /** Space, cut-off and number of batches: all that the meaning of `finished` depends on. */
  readonly build: string;
  readonly finished: Uint8Array;
  readonly counts: TreeCounts;
  readonly seconds: number;
}

/**
 * Counts all halting machines of a space exactly, in parallel over subtrees. The sum of a checkpoint and of the
 * batches missing from it is the same in any order, so that a build that was interrupted gives the counts of one
 * that was not. Rejects with a CheckpointError, and with the signal's reason when it is aborted.
 */
export async function buildTable(space: MachineSpace, options: TableBuildOptions): Promise<TableBuild> {
  const { cutoff, threads, checkpoint, signal, onProgress } = options;
  const { trunk, paths } = new LazyTree(space, { cutoff }).split(Math.max(1, entries(space) - SPLIT_LEVELS));
  const batches = batchesOf(paths);
  const build = JSON.stringify({ ...space, cutoff, paths: paths.length, batches: batches.length });
  const before = checkpoint === undefined ? undefined : await readCheckpoint(checkpoint, build);
  const finished = before?.finished ?? new Uint8Array(batches.length);
  const counts = before?.counts ?? trunk;
  const doneBefore = finished.reduce((sum, bit) => sum + bit, 0);
  const startedAt = performance.now();
  let done = doneBefore;
  let savedAt = startedAt;

  const secondsNow = () => (performance.now() - startedAt) / 1000;
  const save = async () => {
    if (checkpoint === undefined) return;
    savedAt = performance.now();
    const state: Checkpoint = { build, finished, counts, seconds: (before?.seconds ?? 0) + secondsNow() };
    await writeWhole(checkpoint, serialize(state));
  };
  const onResult = async (batch: number, result: TreeCounts) => {
    addCounts(counts, result);
    finished[batch] = 1;
    done++;
    onProgress?.({
      done,
      total: batches.length,
      nodes: counts.nodes,
      seconds: (before?.seconds ?? 0) + secondsNow(),
      secondsLeft: (secondsNow() / (done - doneBefore)) * (batches.length - done),
    });
    if (performance.now() - savedAt > CHECKPOINT_SECONDS * 1000) await save();
  };

  const missing = [...batches.keys()].filter((batch) => finished[batch] === 0);
  try {
    if (threads === 1) await runHere(space, cutoff, batches, missing, signal, onResult);
    else {
      const tasks = missing.map((batch) => ({ batch, paths: batches[batch] }));
      await runOnThreads<(typeof tasks)[number], TreeCounts>(new URL('./tablesWorker.js', import.meta.url), tasks, {
        threads,
        signal,
        workerData: { space, cutoff } satisfies TableWorkerData,
        onResult: ({ batch }, result) => onResult(batch, result),
      });
    }
    signal?.throwIfAborted();
  } catch (error) {
    await save();
    throw error;
  }
  const seconds = (before?.seconds ?? 0) + secondsNow();
  if (checkpoint !== undefined) await rm(checkpoint, { force: true });
  return { distribution: distribution(space, cutoff, counts), nodes: counts.nodes, seconds };
}

/** Each batch takes every so-manieth path, a sample of the whole tree, so that all take about as long. */
function batchesOf(paths: readonly Path[]): Path[][] {
  const total = Math.ceil(paths.length / PATHS_PER_BATCH);
  return Array.from({ length: total }, (_, batch) => paths.filter((_, index) => index % total === batch));
}

async function runHere(
  space: MachineSpace,
  cutoff: number,
  batches: readonly Path[][],
  missing: readonly number[],
  signal: AbortSignal | undefined,
  onResult: (batch: number, result: TreeCounts) => Promise<void>,
): Promise<void> {
  const tree = new LazyTree(space, { cutoff });
  for (const batch of missing) {
    // Lets a signal in between two batches.
    await new Promise(setImmediate);
    if (signal?.aborted) return;
    await onResult(batch, tree.count(batches[batch]));
  }
}

async function readCheckpoint(file: string, build: string): Promise<Checkpoint | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let checkpoint: Checkpoint | undefined;
  try {
    checkpoint = deserialize(bytes) as Checkpoint;
  } catch {
    // Told below.
  }
  if (checkpoint?.build !== build) throw new CheckpointError(`${file} is not a checkpoint of this build`);
  return checkpoint;
}
