/** What the commands that perform studies have in common. */
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import type { Command } from 'commander';
import { InterruptedError } from '../../app/errors.ts';
import { asJson } from '../../app/results.ts';
import type { StudyOptions, StudyResult } from '../../app/study/perform.ts';
import { readStudy } from '../../app/study/readStudy.ts';
import { type ConfigurationRuns, onThreads } from '../../engine/index.ts';
import { plainText } from '../../plainText.ts';
import type { Study } from '../../study/index.ts';
import { OVERWRITE, wholeNumber } from '../arguments.ts';
import { interruption } from '../ending.ts';
import { tell } from '../text.ts';
import { studyStatus } from './status.ts';

export interface StudyArguments extends Pick<StudyOptions, 'out' | 'fresh' | 'keepSteps' | 'overwrite'> {
  readonly runs?: number;
  readonly threads: number;
  readonly seed?: number;
  readonly json?: boolean;
}

/** The arguments and options of a command that performs a study: its usual folder, and its file of numbers. */
export function asStudyCommand(command: Command, folder: string, numbers: string): Command {
  return command
    .argument('<study>', 'name of a shipped study (quickstart, table1 …), or path of a spec file')
    .option('--runs <n>', "runs of each configuration (default: the spec's)", wholeNumber(1, 100_000))
    .option('--threads <n>', 'worker threads', wholeNumber(1, 256), availableParallelism())
    .option('--out <folder>', `where the results go (default: ${folder})`)
    .option('--seed <n>', "seed of the study (default: the spec's)", wholeNumber(0, 0xffff_ffff))
    .option('--keep-steps', 'keep every run step by step, not only the first three of each configuration')
    .option('--fresh', 'perform all runs anew')
    .option('--overwrite', OVERWRITE)
    .option('--json', `print ${numbers} instead of the table`);
}

/** Performs a study with a status line until Ctrl-C, and prints its numbers or, for people, what `format` makes of them. */
export async function performStudy<R extends StudyResult<object | null>>(
  file: string,
  { threads, json, runs, seed, ...options }: StudyArguments,
  perform: (study: Study, options: Omit<StudyOptions, 'command'>) => Promise<R>,
  format: (result: R, reportPath: string) => string,
): Promise<void> {
  const study = await readStudy(file, { runs, seed });
  const { signal, release } = interruption();
  const observer = studyStatus(study.study, threads, release);
  let result: R;
  try {
    result = await perform(study, {
      ...options,
      inputs: [file, `${file}.json`],
      engine: onThreads(threads),
      signal,
      observer,
    });
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    const next = options.fresh
      ? 'without --fresh the same command performs only those that are missing'
      : 'the same command goes on from there';
    throw new InterruptedError(`${error.message}; ${next}`);
  } finally {
    observer.onPerformed();
  }
  const { configurations, summary, report } = result;
  if (summary) process.stdout.write(json ? asJson(summary) : format(result, plainText(relative('.', report))));
  failForAbsent(configurations);
}

/** The command line that performs a study again; `file` as the user named it. */
export function commandOf(verb: string, file: string, { runs, seed }: Pick<Study, 'runs' | 'seed'>): string {
  return plainText(`kolmoscope ${verb} ${file} --runs ${runs} --seed ${seed}`);
}

/** Says what has no result, for want of its data set or because every run was lost, and sets the exit status. */
function failForAbsent(configurations: readonly ConfigurationRuns[]): void {
  const lost = configurations.filter(({ finished, lost }) => finished.length === 0 && lost.length > 0);
  if (lost.length > 0) {
    tell(`kolmoscope: every run diverged${namesOf(lost)}: ${lost[0].lost[0].diverged}`);
    process.exitCode = 1;
  }
  for (const problem of new Set(configurations.map(({ missing }) => missing))) {
    if (problem === null) continue;
    const names = namesOf(configurations.filter(({ missing }) => missing === problem));
    tell(`kolmoscope: ${names === '' ? '' : `not performed${names}: `}${problem}`);
    process.exitCode = 3;
  }
}

/** ": first; second"; empty for a study without a matrix. */
function namesOf(configurations: readonly ConfigurationRuns[]): string {
  const names = configurations.flatMap(({ name }) => name ?? []);
  return names.length === 0 ? '' : `: ${names.join('; ')}`;
}
