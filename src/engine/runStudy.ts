/** A study's folder: which runs are there, which are missing, and each new one written as it finishes. */
import { createHash } from 'node:crypto';
import { access, constants, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CtmTable, loadTable } from '../ctm/index.ts';
import { DataSetError, requireDataSet } from '../data/locate.ts';
import type { Progress, RunOutcome } from '../study/run.ts';
import { decodeRun, encodeRun, type StoredRun } from '../study/runFile.ts';
import { runIdentity, type StudySpec } from '../study/spec.ts';
import type { Configuration, Study } from '../study/study.ts';
import type { Engine, Job, LostRun } from './engine.ts';
import { readIfThere, removeLeftovers, writeWhole } from './files.ts';
import { runFileName } from './runFiles.ts';
import { expectedWork } from './work.ts';

/** Runs of each configuration whose trajectories are kept step by step unless all are. */
export const RUNS_WITH_STEPS = 3;

/** How much of a long run is lost at most with the process. */
const CHECKPOINT_SECONDS = 30;

export interface RunStudyOptions {
  readonly folder: string;
  readonly engine: Engine;
  /** Version of the program, noted in each run's file. */
  readonly version: string;
  /** Perform all runs, the finished ones too. */
  readonly fresh: boolean;
  /** Keep the trajectories of every run step by step, not of the first ones only. */
  readonly keepSteps?: boolean;
  readonly signal?: AbortSignal;
  readonly observer: StudyObserver;
}

export interface StudyObserver {
  /** The runs found finished, and those that will be performed. */
  onStart(found: number, ahead: readonly PlannedRun[]): void;
  onProgress(planned: PlannedRun, progress: Progress): void;
  /** A run is over; if it was not lost its file is written. */
  onRun(planned: PlannedRun, result: StoredRun | LostRun): void;
  /** A run's file was damaged; it was renamed to `aside` and the run will be performed again. */
  onDamaged(path: string, problem: string, aside: string): void;
}

/** A run that is to be performed; `work` as of `expectedWork`. */
export interface PlannedRun {
  readonly configuration: Configuration;
  readonly run: number;
  readonly work: number;
}

/** A configuration with what its runs are known by. */
interface Identified extends Configuration {
  readonly specHash: string;
  readonly table: CtmTable;
}

/** What there is of one configuration. */
export interface ConfigurationRuns extends Identified {
  /** Numbers of the finished runs, ascending; fewer than asked for only after an abort, or for what follows. */
  readonly finished: readonly number[];
  readonly lost: readonly LostRun[];
  /** What keeps the other runs from being performed: the data set is not there. */
  readonly missing: string | null;
}

export interface StudyRuns {
  readonly configurations: readonly ConfigurationRuns[];
  /** How many runs this call performed. */
  readonly performed: number;
}

/** The runs of all configurations that differ in their analysis only, under the name of the first. */
interface Group {
  readonly configuration: Identified;
  readonly finished: Set<number>;
  readonly lost: LostRun[];
  readonly missing: string | null;
}

/**
 * Brings a study to its end: finds the runs that are finished in the folder, performs the others on the engine, those that
 * take longest first, and writes a file for each. What a file holds depends on the spec and the run's number alone, so any
 * of them can be deleted, or the whole interrupted, and the next call restores it. Configurations whose data set is not
 * there are left out and say so.
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudyRuns> {
  const { folder, engine, version, fresh, keepSteps = false, signal, observer } = options;
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  await removeLeftovers(folder);
  const keepsSteps = (run: number) => keepSteps || run < RUNS_WITH_STEPS;

  const configurations = await identify(study.configurations);
  const groups = await findGroups(configurations, async (specHash, run, canPerform) => {
    // Better one without its steps than none.
    const needsSteps = canPerform && keepsSteps(run);
    return !fresh && (await isFinished(folder, specHash, run, needsSteps, observer));
  });
  const all = [...groups.values()];
  const found = all.reduce((sum, { finished }) => sum + finished.size, 0);
  const planned = all
    .flatMap((group, spec) => runsAhead(group).map((plan) => ({ ...plan, group, spec })))
    .sort((a, b) => b.work - a.work);
  observer.onStart(found, planned);

  const stateOf = (specHash: string, run: number) => join(folder, `${runFileName(specHash, run)}.state`);
  const jobs = planned.map(({ spec, run, group }) => {
    const { specHash } = group.configuration;
    const checkpoint = { path: stateOf(specHash, run), specHash, seconds: CHECKPOINT_SECONDS };
    return { spec, run, keepSteps: keepsSteps(run), checkpoint } satisfies Job;
  });
  if (fresh) for (const { checkpoint } of jobs) await rm(checkpoint.path, { force: true });
  const keyOf = ({ spec, run }: Pick<Job, 'spec' | 'run'>) => `${spec} ${run}`;
  const ahead = new Map(planned.map((plan) => [keyOf(plan), plan]));
  const specs = all.map(({ configuration }) => configuration.spec);
  await engine.perform(specs, jobs, {
    signal,
    onProgress(job, progress) {
      // A thread sends it another way than results: it may still be under way when the run is over.
      const plan = ahead.get(keyOf(job));
      if (plan) observer.onProgress(plan, progress);
    },
    async onResult(job, result) {
      const plan = ahead.get(keyOf(job));
      if (plan === undefined) throw new Error(`run ${job.run} has two results`);
      ahead.delete(keyOf(job));
      const { configuration, finished, lost } = plan.group;
      const { name, spec, specHash } = configuration;
      if ('diverged' in result) lost.push(result);
      else {
        const file = { kolmoscope: version, configuration: name, spec, specHash, result };
        await writeWhole(pathOf(folder, specHash, result.run), await encodeRun(file));
        finished.add(result.run);
      }
      await rm(stateOf(specHash, result.run), { force: true });
      observer.onRun(plan, result);
    },
  });

  const done = all.reduce((sum, { finished, lost }) => sum + finished.size + lost.length, 0);
  return {
    configurations: configurations.map((configuration) => {
      const { finished, lost, missing } = groups.get(configuration.specHash) as Group;
      return {
        ...configuration,
        finished: [...finished].sort((a, b) => a - b),
        lost: [...lost].sort((a, b) => a.run - b.run),
        missing,
      };
    }),
    performed: done - found,
  };
}

/** The configurations by what their runs are known by, each with the runs that are finished. */
async function findGroups(
  configurations: readonly Identified[],
  isFinished: (specHash: string, run: number, canPerform: boolean) => Promise<boolean>,
): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>();
  for (const configuration of configurations) {
    const { spec, specHash } = configuration;
    if (groups.has(specHash)) continue;
    const missing = await whyMissing(spec);
    const finished = new Set<number>();
    for (let run = 0; run < spec.runs; run++) {
      if (await isFinished(specHash, run, missing === null)) finished.add(run);
    }
    groups.set(specHash, { configuration, finished, lost: [], missing: finished.size < spec.runs ? missing : null });
  }
  return groups;
}

/**
 * Reads the finished runs of a configuration: what the analysis and the report need of them, without the steps and the
 * kept networks, which are most of the files. Throws an Error that names a file that is damaged.
 */
export async function readRuns(
  folder: string,
  { specHash, finished }: Pick<ConfigurationRuns, 'specHash' | 'finished'>,
): Promise<RunOutcome[]> {
  const runs: RunOutcome[] = [];
  for (const run of finished) {
    const path = pathOf(folder, specHash, run);
    const bytes = await readIfThere(path);
    if (bytes === undefined) throw new Error(`${path}: was there and is gone`);
    const result = await decodeRun(bytes, specHash, run).catch((error: Error) => {
      throw new Error(`${path}: ${error.message}`);
    });
    const { run: number, training, test, epochs, blocks, weights } = result;
    runs.push({ run: number, training, test, epochs, blocks, weights });
  }
  return runs;
}

async function identify(configurations: readonly Configuration[]): Promise<Identified[]> {
  const tables = new Map<string, CtmTable>();
  const identified: Identified[] = [];
  for (const configuration of configurations) {
    const { spec } = configuration;
    const table = tables.get(spec.measures.table) ?? (await loadTable(spec.measures.table));
    tables.set(spec.measures.table, table);
    const specHash = createHash('sha256').update(runIdentity(spec, table.sha256)).digest('hex');
    identified.push({ ...configuration, specHash, table });
  }
  return identified;
}

function runsAhead({ configuration, finished, missing }: Group): PlannedRun[] {
  const { spec } = configuration;
  if (missing !== null) return [];
  const work = expectedWork(spec);
  return Array.from({ length: spec.runs }, (_, run) => ({ configuration, run, work })).filter(
    ({ run }) => !finished.has(run),
  );
}

/** What a spec's runs lack; null where nothing does. Told here: an error that crosses from a worker thread has lost its class. */
async function whyMissing({ data }: StudySpec): Promise<string | null> {
  try {
    await requireDataSet(data.set);
    return null;
  } catch (error) {
    if (error instanceof DataSetError) return error.message;
    throw error;
  }
}

function pathOf(folder: string, specHash: string, run: number): string {
  return join(folder, runFileName(specHash, run));
}

/** Whether a run's file is there and whole, with its steps if they are needed. A damaged one is set aside. */
async function isFinished(
  folder: string,
  specHash: string,
  run: number,
  needsSteps: boolean,
  observer: StudyObserver,
): Promise<boolean> {
  const path = pathOf(folder, specHash, run);
  const bytes = await readIfThere(path);
  if (bytes === undefined) return false;
  try {
    const { steps } = await decodeRun(bytes, specHash, run);
    return steps !== undefined || !needsSteps;
  } catch (error) {
    const aside = `${path}.damaged`;
    await rename(path, aside);
    observer.onDamaged(path, (error as Error).message, aside);
    return false;
  }
}
