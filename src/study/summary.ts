import type { CtmTable } from '../ctm/index.ts';
import type { Analysis } from './analysis.ts';
import type { StudySpec } from './spec.ts';

/**
 * What `summary.json` holds: the analysis, and what it was computed from. Coefficients are means over runs with
 * 95 % (or the spec's `confidence`) bootstrap intervals; accuracy in per cent; `seconds` is the wall time of the
 * command that wrote it, runs found finished not counted.
 */
export function summarise(
  spec: StudySpec,
  specHash: string,
  analysis: Analysis,
  table: CtmTable,
  version: string,
  seconds: number,
) {
  return {
    study: spec.study,
    specHash,
    kolmoscope: version,
    seed: spec.seed,
    ...analysis,
    table: { name: spec.measures.table, ...describeTable(table) },
    seconds,
  };
}

/** What identifies a table, as plain JSON. */
export function describeTable({ dims, states, symbols, cutoff, halting, sha256 }: CtmTable) {
  return { dims, states, symbols, cutoff, halting: String(halting), sha256 };
}

export type Summary = ReturnType<typeof summarise>;
