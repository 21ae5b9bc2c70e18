/** What the commands that perform studies have in common. */
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readIfThere, writeWhole } from '../engine/files.ts';
import { type ConfigurationRuns, runStudy, type StudyRuns } from '../engine/runStudy.ts';
import { onThreads } from '../engine/threads.ts';
import type { Study } from '../study/study.ts';
import { INTERRUPTED, wholeNumber } from './arguments.ts';
import { UserError } from './errors.ts';
import { StudyStatus } from './status.ts';
import { PACKAGE_ROOT, VERSION } from './version.ts';

export interface StudyOptions {
  readonly runs?: number;
  readonly threads: number;
  readonly out?: string;
  readonly seed?: number;
  readonly fresh?: boolean;
  readonly keepSteps?: boolean;
  readonly json?: boolean;
}

/** The arguments and options of a command that performs a study. */
export function asStudyCommand(command: Command): Command {
  return command
    .argument('<study>', 'name of a shipped study (quickstart, table1 …), or path of a spec file')
    .option('--runs <n>', "runs of each configuration (default: the spec's)", wholeNumber(1, 100_000))
    .option('--threads <n>', 'worker threads', wholeNumber(1, 256), availableParallelism())
    .option('--out <folder>', 'where the results go (default: runs/<study>)')
    .option('--seed <n>', "seed of the study (default: the spec's)", wholeNumber(0, 0xffff_ffff))
    .option('--keep-steps', 'keep every run step by step, not only the first three of each configuration')
    .option('--fresh', 'perform all runs anew')
    .option('--json', 'print summary.json instead of the table');
}

/** The content of a spec file, named or given by its path, and what errors are to call it. */
export async function readSpecFile(study: string): Promise<{ value: unknown; name: string }> {
  const shipped = new URL(`studies/${study}.json`, PACKAGE_ROOT);
  const isName = /^[a-z0-9-]+$/.test(study);
  for (const place of isName ? [shipped, `${study}.json`] : [study]) {
    const name = place instanceof URL ? `studies/${study}.json` : place;
    const bytes = await readIfThere(place).catch((error) => {
      throw Object.assign(error, { path: name });
    });
    if (bytes !== undefined) return { value: parseJson(bytes.toString('utf8'), name), name };
  }
  if (!isName) throw new UserError(`${study}: no such file`, 2);
  throw new UserError(`no study is named ${study}; give ${await shippedStudies()}, or the path of a spec file`, 2);
}

async function shippedStudies(): Promise<string> {
  const files = await readdir(new URL('studies/', PACKAGE_ROOT));
  return files
    .map((file) => file.replace(/\.json$/, ''))
    .sort()
    .join(', ');
}

function parseJson(text: string, name: string): unknown {
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError(`${name}: not JSON: ${(error as Error).message}`, 2);
  }
}

/** Performs what is missing of a study, with a status line. Throws a UserError when Ctrl-C stops it. */
export async function performStudy(study: Study, folder: string, options: StudyOptions): Promise<StudyRuns> {
  const abort = new AbortController();
  const status = new StudyStatus(study.study, options.threads);
  const stop = () => abort.abort();
  process.once('SIGINT', stop);
  let performed: StudyRuns;
  try {
    performed = await runStudy(study, {
      folder,
      engine: onThreads(options.threads),
      version: VERSION,
      fresh: options.fresh ?? false,
      keepSteps: options.keepSteps ?? false,
      signal: abort.signal,
      observer: status,
    });
  } finally {
    status.close();
    // Nothing would heed it while the report is written.
    process.off('SIGINT', stop);
  }
  if (abort.signal.aborted) {
    const runs = distinct(performed.configurations);
    const kept = runs.reduce((sum, { finished }) => sum + finished.length, 0);
    const asked = runs.reduce((sum, { spec }) => sum + spec.runs, 0);
    const next = options.fresh ? 'the same command without --fresh' : 'the same command';
    const what = `interrupted: ${kept} of ${asked} runs are kept in ${folder}`;
    throw new UserError(`${what}; ${next} goes on from there`, INTERRUPTED);
  }
  return performed;
}

/** Configurations that share their runs are one. */
function distinct(configurations: readonly ConfigurationRuns[]): ConfigurationRuns[] {
  return [...new Map(configurations.map((configuration) => [configuration.specHash, configuration])).values()];
}

/** Says what has no result, for want of its data set or because every run was lost, and sets the exit status. */
export function failForAbsent({ configurations }: StudyRuns): void {
  const lost = configurations.filter(({ finished, lost }) => finished.length === 0 && lost.length > 0);
  if (lost.length > 0) {
    process.stderr.write(`kolmoscope: every run diverged${namesOf(lost)}: ${lost[0].lost[0].diverged}\n`);
    process.exitCode = 1;
  }
  for (const problem of new Set(configurations.map(({ missing }) => missing))) {
    if (problem === null) continue;
    const names = namesOf(configurations.filter(({ missing }) => missing === problem));
    process.stderr.write(`kolmoscope: ${names === '' ? '' : `not performed${names}: `}${problem}\n`);
    process.exitCode = 3;
  }
}

/** ": first; second"; empty for a study without a matrix. */
function namesOf(configurations: readonly ConfigurationRuns[]): string {
  const names = configurations.flatMap(({ name }) => name ?? []);
  return names.length === 0 ? '' : `: ${names.join('; ')}`;
}

/** Wall time in seconds, to a tenth, since a moment of `performance.now()`. */
export function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 100) / 10;
}

/** The command line that performs a study again; `file` as the user named it. */
export function commandOf(verb: string, file: string, { runs, seed }: Pick<Study, 'runs' | 'seed'>): string {
  return `kolmoscope ${verb} ${file} --runs ${runs} --seed ${seed}`;
}

/** Writes numbers as JSON into a file of a study's folder, and returns the text. */
export async function writeJson(folder: string, file: string, content: object): Promise<string> {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  await writeWhole(join(folder, file), text);
  return text;
}
