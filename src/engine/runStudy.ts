/** A study's folder: which runs are there, which are missing, and each new one written as it finishes. */
import { access, constants, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type CtmTable, loadTable } from '../ctm/index.ts';
import { DataSetError, requireDataSet } from '../data/locate.ts';
import { parseSeries, seriesNamed } from '../measures/index.ts';
import { seriesOf } from '../study/fields/measures.ts';
import { hashOf, hasMeasured, type Measured, measuredBy } from '../study/identity.ts';
import { needsTable, type Tables } from '../study/run/blockMethods.ts';
import type { Progress, RunOutcome } from '../study/run/run.ts';
import { decodeRun, encodeRun, type StoredRun, type StoredRunFile } from '../study/run/runFile.ts';
import { withNames } from '../study/run/trajectories.ts';
import type { StudySpec } from '../study/spec.ts';
import type { Configuration, Study } from '../study/study.ts';
import type { Engine, Job, LostRun } from './engine.ts';
import { readIfThere, removeLeftovers, writeWhole } from './files.ts';
import { findOutdated, runFileName } from './runFiles.ts';
import { removeState } from './runState.ts';
import { expectedWork } from './work.ts';

/** Runs of each configuration whose trajectories are kept step by step unless all are. */
export const RUNS_WITH_STEPS = 3;

/** How much of a long run is lost at most with the process. */
const STATE_SECONDS = 30;

export interface RunStudyOptions {
  readonly folder: string;
  readonly engine: Engine;
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
  /** A run's file is of another version of the program; it was renamed to `aside`. */
  onOutdated(path: string, problem: string, aside: string): void;
}

/** A run that is to be performed; `work` as of `expectedWork`. */
export interface PlannedRun {
  readonly configuration: Configuration;
  readonly run: number;
  readonly work: number;
}

/** A configuration with what its runs are known by. */
interface Identified extends Configuration {
  /** Of what is trained: configurations that differ in what is measured or analysed share their runs. */
  readonly specHash: string;
  readonly tables: Tables;
  /** That of the blocks of BDM. */
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

/** Configurations that train alike: their runs are performed once, under the name of the first, and measured for all. */
interface Group {
  readonly configuration: Identified;
  readonly specs: readonly StudySpec[];
  readonly measured: Measured;
  readonly finished: Set<number>;
  /** What the files of unfinished runs hold already: it is measured again with the rest, so that nothing is lost. */
  readonly before: ReadonlyMap<number, readonly string[]>;
  readonly lost: LostRun[];
  readonly missing: string | null;
}

/**
 * Brings a study to its end: finds the runs that are finished in the folder, performs the others on the engine, those that
 * take longest first, and writes a file for each. What a file holds depends on the study and the run's number alone, so any
 * of them can be deleted, or the whole interrupted, and the next call restores it. Configurations whose data set is not
 * there are left out and say so.
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudyRuns> {
  const { folder, engine, fresh, keepSteps = false, signal, observer } = options;
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  await removeLeftovers(folder);
  for (const { path, problem } of await findOutdated(folder)) {
    observer.onOutdated(path, problem, await setAside(path, 'outdated'));
  }

  const keepsSteps = (run: number) => keepSteps || run < RUNS_WITH_STEPS;
  const configurations = await identify(study.configurations);
  const groups = new Map<string, Group>();
  for (const { specHash } of configurations) {
    if (groups.has(specHash)) continue;
    const alike = configurations.filter((configuration) => configuration.specHash === specHash);
    groups.set(specHash, await findGroup(alike, folder, fresh, keepsSteps, observer));
  }
  const found = [...groups.values()].reduce((sum, { finished }) => sum + finished.size, 0);
  const planned = [...groups.values()].flatMap(runsAhead).sort((a, b) => b.work - a.work);
  observer.onStart(found, planned);

  const ahead = new Map(planned.map((plan) => [keyOf(plan.configuration.specHash, plan.run), plan]));
  const jobs = planned.map(({ group, run }) => jobOf(group, run, keepsSteps(run)));
  if (fresh) for (const job of jobs) removeState(folder, job);
  await engine.perform(jobs, {
    signal,
    states: { folder, seconds: STATE_SECONDS },
    onProgress({ specHash, run }, progress) {
      // It may come another way than results: it may still be under way when the run is over.
      const plan = ahead.get(keyOf(specHash, run));
      if (plan) observer.onProgress(plan, progress);
    },
    async onResult({ specHash, run }, { computedBy, result }) {
      const plan = ahead.get(keyOf(specHash, run));
      // The same run again: it is written already.
      if (plan === undefined) return;
      ahead.delete(keyOf(specHash, run));
      const { configuration, measured, finished, lost } = plan.group;
      const { name, spec } = configuration;
      if ('diverged' in result) lost.push(result);
      else {
        const file = { computedBy, configuration: name, spec, specHash, measured, result };
        await writeWhole(pathOf(folder, specHash, run), await encodeRun(file));
        finished.add(run);
      }
      removeState(folder, { specHash, run });
      observer.onRun(plan, result);
    },
  });

  return {
    configurations: configurations.map((configuration) => {
      const { finished, lost, missing } = groups.get(configuration.specHash) as Group;
      return {
        ...configuration,
        finished: [...finished].sort((a, b) => a - b),
        lost: lost.toSorted((a, b) => a.run - b.run),
        missing,
      };
    }),
    // What was delivered is no longer ahead.
    performed: planned.length - ahead.size,
  };
}

function keyOf(specHash: string, run: number): string {
  return `${specHash} ${run}`;
}

/** What there is of configurations that train alike. */
async function findGroup(
  configurations: readonly Identified[],
  folder: string,
  fresh: boolean,
  keepsSteps: (run: number) => boolean,
  observer: StudyObserver,
): Promise<Group> {
  const [{ specHash, spec, tables }] = configurations;
  const specs = configurations.map(({ spec }) => spec);
  const missing = await whyMissing(spec);
  const finished = new Set<number>();
  const before = new Map<number, readonly string[]>();
  for (let run = 0; run < spec.runs && !fresh; run++) {
    const file = await readFinished(folder, specHash, run, observer);
    if (file === null) continue;
    const names = Object.keys(file.result.epochs.series);
    const has = (spec: StudySpec) => hasMeasured({ measured: file.measured, names }, spec, tables);
    const hasSteps = file.result.steps !== undefined || !keepsSteps(run);
    // Where the data is not there, better one that lacks something than none.
    const isWhole = missing === null ? specs.every(has) && hasSteps : specs.every((spec) => has(withoutMore(spec)));
    if (isWhole) finished.add(run);
    else before.set(run, names);
  }
  const why = finished.size < spec.runs ? missing : null;
  const [configuration] = configurations;
  return { configuration, specs, measured: measuredBy(specs, tables), finished, before, lost: [], missing: why };
}

/** The spec that measures only what every study does. */
function withoutMore(spec: StudySpec): StudySpec {
  return { ...spec, measures: { ...spec.measures, series: [] } };
}

function jobOf({ configuration, specs, measured: { tables }, before }: Group, run: number, keepSteps: boolean): Job {
  const { spec, specHash } = configuration;
  const names = specs.flatMap(({ measures }) => [...seriesOf(measures).values()].map(({ name }) => name));
  // What is not known here cannot be measured again; neither can what needs a table that is not asked for.
  const again = (before.get(run) ?? []).filter((name) => {
    if (parseSeries(name) === null) return false;
    const series = seriesNamed(name);
    return !needsTable(series) || series.options.table in tables;
  });
  return { spec, specHash, tables, run, more: [...new Set([...names, ...again])], keepSteps };
}

/**
 * Reads the finished runs of a configuration: what the analysis and the report need of them, its series by the names that
 * it gives them, without the steps and the kept networks, which are most of the files. Throws an Error that names a file
 * that is damaged.
 */
export async function readRuns(
  folder: string,
  { spec, specHash, finished }: Pick<ConfigurationRuns, 'spec' | 'specHash' | 'finished'>,
): Promise<RunOutcome[]> {
  const runs: RunOutcome[] = [];
  const series = seriesOf(spec.measures);
  for (const run of finished) {
    const path = pathOf(folder, specHash, run);
    const bytes = await readIfThere(path);
    if (bytes === undefined) throw new Error(`${path}: was there and is gone`);
    const { result } = await decodeRun(bytes, specHash, run).catch((error: Error) => {
      throw new Error(`${path}: ${error.message}`);
    });
    const { run: number, training, test, epochs, blocks, weights } = result;
    runs.push(withNames({ run: number, training, test, epochs, blocks, weights }, series));
  }
  return runs;
}

async function identify(configurations: readonly Configuration[]): Promise<Identified[]> {
  const tables: Record<string, CtmTable> = {};
  for (const { spec } of configurations) {
    for (const { options } of seriesOf(spec.measures).values())
      tables[options.table] ??= await loadTable(options.table);
  }
  return configurations.map((configuration) => {
    const { spec } = configuration;
    return { ...configuration, specHash: hashOf(spec), tables, table: tables[spec.measures.table] };
  });
}

function runsAhead(group: Group) {
  const { configuration, finished, missing } = group;
  const { spec } = configuration;
  if (missing !== null) return [];
  const work = expectedWork(spec);
  return Array.from({ length: spec.runs }, (_, run) => ({ configuration, run, work, group })).filter(
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

/** A run's file if it is there and whole; null where it is not. A damaged one is set aside. */
async function readFinished(
  folder: string,
  specHash: string,
  run: number,
  observer: StudyObserver,
): Promise<StoredRunFile | null> {
  const path = pathOf(folder, specHash, run);
  const bytes = await readIfThere(path);
  if (bytes === undefined) return null;
  try {
    return await decodeRun(bytes, specHash, run);
  } catch (error) {
    observer.onDamaged(path, (error as Error).message, await setAside(path, 'damaged'));
    return null;
  }
}

async function setAside(path: string, why: string): Promise<string> {
  const aside = `${path}.${why}`;
  await rename(path, aside);
  return aside;
}
