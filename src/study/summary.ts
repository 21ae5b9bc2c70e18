import type { CtmTable } from '../ctm/index.ts';
import type { Analysis } from './analysis/analysis.ts';
import { seriesOf } from './fields/measures.ts';
import { besidePublished } from './judgement/published.ts';
import { verdict } from './judgement/verdict.ts';
import { needsTable, type Tables } from './run/blockMethods.ts';
import { each } from './run/trajectories.ts';
import type { StudySpec } from './spec.ts';

/** What a summary says beside the analysis. */
export interface Origin {
  readonly spec: StudySpec;
  /** Name of the configuration; null in a study without a matrix. */
  readonly name: string | null;
  readonly specHash: string;
  /** By name, at least those that the series take. */
  readonly tables: Tables;
  /** Runs that were lost to values which are not finite, and how. */
  readonly lost: readonly { readonly run: number; readonly diverged: string }[];
  /** What keeps runs from being performed; null where nothing does. */
  readonly missing: string | null;
}

/**
 * What `summary.json` holds of a configuration: the analysis, what it decides and why, how it lies to what was published,
 * and what it was computed from: enough for a view to say all of it without deciding anything. Coefficients are means over
 * runs with 95 % (or the spec's `confidence`) bootstrap intervals; accuracy in per cent; `seconds` is the wall time of the
 * command that wrote it, for all configurations, runs found finished not counted.
 */
export function summarise(
  { spec, name, specHash, tables, lost, missing }: Origin,
  analysis: Analysis,
  version: string,
  seconds: number,
) {
  const taken = [...seriesOf(spec.measures).values()].filter(needsTable).map(({ options }) => options.table);
  return {
    study: spec.study,
    configuration: name,
    specHash,
    kolmoscope: version,
    seed: spec.seed,
    confidence: spec.analysis.confidence,
    verdict: verdict(analysis, spec),
    published: besidePublished(spec, analysis.measures),
    ...analysis,
    diverged: lost,
    missing,
    /** That of BDM, and all that series take, by name. */
    table: { name: spec.measures.table, ...describeTable(tables[spec.measures.table]) },
    tables: each([...new Set(taken)], (name) => describeTable(tables[name])),
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
