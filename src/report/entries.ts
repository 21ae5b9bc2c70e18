/** The configurations of a report of several, and what they decide. */
import type { CtmTable } from '../ctm/index.ts';
import type { Estimate } from '../study/analysis.ts';
import { type Adjusted, holmOver } from '../study/holm.ts';
import type { StudySpec } from '../study/spec.ts';
import type { Study } from '../study/study.ts';
import type { Summary } from '../study/summary.ts';
import { decimal, interval, undefinedRuns } from './format.ts';
import { html, type Markup } from './html.ts';
import { type Decision, decide } from './verdict.ts';

/** A configuration with what its runs gave. */
export interface Entry {
  readonly name: string;
  readonly spec: StudySpec;
  readonly summary: Summary;
  readonly table: CtmTable;
}

/** What a report of several configurations is of, and how it came about. */
export interface SeveralInput<E extends Entry> {
  readonly study: Pick<Study, 'study' | 'description' | 'runs' | 'seed'>;
  readonly entries: readonly E[];
  /** Wall time of the command that writes the report, and how many of the runs it performed. */
  readonly seconds: number;
  readonly performed: number;
  /** Of this software. */
  readonly version: string;
  /** The command line that does it all again. */
  readonly command: string;
}

/** An entry with its p-values after Holm's correction over the table. */
export type Judged<E extends Entry> = E & { readonly adjusted: Adjusted };

export function judge<E extends Entry>(entries: readonly E[]): Judged<E>[] {
  const adjusted = holmOver(entries.map(({ summary }) => summary));
  return entries.map((entry, i) => ({ ...entry, adjusted: adjusted[i] }));
}

/** What a configuration's runs decide; null without a run to decide from. */
export function decisionOf({ spec, summary }: Entry, p = summary.difference.pearson.p): Decision | null {
  if (summary.runs.kept === 0) return null;
  return decide({ ...summary.difference.pearson, p }, spec.analysis.confidence);
}

export const DECISIONS: Readonly<Record<Decision, string>> = {
  more: 'BDM',
  less: 'block entropy',
  undecided: 'cannot tell',
  undefined: 'cannot be compared',
};

/** Of the configuration that kept the fewest. */
export function fewestRuns(entries: readonly Entry[]): number {
  return Math.min(...entries.map(({ summary }) => summary.runs.kept), Number.POSITIVE_INFINITY);
}

/** Why a configuration has no result: "data set not there", "all runs lost". */
export function whyNone({ missing, runs, diverged }: Pick<Summary, 'missing' | 'runs' | 'diverged'>): string {
  if (missing !== null && runs.finished === 0) return 'data set not there';
  if (runs.finished > 0) return 'no run long enough to keep';
  return diverged.length > 0 ? 'all runs lost' : 'no run finished';
}

/** A mean with its interval beneath; that it is undefined, or in how many runs. */
export function estimateCell(value: Estimate, signed = false): Markup {
  if (value.mean === null) return html`${undefinedRuns(value)}`;
  const some = value.undefined > 0 ? html`<br/><small>${undefinedRuns(value)}</small>` : null;
  const range = interval(value, signed)?.replace(', ', ',\u00a0');
  return html`${decimal(value.mean, 2, signed)}${range === undefined ? null : html`<br/>${range}`}${some}`;
}

/** "A, B and 3 more". */
export function listed(names: readonly string[], most = 12): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
}
