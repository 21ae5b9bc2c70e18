/** A study's folder: which runs are there, which are missing, and each new one written as it finishes. */
import { createHash } from 'node:crypto';
import { access, constants, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type CtmTable, loadTable } from '../ctm/index.ts';
import { requireDataSet } from '../data/locate.ts';
import type { Progress, RunOutcome, RunResult } from '../study/run.ts';
import { decodeRun, encodeRun } from '../study/runFile.ts';
import { runIdentity, type StudySpec } from '../study/spec.ts';
import type { Engine } from './engine.ts';
import { readIfThere, writeWhole } from './files.ts';

export interface RunStudyOptions {
  readonly folder: string;
  readonly engine: Engine;
  /** Version of the program, noted in each run's file. */
  readonly version: string;
  /** Perform all runs, the finished ones too. */
  readonly fresh: boolean;
  readonly signal?: AbortSignal;
  readonly observer: StudyObserver;
}

export interface StudyObserver {
  /** How many of the runs asked for were found finished. */
  onStart(found: number): void;
  onProgress(progress: Progress): void;
  /** A run is finished and its file written. */
  onRun(result: RunResult): void;
  /** A run's file was damaged; it was renamed to `aside` and the run will be performed again. */
  onDamaged(path: string, problem: string, aside: string): void;
}

export interface StudyRuns {
  readonly specHash: string;
  readonly table: CtmTable;
  /** The finished runs, by number; fewer than asked for only after an abort. */
  readonly runs: RunOutcome[];
  /** How many of them this call performed. */
  readonly performed: number;
}

/**
 * Brings a study to its end: reads the runs that are finished in the folder, performs the others on the engine and
 * writes a file for each. What a file holds depends on the spec and the run's number alone, so any of them can be
 * deleted, or the whole interrupted, and the next call restores it. Throws a DataSetError where runs are missing and the
 * data set is not there.
 */
export async function runStudy(spec: StudySpec, options: RunStudyOptions): Promise<StudyRuns> {
  const { folder, engine, version, fresh, signal, observer } = options;
  const table = await loadTable(spec.measures.table);
  const specHash = createHash('sha256').update(runIdentity(spec, table.sha256)).digest('hex');
  const pathOf = (run: number) => join(folder, runFileName(specHash, run));
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);

  const finished = new Map<number, RunOutcome>();
  if (!fresh) {
    for (let run = 0; run < spec.runs; run++) {
      const found = await readRun(pathOf(run), specHash, run, observer);
      if (found) finished.set(run, outcome(found));
    }
  }
  const found = finished.size;
  const missing = Array.from({ length: spec.runs }, (_, run) => run).filter((run) => !finished.has(run));
  // Told here: an error that crosses from a worker thread has lost its class.
  if (missing.length > 0) await requireDataSet(spec.data.set);
  observer.onStart(found);
  await engine.perform(spec, missing, {
    signal,
    onProgress: (progress) => observer.onProgress(progress),
    async onResult(result) {
      await writeWhole(pathOf(result.run), await encodeRun({ kolmoscope: version, spec, specHash, result }));
      finished.set(result.run, outcome(result));
      observer.onRun(result);
    },
  });
  const runs = [...finished.values()].sort((a, b) => a.run - b.run);
  return { specHash, table, runs, performed: runs.length - found };
}

/** A result without what only its file needs to hold: the steps take a thousand times the rest. */
function outcome({ run, training, test, epochs, blocks, weights }: RunResult): RunOutcome {
  return { run, training, test, epochs, blocks, weights };
}

/** `run-<start of the spec's hash>-0007.json.gz`: runs of a changed spec stand beside the old ones. */
function runFileName(specHash: string, run: number): string {
  return `run-${specHash.slice(0, 8)}-${String(run).padStart(4, '0')}.json.gz`;
}

/** A finished run from its file; undefined where there is none, or only a damaged one, which is set aside. */
async function readRun(path: string, specHash: string, run: number, observer: StudyObserver) {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  try {
    return await decodeRun(bytes, specHash, run);
  } catch (error) {
    const aside = `${path}.damaged`;
    await rename(path, aside);
    observer.onDamaged(path, (error as Error).message, aside);
    return undefined;
  }
}
