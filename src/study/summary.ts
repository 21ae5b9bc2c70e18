import type { CtmTable } from '../ctm/index.ts';
import type { Analysis } from './analysis.ts';
import type { Adjusted } from './holm.ts';
import type { Variant } from './sensitivity.ts';
import type { StudySpec } from './spec.ts';

/** What a summary says beside the analysis. */
export interface Origin {
  readonly spec: StudySpec;
  /** Name of the configuration; null in a study without a matrix. */
  readonly name: string | null;
  readonly specHash: string;
  readonly table: CtmTable;
  /** Runs that were lost to values which are not finite, and how. */
  readonly lost: readonly { readonly run: number; readonly diverged: string }[];
  /** What keeps runs from being performed; null where nothing does. */
  readonly missing: string | null;
}

/**
 * What `summary.json` holds of a configuration: the analysis, and what it was computed from. Coefficients are means over
 * runs with 95 % (or the spec's `confidence`) bootstrap intervals; accuracy in per cent; `seconds` is the wall time of the
 * command that wrote it, for all configurations, runs found finished not counted.
 */
export function summarise(
  { spec, name, specHash, table, lost, missing }: Origin,
  analysis: Analysis,
  version: string,
  seconds: number,
) {
  return {
    study: spec.study,
    configuration: name,
    specHash,
    kolmoscope: version,
    seed: spec.seed,
    ...analysis,
    diverged: lost,
    missing,
    table: { name: spec.measures.table, ...describeTable(table) },
    /** Of the zlib that measured lengths under deflate now; each run's file says its own. */
    zlib: process.versions.zlib,
    seconds,
  };
}

/** What identifies a table, as plain JSON. */
export function describeTable({ dims, states, symbols, cutoff, halting, sha256 }: CtmTable) {
  return { dims, states, symbols, cutoff, halting: String(halting), sha256 };
}

export type Summary = ReturnType<typeof summarise>;

/** What `summary.json` holds of a study with a matrix. */
export interface StudySummary {
  readonly study: string;
  /** Version of the program. */
  readonly kolmoscope: string;
  readonly seed: number;
  /** `holm`: p-values of the sign-flip tests, corrected over the table, as of `holmOver`. */
  readonly configurations: readonly (Summary & { readonly holm: Adjusted })[];
  /** Wall time of the command that wrote it. */
  readonly seconds: number;
}

/** A summary of a variant of one of a study's configurations. */
export type SensitivityEntry = Variant & Summary;

/** What `sensitivity.json` holds. */
export interface SensitivitySummary extends Omit<StudySummary, 'configurations'> {
  readonly configurations: readonly SensitivityEntry[];
}
