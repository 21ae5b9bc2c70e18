/** A study's folder: which runs are there, which are missing, and each new one written as it finishes. */
import { join } from 'node:path';
import { type CtmTable, loadTable } from '../ctm/index.ts';
import { DataSetError, requireDataSet } from '../data/locate.ts';
import { prepareFolder } from '../files/temporary.ts';
import { readIfThere, setAside, writeWhole } from '../files/whole.ts';
import { parseSeries, type SeriesSpec, seriesNamed } from '../measures/index.ts';
import { seriesOf } from '../study/fields/measures.ts';
import { hashOf, hasMeasured, type Measured, measuredBy } from '../study/identity.ts';
import { needsTable, type Tables } from '../study/run/blockMethods.ts';
import type { Progress, RunOutcome } from '../study/run/run.ts';
import { decodeRun, encodeRun, type StoredRun, type StoredRunFile } from '../study/run/runFile.ts';
import { withNames } from '../study/run/trajectories.ts';
import { union } from '../study/run/union.ts';
import type { StudySpec } from '../study/spec.ts';
import type { Configuration, Study } from '../study/study.ts';
import type { Engine, Job, LostRun } from './engine.ts';
import { findOutdated, runFileName } from './runFiles.ts';
import { brokenState, removeState } from './runState.ts';
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
  onStart?(found: number, ahead: readonly PlannedRun[]): void;
  onProgress?(planned: PlannedRun, progress: Progress): void;
  /** A run is over; if it was not lost its file is written. */
  onRun?(planned: PlannedRun, result: StoredRun | LostRun): void;
  /** A run's file, or the state of one under way, was damaged; it was renamed to `aside`, and the run begins anew. */
  onDamaged?(path: string, problem: string, aside: string): void;
  /** Runs' files are of another version of the program; the first was renamed to `aside`, and all others so. */
  onOutdated?(files: number, problem: string, aside: string): void;
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
  readonly finished: Set<number>;
  readonly ahead: ReadonlyMap<number, Task>;
  readonly lost: LostRun[];
  readonly missing: string | null;
}

/** What is to be done of a run: all that is asked for, and what its file holds already, so that nothing is lost. */
interface Task {
  readonly series: readonly string[];
  readonly measured: Measured;
  readonly keepSteps: boolean;
}

type LoadedTables = Map<string, Promise<CtmTable>>;

/**
 * Brings a study to its end: finds the runs that are finished in the folder, performs the others on the engine, those that
 * take longest first, and writes a file for each. What a file holds depends on the study and the run's number alone, so any
 * of them can be deleted, or the whole interrupted, and the next call restores it. Configurations whose data set is not
 * there are left out and say so.
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudyRuns> {
  const { folder, engine, fresh, keepSteps = false, signal, observer } = options;
  await prepareFolder(folder);
  await setOutdatedAside(folder, observer);
  const keepsSteps = (run: number) => keepSteps || run < RUNS_WITH_STEPS;
  const tables: LoadedTables = new Map();
  const configurations = await identify(study.configurations, tables);
  const groups = new Map<string, Group>();
  for (const { specHash } of configurations) {
    if (groups.has(specHash)) continue;
    const alike = configurations.filter((configuration) => configuration.specHash === specHash);
    groups.set(specHash, await findGroup(alike, { folder, fresh, keepsSteps, tables, observer }));
  }
  const found = [...groups.values()].reduce((sum, { finished }) => sum + finished.size, 0);
  const planned = [...groups.values()].flatMap(runsAhead).sort((a, b) => b.work - a.work);
  observer.onStart?.(found, planned);

  const ahead = new Map(planned.map((plan) => [keyOf(plan.configuration.specHash, plan.run), plan]));
  const jobs = planned.map(jobOf);
  for (const job of jobs) await (fresh ? removeState(folder, job) : setBrokenStateAside(folder, job, observer));
  await engine.perform(jobs, {
    signal,
    states: { folder, seconds: STATE_SECONDS },
    onProgress({ specHash, run }, progress) {
      // It may come another way than results: it may still be under way when the run is over.
      const plan = ahead.get(keyOf(specHash, run));
      if (plan) observer.onProgress?.(plan, progress);
    },
    async onResult({ specHash, run }, { computedBy, result }) {
      const plan = ahead.get(keyOf(specHash, run));
      // The same run again: it is written already.
      if (plan === undefined) return;
      ahead.delete(keyOf(specHash, run));
      const { group, task, configuration } = plan;
      const { name, spec } = configuration;
      if ('diverged' in result) group.lost.push(result);
      else {
        // What its file has and cannot be measured here: the series of other versions.
        const before = fresh ? null : await readFinished(folder, specHash, run, observer);
        const whole = before === null ? result : union(result, before.result);
        const file = { computedBy, configuration: name, spec, specHash, measured: task.measured, result: whole };
        await writeWhole(pathOf(folder, specHash, run), await encodeRun(file));
        group.finished.add(run);
      }
      removeState(folder, { specHash, run });
      observer.onRun?.(plan, result);
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

interface Finding extends Pick<RunStudyOptions, 'folder' | 'fresh' | 'observer'> {
  readonly keepsSteps: (run: number) => boolean;
  readonly tables: LoadedTables;
}

/** What there is of configurations that train alike. */
async function findGroup(
  configurations: readonly Identified[],
  { folder, fresh, keepsSteps, tables: loaded, observer }: Finding,
): Promise<Group> {
  const [configuration] = configurations;
  const { specHash, spec } = configuration;
  const specs = configurations.map(({ spec }) => spec);
  const asked = specs.flatMap(({ measures }) => [...seriesOf(measures).values()]);
  const missing = await whyMissing(spec);
  const finished = new Set<number>();
  const ahead = new Map<number, Task>();
  for (let run = 0; run < spec.runs; run++) {
    const file = fresh ? null : await readFinished(folder, specHash, run, observer);
    const names = Object.keys(file?.result.epochs.series ?? {});
    const hadSteps = file?.result.steps !== undefined;
    // Where the data is not there, better a run that lacks something than none.
    const hasSteps = missing !== null || hadSteps || !keepsSteps(run);
    const has = ({ spec, tables }: Identified) =>
      file !== null && hasMeasured({ ...file, names }, missing === null ? spec : withoutMore(spec), tables);
    if (hasSteps && configurations.every(has)) {
      finished.add(run);
      // Left by a process that was killed after the run's file was written.
      removeState(folder, { specHash, run });
      continue;
    }
    const known = names.filter((name) => parseSeries(name) !== null);
    const series = [...asked, ...known.map((name) => seriesNamed(name))];
    ahead.set(run, {
      series: [...new Set(series.map(({ name }) => name))],
      measured: measuredBy(specs, await tablesOf(series, loaded), file?.measured),
      keepSteps: keepsSteps(run) || hadSteps,
    });
  }
  return { configuration, finished, ahead, lost: [], missing: ahead.size > 0 ? missing : null };
}

/** The spec that measures only what every study does. */
function withoutMore(spec: StudySpec): StudySpec {
  return { ...spec, measures: { ...spec.measures, series: [] } };
}

function jobOf({ configuration, run, task }: PlannedTask): Job {
  const { spec, specHash } = configuration;
  const { series, measured, keepSteps } = task;
  return { spec, specHash, tables: measured.tables, run, series, keepSteps };
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
    const { run: number, training, test, epochs, blocks, weights, validation } = result;
    const asked = spec.analysis.validation ? { validation } : {};
    runs.push(withNames({ run: number, training, test, epochs, blocks, weights, ...asked }, series));
  }
  return runs;
}

async function identify(configurations: readonly Configuration[], loaded: LoadedTables): Promise<Identified[]> {
  const identified = configurations.map(async (configuration) => {
    const { spec } = configuration;
    const tables = await tablesOf(seriesOf(spec.measures).values(), loaded);
    return { ...configuration, specHash: hashOf(spec), tables };
  });
  return Promise.all(identified);
}

/** The complexity tables of some series, each loaded once. */
async function tablesOf(series: Iterable<SeriesSpec>, loaded: LoadedTables): Promise<Tables> {
  const names = new Set([...series].filter(needsTable).map(({ options }) => options.table));
  const loading = [...names].map(async (name) => {
    const table = loaded.get(name) ?? loadTable(name);
    loaded.set(name, table);
    return [name, await table] as const;
  });
  return Object.fromEntries(await Promise.all(loading));
}

interface PlannedTask extends PlannedRun {
  readonly configuration: Identified;
  readonly task: Task;
  readonly group: Group;
}

function runsAhead(group: Group): PlannedTask[] {
  const { configuration, ahead, missing } = group;
  if (missing !== null) return [];
  const work = expectedWork(configuration.spec);
  return [...ahead].map(([run, task]) => ({ configuration, run, work, task, group }));
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
    const aside = await setAside(path, 'damaged');
    if (aside) observer.onDamaged?.(path, (error as Error).message, aside);
    return null;
  }
}

/** A state that nobody can go on from would only be in the way; one of another version is written over. */
async function setBrokenStateAside(folder: string, job: Job, observer: StudyObserver): Promise<void> {
  const broken = await brokenState(folder, job);
  if (broken === undefined || broken.problem === 'outdated') return;
  const aside = await setAside(broken.path, 'damaged');
  if (aside) observer.onDamaged?.(broken.path, 'not whole, or not of this program', aside);
}

async function setOutdatedAside(folder: string, observer: StudyObserver): Promise<void> {
  const [first, ...others] = await findOutdated(folder);
  if (first === undefined) return;
  const aside = await setAside(first.path, 'outdated');
  for (const { path } of others) await setAside(path, 'outdated');
  if (aside) observer.onOutdated?.(1 + others.length, first.problem, aside);
}
