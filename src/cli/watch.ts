import { createHash } from 'node:crypto';
import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { plainText } from '../arrays/index.ts';
import { readIfThere, writeWhole } from '../engine/files.ts';
import type { WatchedMatrix, WatchedSource } from '../report/index.ts';
import { type AnalysisOptions, analyse } from '../study/analysis.ts';
import { verdict } from '../study/judgement/verdict.ts';
import { describeTable } from '../study/summary.ts';
import type { MeasuredRun } from '../study/trajectories.ts';
import type { Measuring } from '../tensors/index.ts';
import { INTERRUPTED, wholeNumber } from './arguments.ts';
import { UserError } from './errors.ts';
import { formatWatched } from './formatResult.ts';
import { addMeasuringOptions, type MeasuringArguments, matcher, readMeasuring } from './measure/options.ts';
import { openTable } from './tables.ts';
import { VERSION } from './version.ts';
import { type Checkpoint, findCheckpoints } from './watch/checkpoints.ts';
import { bitsInWords, canDraw, choicesOf } from './watch/choices.ts';
import { lossesOf, parseLosses } from './watch/losses.ts';
import { findMatrices, measureRun } from './watch/measure.ts';
import { WatchStatus } from './watch/status.ts';
import { trajectoriesCsv } from './watch/trajectories.ts';

interface WatchOptions extends MeasuringArguments {
  readonly loss: string;
  readonly lossMean?: boolean;
  readonly out?: string;
  readonly aggregate: 'sum' | 'pooled';
  readonly smoothing: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** As a study's spec has them by default. */
const ANALYSIS = {
  fewestEpochs: 5,
  trajectories: 'processed',
  confidence: 0.95,
  resamples: 10_000,
  permutations: 65_536,
} as const;

/** `kolmoscope watch FOLDER…`: the analysis and report of a study, for networks that were trained elsewhere. */
export function watchCommand(): Command {
  const command = new Command('watch')
    .description('analyse the checkpoints of your own training: a folder for each run, and its losses')
    .argument(
      '<folders...>',
      'each with the checkpoints of one run: .safetensors, .npz or .npy, numbered by step or epoch',
    )
    .requiredOption(
      '--loss <file>',
      'training losses, as CSV: step and loss, or a loss for each checkpoint; in each folder',
    )
    .option('--loss-mean', 'a checkpoint’s loss is the mean since the one before, not that of its own step')
    .option('--out <folder>', 'where the results go (default: watch/<first folder>)');
  return addMeasuringOptions(command, 'matrix')
    .addOption(
      new Option('--aggregate <how>', 'one value for the network: over its matrices, or of all their blocks')
        .choices(['sum', 'pooled'])
        .default('sum'),
    )
    .option('--smoothing <sigma>', 'of the Gaussian smoothing, in checkpoints; 0 for none', readSigma, 1)
    .option('--seed <n>', 'of bootstrap and sign flips', wholeNumber(0, 0xffff_ffff), 1)
    .option('--json', 'print summary.json instead of the table')
    .action(watch);
}

function readSigma(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100)) throw new InvalidArgumentError('Expected 0 to 100.');
  return value;
}

/** A folder's checkpoints, each with its loss. */
interface Training extends WatchedSource {
  readonly checkpoints: readonly Checkpoint[];
  readonly losses: readonly number[];
  readonly lossRule: string;
}

async function watch(folders: readonly string[], options: WatchOptions): Promise<void> {
  const started = performance.now();
  const name = basename(resolve(folders[0]));
  const out = options.out ?? join('watch', name);
  checkFolders(folders, out);
  const trainings: Training[] = [];
  for (const folder of folders) trainings.push(await readTraining(folder, folders.length > 1, options));

  for (const { folder, checkpoints } of trainings) {
    if (checkpoints[0].step !== null) continue;
    process.stderr.write(`${folder}: in the order of the names, which do not each have a number of their own\n`);
  }
  const how = await readMeasuring(options);
  for (const table of options.table ?? []) {
    if ((await openTable(table)).dims === 1) throw new UserError(`${table}: is a table of strings, not of matrices`, 2);
  }
  const all = trainings.flatMap(({ checkpoints }) => checkpoints);
  const found = await findMatrices(all, matcher(options.only), how);
  for (const matrix of found.tooSmall) {
    process.stderr.write(`${name}: ${plainText(matrix)} is left out: smaller than a block\n`);
  }
  // Better now than after all has been measured.
  await mkdir(out, { recursive: true });
  await access(out, constants.W_OK);
  const measured = await measureAll(trainings, found.checkpoints, how, options, name);
  await conclude({ name, out, trainings, found, ...measured, how, options, started });
}

/** All that was read and measured. */
interface Watched {
  readonly name: string;
  readonly out: string;
  readonly trainings: readonly Training[];
  readonly found: Awaited<ReturnType<typeof findMatrices>>;
  readonly runs: readonly MeasuredRun[];
  readonly matrices: readonly WatchedMatrix[];
  readonly how: Measuring;
  readonly options: WatchOptions;
  /** As `performance.now()` says it. */
  readonly started: number;
}

/** Analyses the trajectories, writes the results and prints what they say. */
async function conclude(watched: Watched): Promise<void> {
  const { name, out, trainings, found, runs, matrices, how, options, started } = watched;
  const { checkpointAxis, curvesFigure, renderWatchReport, watchSetting } = await import('../report/index.ts');
  const analysisOptions: AnalysisOptions = { ...ANALYSIS, smoothing: options.smoothing };
  const analysis = analyse(runs, { runs: runs.length, seed: options.seed, analysis: analysisOptions });
  const answer = verdict(analysis, { analysis: analysisOptions });
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const lossRule = [...new Set(trainings.map((training) => training.lossRule))].join('; ');
  const { accuracy: _, testLoss: __, ...results } = analysis;
  const summary = {
    watch: name,
    kolmoscope: VERSION,
    seed: options.seed,
    sources: trainings.map(({ folder, checkpoints, lossFile, lossSha256 }) => ({
      folder,
      checkpoints: checkpoints.map(({ name, step }) => ({ name, step })),
      lossFile,
      lossSha256,
    })),
    matrices: matrices.map(({ start, best, ...matrix }) => matrix),
    leftOut: { tooSmall: found.tooSmall, vectors: found.vectors },
    choices: choicesOf(how, options).map(([what, value, option]) => ({ what, value, option })),
    lossRule,
    aggregate: options.aggregate,
    analysis: analysisOptions,
    verdict: answer,
    ...results,
    table: describeTable(how.matrices.table),
    seconds,
  };
  const { partition, table } = how.matrices;
  const report = renderWatchReport({
    name,
    analysis,
    verdict: answer,
    options: analysisOptions,
    seed: options.seed,
    runs,
    sources: trainings,
    lossRule,
    matrices,
    tooSmall: found.tooSmall,
    vectors: found.vectors,
    bits: bitsInWords(how.bits),
    areSigns: how.bits === 'sign',
    isPooled: options.aggregate === 'pooled',
    block: partition.shapes[0],
    codes: partition.offsets[partition.shapes.length],
    choices: choicesOf(how, options),
    table,
    seconds,
    version: VERSION,
    command: ['kolmoscope', ...process.argv.slice(2)].map(quotedForShell).join(' '),
  });
  const json = `${JSON.stringify(summary, null, 2)}\n`;
  await writeWhole(join(out, 'summary.json'), json);
  await writeWhole(join(out, 'trajectories.csv'), trajectoriesCsv(runs, trainings, matrices));
  await writeWhole(join(out, 'report.html'), report);
  await writeWhole(join(out, 'curves.svg'), curvesFigure(analysis, { axis: checkpointAxis(trainings) }));
  if (options.json) process.stdout.write(json);
  else {
    const title = `${name}: ${watchSetting({ sources: trainings, matrices })}`;
    process.stdout.write(formatWatched(title, analysis, answer, relative('.', join(out, 'report.html')), seconds));
  }
}

/** Refuses a folder that is given twice, and results that would stand among the checkpoints. */
function checkFolders(folders: readonly string[], out: string): void {
  const seen = new Set<string>();
  for (const folder of folders) {
    const path = resolve(folder);
    if (seen.has(path)) throw new UserError(`${folder}: is given twice`, 2);
    seen.add(path);
    if (`${resolve(out)}${sep}`.startsWith(path.endsWith(sep) ? path : `${path}${sep}`)) {
      throw new UserError(`${out}: the results would be written into ${folder}; choose another folder with --out`, 2);
    }
  }
}

async function readTraining(folder: string, isOneOfMany: boolean, { loss, lossMean }: WatchOptions): Promise<Training> {
  const { path: lossFile, bytes } = await readLosses(folder, loss, isOneOfMany);
  const checkpoints = await findCheckpoints(folder, lossFile, ANALYSIS.fewestEpochs);
  const parsed = parseLosses(bytes.toString('utf8'), lossFile);
  const { losses, rule } = lossesOf(parsed, checkpoints, lossMean ?? false);
  const lossSha256 = createHash('sha256').update(bytes).digest('hex');
  return { folder, checkpoints, losses, lossRule: rule, lossFile, lossSha256 };
}

/** The file as it is given or, where there is none, in the folder. Of several runs each has its own in its folder. */
async function readLosses(folder: string, loss: string, isOneOfMany: boolean) {
  if (isOneOfMany && isAbsolute(loss)) {
    throw new UserError(`${loss}: is one file for several runs; give its path within each folder`, 2);
  }
  const given = isOneOfMany ? undefined : await readIfThere(loss);
  if (given !== undefined) return { path: loss, bytes: given };
  const path = isAbsolute(loss) ? loss : join(folder, loss);
  return { path, bytes: await readFile(path) };
}

/** Measures all checkpoints of all runs. Ctrl-C ends it: nothing has been written yet. */
async function measureAll(
  trainings: readonly Training[],
  tensors: Awaited<ReturnType<typeof findMatrices>>['checkpoints'],
  how: Measuring,
  { aggregate }: WatchOptions,
  name: string,
): Promise<{ runs: MeasuredRun[]; matrices: WatchedMatrix[] }> {
  const status = new WatchStatus(name, tensors.length);
  const interrupt = () => {
    status.close();
    process.stderr.write('kolmoscope: interrupted: nothing was written\n');
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', interrupt);
  const runs: MeasuredRun[] = [];
  let matrices: WatchedMatrix[] = [];
  let first = 0;
  try {
    for (const [run, { checkpoints, losses }] of trainings.entries()) {
      const measured = await measureRun(run, tensors.slice(first, first + checkpoints.length), losses, {
        how,
        isPooled: aggregate === 'pooled',
        isDrawn: run === 0 && canDraw(how),
        onCheckpoint: () => status.onCheckpoint(),
      });
      runs.push(measured.run);
      if (run === 0) matrices = measured.matrices;
      first += checkpoints.length;
    }
  } finally {
    status.close();
    process.off('SIGINT', interrupt);
  }
  return { runs, matrices };
}

function quotedForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
