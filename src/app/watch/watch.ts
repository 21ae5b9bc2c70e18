import { access, constants, mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { writeWhole } from '../../engine/files.ts';
import type { AGGREGATES } from '../../measures/index.ts';
import type { Verdict, WatchedMatrix } from '../../report/index.ts';
import { type Analysis, type AnalysisOptions, analyse } from '../../study/analysis.ts';
import { analysis as analysisFields } from '../../study/fields/analysis.ts';
import { describeTable } from '../../study/summary.ts';
import type { MeasuredRun } from '../../study/trajectories.ts';
import type { Measuring } from '../../tensors/index.ts';
import { InterruptedError, UsageError } from '../errors.ts';
import { type MeasuringRequest, matcher, readMeasuring } from '../measure/measuring.ts';
import { secondsSince, writeJson } from '../results.ts';
import { openTable } from '../tables.ts';
import { VERSION } from '../version.ts';
import { bitsInWords, canDraw, choicesOf } from './choices.ts';
import { type Found, findMatrices, measureRun } from './measure.ts';
import { checkFolders, type LossRequest, readTrainings, type Training } from './trainings.ts';
import { trajectoriesCsv } from './trajectories.ts';

export interface WatchRequest extends MeasuringRequest, LossRequest {
  /** Where the results go; `watch/<first folder>` unless told. */
  readonly out?: string;
  /** One value for the network: `sum` over its matrices unless told, or of all their blocks, `pooled`. */
  readonly aggregate?: (typeof AGGREGATES)[number];
  /** Sigma of the Gaussian smoothing, in checkpoints; 0 for none. That of a study unless told. */
  readonly smoothing?: number;
  /** Of bootstrap and sign flips; 1 unless told. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** The command line that does it again, for the report. */
  readonly command: string;
}

/** What is heard of the watching. */
export interface WatchObserver {
  /** The checkpoints of a folder are taken by their names, which do not each have a number of their own. */
  onUnnumbered?(folder: string): void;
  /** What is watched, how many checkpoints it has, and which matrices are left out since they are smaller than a block. */
  onStart?(name: string, checkpoints: number, tooSmall: readonly string[]): void;
  /** So many checkpoints are measured. */
  onCheckpoint?(done: number): void;
}

export interface WatchResult {
  /** What is watched: "mlp: 1 run of 8 checkpoints, 2 weight matrices, 524 weights". */
  readonly title: string;
  readonly analysis: Analysis;
  readonly verdict: Verdict;
  /** As in `summary.json`. */
  readonly summary: { readonly seconds: number };
  /** Path of the report. */
  readonly report: string;
}

/** All that was read and measured. */
interface Watched {
  readonly name: string;
  readonly out: string;
  readonly trainings: readonly Training[];
  readonly found: Found;
  readonly runs: readonly MeasuredRun[];
  readonly matrices: readonly WatchedMatrix[];
  readonly how: Measuring;
  readonly analysisOptions: AnalysisOptions;
  /** As `performance.now()` says it. */
  readonly started: number;
}

/**
 * Gives networks that were trained elsewhere the analysis and the report of a study: a folder of checkpoints for each run,
 * and its losses. Writes report, figure, numbers and trajectories. Throws a UserError for what cannot be watched, an
 * InterruptedError where the signal ended it: nothing is written then.
 */
export async function watch(
  folders: readonly string[],
  request: WatchRequest,
  observer: WatchObserver = {},
): Promise<WatchResult> {
  const started = performance.now();
  const { smoothing, only, table = [] } = request;
  const name = basename(resolve(folders[0]));
  const out = request.out ?? join('watch', name);
  const analysisOptions = analysisFields.parse(smoothing === undefined ? {} : { smoothing });
  checkFolders(folders, out);
  const trainings = await readTrainings(folders, request, analysisOptions.fewestEpochs);
  for (const { folder, checkpoints } of trainings) if (checkpoints[0].step === null) observer.onUnnumbered?.(folder);
  const how = await readMeasuring({ axes: 'matrix', ...request });
  for (const source of table) {
    if ((await openTable(source)).dims === 1) throw new UsageError(`${source}: is a table of strings, not of matrices`);
  }
  const all = trainings.flatMap(({ checkpoints }) => checkpoints);
  const found = await findMatrices(all, matcher(only), how);
  observer.onStart?.(name, all.length, found.tooSmall);
  // Better now than after all has been measured.
  await mkdir(out, { recursive: true });
  await access(out, constants.W_OK);
  const measured = await measureAll(trainings, found, how, request, observer);
  return conclude({ name, out, trainings, found, ...measured, how, analysisOptions, started }, request);
}

/** Measures all checkpoints of all runs. */
async function measureAll(
  trainings: readonly Training[],
  found: Found,
  how: Measuring,
  { aggregate, signal }: WatchRequest,
  observer: WatchObserver,
): Promise<Pick<Watched, 'runs' | 'matrices'>> {
  const runs: MeasuredRun[] = [];
  let matrices: WatchedMatrix[] = [];
  let [first, done] = [0, 0];
  try {
    for (const [run, { checkpoints, losses }] of trainings.entries()) {
      const measured = await measureRun(run, found.checkpoints.slice(first, first + checkpoints.length), losses, {
        how,
        isPooled: aggregate === 'pooled',
        isDrawn: run === 0 && canDraw(how),
        signal,
        onCheckpoint: () => observer.onCheckpoint?.(++done),
      });
      runs.push(measured.run);
      if (run === 0) matrices = measured.matrices;
      first += checkpoints.length;
    }
  } catch (error) {
    throw signal?.aborted ? new InterruptedError('interrupted: nothing was written') : error;
  }
  return { runs, matrices };
}

/** Analyses the trajectories and writes the results. */
async function conclude(watched: Watched, request: WatchRequest): Promise<WatchResult> {
  const { name, out, trainings, found, runs, matrices, how, analysisOptions, started } = watched;
  const { aggregate = 'sum', seed = 1, command } = request;
  const { checkpointAxis, curvesFigure, renderWatchReport, verdict, watchSetting } = await import(
    '../../report/index.ts'
  );
  const analysis = analyse(runs, { runs: runs.length, seed, analysis: analysisOptions });
  const seconds = secondsSince(started);
  const lossRule = [...new Set(trainings.map((training) => training.lossRule))].join('; ');
  const choices = choicesOf(how, request);
  const { tooSmall, vectors } = found;
  const { accuracy: _, testLoss: __, ...results } = analysis;
  const summary = {
    watch: name,
    kolmoscope: VERSION,
    seed,
    sources: trainings.map(({ folder, checkpoints, lossFile, lossSha256 }) => ({
      folder,
      checkpoints: checkpoints.map(({ name, step }) => ({ name, step })),
      lossFile,
      lossSha256,
    })),
    matrices: matrices.map(({ start, best, ...matrix }) => matrix),
    leftOut: { tooSmall, vectors },
    choices: choices.map(([what, value, option]) => ({ what, value, option })),
    lossRule,
    aggregate,
    analysis: analysisOptions,
    ...results,
    table: describeTable(how.matrices.table),
    seconds,
  };
  const { partition, table } = how.matrices;
  const report = renderWatchReport({
    name,
    analysis,
    options: analysisOptions,
    seed,
    runs,
    sources: trainings,
    lossRule,
    matrices,
    tooSmall,
    vectors,
    bits: bitsInWords(how.bits),
    areSigns: how.bits === 'sign',
    isPooled: aggregate === 'pooled',
    block: partition.shapes[0],
    codes: partition.offsets[partition.shapes.length],
    choices,
    table,
    seconds,
    version: VERSION,
    command,
  });
  await writeJson(join(out, 'summary.json'), summary);
  await writeWhole(join(out, 'trajectories.csv'), trajectoriesCsv(runs, trainings, matrices));
  await writeWhole(join(out, 'report.html'), report);
  await writeWhole(join(out, 'curves.svg'), curvesFigure(analysis, { axis: checkpointAxis(trainings) }));
  return {
    title: `${name}: ${watchSetting({ sources: trainings, matrices })}`,
    analysis,
    verdict: verdict(analysis, { analysis: analysisOptions }),
    summary,
    report: join(out, 'report.html'),
  };
}
