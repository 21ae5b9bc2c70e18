import { type SealKind, seal, unseal } from '../files/sealed.ts';
import { naming, readIfThere, setAside, writeWhole } from '../files/whole.ts';
import { addCounts, type TreeCounts } from '../turing/counts.ts';
import { type Distribution, distribution, longOutputs } from '../turing/distribution.ts';
import { CountsError, checkCounts } from '../turing/invariants.ts';
import { entries, type MachineSpace } from '../turing/space.ts';
import { LazyTree, type Path } from '../turing/tree.ts';
import { runOnThreads } from './pool.ts';
import type { TableWorkerData } from './tablesWorker.ts';

export interface TableBuildOptions {
  /** Steps after which a machine counts as one that never halts. Part of the table's identity. */
  readonly cutoff: number;
  /** Worker threads; 1 works on this one. */
  readonly threads: number;
  /** File that keeps what is done: written at least once a minute, read at the start. */
  readonly state?: string | undefined;
  /** Stops the build; the state is written first. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: TableBuildProgress) => void;
  /** The state could not be gone on from (`damaged`, `outdated`); it was renamed to `aside`, and the build begins anew. */
  readonly onSetAside?: ((state: string, problem: string, aside: string) => void) | undefined;
}

export interface TableBuildProgress {
  /** Batches of subtrees done, and in all. They are of about equal size. */
  readonly done: number;
  readonly total: number;
  readonly nodes: number;
  /** Working time so far, interruptions not counted. */
  readonly seconds: number;
  /** Estimated from the batches done since the start or the resumption. */
  readonly secondsLeft: number;
}

export interface TableBuild {
  readonly distribution: Distribution;
  /** Different outputs in 1-D that are too long for the table. */
  readonly longOutputs: number;
  readonly nodes: number;
  readonly seconds: number;
}

/** A state that is another build's, or no state, and is left alone; or counts that cannot be right. */
export class BuildStateError extends Error {}

const KIND: SealKind = { name: 'kolmoscope build state', version: 1 };

/** Levels of the tree below the nodes that it is split at. */
export const SPLIT_LEVELS = 5;
const PATHS_PER_BATCH = 20;
const STATE_SECONDS = 30;

/** The part of a build that is done: the sum over all finished batches. */
interface BuildState {
  /** Space, cut-off and number of batches: all that the meaning of `finished` depends on. */
  readonly build: string;
  readonly finished: Uint8Array;
  readonly counts: TreeCounts;
  readonly seconds: number;
}

/**
 * Counts all halting machines of a space exactly, in parallel over subtrees. A build that was interrupted gives the
 * counts of one that was not: they are sums of integers over the batches, whatever the order, and are checked by the laws
 * of `checkCounts`. Rejects with a BuildStateError, and with the signal's reason when it is aborted. The state of a
 * finished build stays, for the caller to remove once the result is safe.
 */
export async function buildTable(space: MachineSpace, options: TableBuildOptions): Promise<TableBuild> {
  const { cutoff, threads, state: file, signal, onProgress, onSetAside } = options;
  const { trunk, paths } = new LazyTree(space, { cutoff }).split(Math.max(1, entries(space) - SPLIT_LEVELS));
  const batches = batchesOf(paths);
  const build = JSON.stringify({ ...space, cutoff, paths: paths.length, batches: batches.length });
  const before = file === undefined ? undefined : await readState(file, build, onSetAside);
  const finished = before?.finished ?? new Uint8Array(batches.length);
  const counts = before?.counts ?? trunk;
  const secondsBefore = before?.seconds ?? 0;
  const missing = [...batches.keys()].filter((batch) => finished[batch] === 0);

  const startedAt = performance.now();
  const secondsHere = () => (performance.now() - startedAt) / 1000;
  let savedAt = startedAt;
  const save = async () => {
    if (file === undefined) return;
    savedAt = performance.now();
    const state: BuildState = { build, finished, counts, seconds: secondsBefore + secondsHere() };
    await writeWhole(file, seal(KIND, state));
  };
  let doneHere = 0;
  const onResult = async (batch: number, result: TreeCounts) => {
    addCounts(counts, result);
    finished[batch] = 1;
    doneHere++;
    const left = missing.length - doneHere;
    onProgress?.({
      done: batches.length - left,
      total: batches.length,
      nodes: counts.nodes,
      seconds: secondsBefore + secondsHere(),
      secondsLeft: (secondsHere() / doneHere) * left,
    });
    if (performance.now() - savedAt > STATE_SECONDS * 1000) await save();
  };

  // A file that cannot be written is told now, not after half a minute.
  await save();
  try {
    if (threads === 1) {
      const tree = new LazyTree(space, { cutoff });
      for (const batch of missing) {
        // Lets a signal in between two batches.
        await new Promise(setImmediate);
        signal?.throwIfAborted();
        await onResult(batch, tree.count(batches[batch]));
      }
    } else {
      const tasks = missing.map((batch) => ({ batch, paths: batches[batch] }));
      await runOnThreads<(typeof tasks)[number], TreeCounts>(new URL('./tablesWorker.js', import.meta.url), tasks, {
        threads,
        signal,
        workerData: { space, cutoff } satisfies TableWorkerData,
        onResult: ({ batch }, result) => onResult(batch, result),
      });
    }
    signal?.throwIfAborted();
  } finally {
    await save();
  }
  const built = distribution(space, cutoff, counts);
  try {
    checkCounts(counts, built);
  } catch (error) {
    if (!(error instanceof CountsError)) throw error;
    const aside = file === undefined ? undefined : await setAside(file, 'damaged');
    throw new BuildStateError(
      `the counts are wrong (${error.message})${aside ? `; what was done is in ${aside}` : ''}`,
    );
  }
  return {
    distribution: built,
    longOutputs: longOutputs(space, counts),
    nodes: counts.nodes,
    seconds: secondsBefore + secondsHere(),
  };
}

/** Each batch takes every so-manieth path, a sample of the whole tree, so that all take about as long. */
function batchesOf(paths: readonly Path[]): Path[][] {
  const batches: Path[][] = Array.from({ length: Math.ceil(paths.length / PATHS_PER_BATCH) }, () => []);
  paths.forEach((path, index) => {
    batches[index % batches.length].push(path);
  });
  return batches;
}

async function readState(
  file: string,
  build: string,
  onSetAside: TableBuildOptions['onSetAside'],
): Promise<BuildState | undefined> {
  const bytes = await naming(file, readIfThere(file));
  if (bytes === undefined) return undefined;
  const found = unseal(KIND, bytes);
  if (found === 'foreign')
    throw new BuildStateError(`${file} is in the way, which this program did not write: remove it, or build elsewhere`);
  if (typeof found === 'string') {
    const aside = await setAside(file, found);
    if (aside) onSetAside?.(file, found, aside);
    return undefined;
  }
  const state = found.content as BuildState;
  if (state.build !== build)
    throw new BuildStateError(`${file} is the state of another build; remove it to start again`);
  return state;
}
