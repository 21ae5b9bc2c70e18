/**
 * Does a measure follow the loss of its own run rather than that of any? Any two falling curves correlate; this sets what
 * all runs share aside, by a permutation test over the pairings of measures with losses (`Pairings`). A curve of the
 * epoch alone, the same in each run, has p = 1. So that all pairings are alike, the series are cut to the same epochs
 * before they are processed.
 *
 * Within a run nothing is permuted: to shift or shuffle its epochs supposes that they are exchangeable, and the first
 * epochs of a training are unlike the rest. exp(-epoch) would pass such a test.
 */
import type { Pairing, Pairings } from '../../stats/pairing.ts';
import { isConstant } from '../../stats/series.ts';

/** How measures fit the losses of their own runs, tested over the pairings of both: nulls where fewer than two runs define it. */
export type OwnRun = { readonly [Part in keyof Pairing]: number | null } & {
  /** Runs that were long enough and define it, and the epochs that each was cut to. */
  readonly runs: number;
  readonly epochs: number;
};

/** Tests the measures and losses of runs, each of them cut to `epochs`. */
export function testOwnRun(
  pairs: readonly (readonly [measure: readonly number[] | null, loss: readonly number[] | null])[],
  epochs: number,
  pairings: Pairings,
): OwnRun {
  const isDefined = (series: readonly number[] | null) => series !== null && !isConstant(series);
  const defined = pairs.filter((pair): pair is readonly [number[], number[]] => pair.every(isDefined));
  const nothing = {
    own: null,
    expected: null,
    deviations: null,
    detectable: null,
    detectableDeviations: null,
    p: null,
  };
  return { ...(pairings.test(defined) ?? nothing), runs: defined.length, epochs };
}

/** The length to which runs are cut for that: the one that keeps the most epochs in all, of the runs that have it. */
export function commonLength(lengths: readonly number[]): number {
  const kept = (length: number) => length * lengths.filter((other) => other >= length).length;
  const longestFirst = [...new Set(lengths)].sort((a, b) => b - a);
  return longestFirst.reduce((best, length) => (kept(length) > kept(best) ? length : best), 0);
}
