import { basename, join, resolve } from 'node:path';
import { prepareFolder } from '../../files/temporary.ts';
import type { AGGREGATES } from '../../measures/index.ts';
import { plainJson } from '../../plainText.ts';
import { analyse } from '../../study/analysis/analysis.ts';
import { analysis as analysisFields } from '../../study/fields/analysis.ts';
import { verdict } from '../../study/judgement/verdict.ts';
import { describeTable } from '../../study/summary.ts';
import { VERSION } from '../../version.ts';
import { UsageError } from '../errors.ts';
import { type MeasuringRequest, matcher, readMeasuring } from '../measure/measuring.ts';
import { rivalsNamed } from '../measure/series.ts';
import { type OutputOptions, Outputs } from '../outputs.ts';
import { asJson, secondsSince } from '../results.ts';
import { openTable } from '../tables.ts';
import { bitsInWords, choicesOf } from './choices.ts';
import { findMatrices, measureRuns } from './measure.ts';
import { checkFolders, type LossRequest, readTrainings } from './trainings.ts';
import { trajectoriesCsv } from './trajectories.ts';

export interface WatchRequest extends MeasuringRequest, LossRequest, Pick<OutputOptions, 'overwrite'> {
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
  /** A line on what is taken otherwise than one may expect, or left out. */
  onNote?(note: string): void;
  /** So many checkpoints of all are measured; `name` is that of what is watched. */
  onCheckpoint?(name: string, done: number, all: number): void;
}

const WRITTEN = ['report.html', 'curves.svg', 'summary.json', 'trajectories.csv'];

export type WatchResult = Awaited<ReturnType<typeof watch>>;

/**
 * Gives networks that were trained elsewhere the analysis and the report of a study: a folder of checkpoints for each run,
 * and its losses. Writes report, figure, numbers and trajectories; returns what is watched in words, what `summary.json`
 * holds, and the report's path. Throws a UserError for what cannot be watched, an InterruptedError where the signal ended
 * it: nothing is written then.
 */
export async function watch(folders: readonly string[], request: WatchRequest, observer: WatchObserver = {}) {
  const started = performance.now();
  const { smoothing, only, aggregate = 'sum', seed = 1, command } = request;
  const name = basename(resolve(folders[0]));
  const out = request.out ?? join('watch', name);
  const options = analysisFields.parse(smoothing === undefined ? {} : { smoothing });
  checkFolders(folders, out);
  const sources = await readTrainings(folders, request, options.fewestEpochs);
  for (const { folder, checkpoints } of sources) {
    if (checkpoints[0].step !== null) continue;
    observer.onNote?.(`${folder}: in the order of the names, which do not each have a number of their own`);
  }
  const how = await readMeasuring({ axes: 'matrix', ...request });
  for (const source of request.table ?? []) {
    if ((await openTable(source)).dims === 1) throw new UsageError(`${source}: is a table of strings, not of matrices`);
  }
  const rivals = await rivalsNamed(request.rivals ?? [], how);
  const all = sources.flatMap(({ checkpoints }) => checkpoints);
  const { checkpoints, ...leftOut } = await findMatrices(all, matcher(only), how);
  for (const matrix of leftOut.tooSmall) {
    observer.onNote?.(`${name}: ${matrix} is left out: smaller than a block`);
  }
  // Better now than after all has been measured.
  const inputs = [...sources.map(({ lossFile }) => lossFile), ...all.map(({ path }) => path)];
  const origin = `"folder": ${plainJson(JSON.stringify(folders[0]))}`;
  const outputs = new Outputs({ of: name, overwrite: request.overwrite, inputs, origin });
  const paths = WRITTEN.map((file) => join(out, file));
  await outputs.check(...paths);
  await prepareFolder(out);
  const onCheckpoint = (done: number) => observer.onCheckpoint?.(name, done, all.length);
  const losses = sources.map((source) => source.losses);
  const isPooled = aggregate === 'pooled';
  const measuring = { how, isPooled, rivals, signal: request.signal, onCheckpoint };
  const { runs, matrices } = await measureRuns(losses, checkpoints, measuring);

  const { checkpointAxis, curvesFigure, renderWatchReport, watchSetting } = await import('../../report/index.ts');
  const analysis = analyse(runs, { runs: runs.length, seed, analysis: options });
  const judged = verdict(analysis, { analysis: options });
  const seconds = secondsSince(started);
  const lossRule = [...new Set(sources.map((source) => source.lossRule))].join('; ');
  const choices = choicesOf(how, request);
  const { accuracy: _, testLoss: __, ...results } = analysis;
  const { partition, table } = how.matrices;
  const summary = {
    watch: name,
    kolmoscope: VERSION,
    seed,
    sources: sources.map(({ folder, checkpoints, lossFile, lossSha256 }) => {
      return { folder, checkpoints: checkpoints.map(({ name, step }) => ({ name, step })), lossFile, lossSha256 };
    }),
    matrices: matrices.map(({ start, best, ...matrix }) => matrix),
    leftOut,
    choices: choices.map(([what, value, option]) => ({ what, value, option })),
    lossRule,
    aggregate,
    analysis: options,
    verdict: judged,
    ...results,
    table: describeTable(table),
    seconds,
  };
  const report = renderWatchReport({
    ...leftOut,
    ...{ name, version: VERSION, command, seed, options, choices, sources, lossRule, matrices, seconds },
    ...{ runs, analysis, verdict: judged, bits: bitsInWords(how.bits), areSigns: how.bits === 'sign', isPooled },
    ...{ table, block: partition.shapes[0], codes: partition.offsets[partition.shapes.length] },
  });
  const curves = curvesFigure(analysis, { axis: checkpointAxis(sources) });
  const contents = [report, curves, asJson(summary), trajectoriesCsv(runs, sources, matrices)];
  for (const [i, path] of paths.entries()) await outputs.write(path, contents[i]);
  const title = `${name}: ${watchSetting({ sources, matrices })}`;
  return { title, summary, report: paths[0] };
}
