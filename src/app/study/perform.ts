import { type ConfigurationRuns, type Engine, onThreads, runStudy, type StudyObserver } from '../../engine/index.ts';
import type { Study } from '../../study/study.ts';
import { VERSION } from '../../version.ts';
import { InterruptedError } from '../errors.ts';
import type { OutputOptions } from '../outputs.ts';
import { secondsSince } from '../results.ts';

/** What is heard of a study. */
export interface RunObserver extends StudyObserver {
  /** All runs are over; what follows is their analysis, which a signal ends at once. */
  onPerformed(): void;
}

/** How a study is performed, and what is said of it. */
export interface StudyOptions extends OutputOptions {
  /** Where runs and results go; `runs/<study>` unless told. */
  readonly out?: string;
  /** Where runs execute; one thread a core unless told. */
  readonly engine?: Engine;
  /** Perform the finished runs again too. */
  readonly fresh?: boolean;
  /** Keep every run step by step, not the first ones of each configuration only. */
  readonly keepSteps?: boolean;
  readonly signal?: AbortSignal;
  /** The command line that performs it again, for the report. */
  readonly command: string;
  readonly observer?: Partial<RunObserver>;
}

/** What there is of a study when it is over. */
export interface StudyResult<Numbers extends object | null> {
  /** Each with its finished runs, the lost ones, and what keeps the others from being performed. */
  readonly configurations: readonly ConfigurationRuns[];
  /** What the file of numbers holds. */
  readonly summary: Numbers;
  /** Path of the report. */
  readonly report: string;
}

/**
 * Performs what is missing of a study, and says what reports tell of that: how many runs were performed, and in what wall
 * time. Throws an InterruptedError where the signal ended it early.
 */
export async function perform(study: Study, folder: string, options: StudyOptions) {
  const started = performance.now();
  const { engine = onThreads(), signal, command, observer = {} } = options;
  const { configurations, performed } = await runStudy(study, { fresh: false, ...options, folder, engine, observer });
  observer.onPerformed?.();
  if (!signal?.aborted) return { configurations, performed, command, version: VERSION, seconds: secondsSince(started) };
  // Configurations that share their runs are one.
  const runs = [...new Map(configurations.map((configuration) => [configuration.specHash, configuration])).values()];
  const kept = runs.reduce((sum, { finished }) => sum + finished.length, 0);
  const asked = runs.reduce((sum, { spec }) => sum + spec.runs, 0);
  const are = options.fresh ? 'performed anew' : 'kept';
  throw new InterruptedError(`interrupted: ${kept} of ${asked} runs are ${are} in ${folder}`);
}

export type Performed = Awaited<ReturnType<typeof perform>>;
