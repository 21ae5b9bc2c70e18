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
  const { dims, states, symbols, cutoff, sha256, halting } = table;
  return {
    study: spec.study,
    specHash,
    kolmoscope: version,
    seed: spec.seed,
    ...analysis,
    table: { name: spec.measures.table, dims, states, symbols, cutoff, halting: String(halting), sha256 },
    seconds,
  };
}

export type Summary = ReturnType<typeof summarise>;
