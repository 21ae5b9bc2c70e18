import { count } from '../../format.ts';
import type { StudySummary } from '../../study/judgement/table.ts';
import type { Tables } from '../../study/run/blockMethods.ts';
import type { StudySpec } from '../../study/spec.ts';
import type { Study } from '../../study/study.ts';
import type { Summary } from '../../study/summary.ts';

/** A configuration beside its summary. */
export interface Entry {
  readonly name: string;
  readonly spec: StudySpec;
  readonly tables: Tables;
}

/** What a report of several configurations is of, and how it came about. */
export interface SeveralInput<E extends Entry = Entry, S = Pick<StudySummary, 'kolmoscope' | 'seconds'>> {
  readonly study: Pick<Study, 'study' | 'description' | 'seed'>;
  readonly summary: S;
  /** In the order of the summary's configurations. */
  readonly entries: readonly E[];
  /** How many of the runs the command performed that writes the report. */
  readonly performed: number;
  /** The command line that does it all again. */
  readonly command: string;
}

export type Summarised<E, C extends Summary = Summary> = E & { readonly summary: C };

/** Each entry with what its runs gave. */
export function summarised<E extends Entry, C extends Summary>(
  entries: readonly E[],
  { configurations }: { readonly configurations: readonly C[] },
): Summarised<E, C>[] {
  return entries.map((entry, i) => ({ ...entry, summary: configurations[i] }));
}

/** Of the configuration that kept the fewest; Infinity where there is none. */
export function fewestRuns(entries: readonly Summarised<Entry>[]): number {
  return Math.min(...entries.map(({ summary }) => summary.runs.kept));
}

/** How many runs each configuration kept: "20 runs each", "18 to 20 runs each". */
export function runsEach(entries: readonly Summarised<Entry>[]): string {
  const kept = entries.map(({ summary }) => summary.runs.kept).filter((runs) => runs > 0);
  if (kept.length === 0) return 'no runs';
  const [least, most] = [Math.min(...kept), Math.max(...kept)];
  return least === most ? `${count(most, 'run')} each` : `${least} to ${most} runs each`;
}
