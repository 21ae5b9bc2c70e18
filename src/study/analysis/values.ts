/** What measures are, in their own units, at the beginning, where a run's weights are kept, and at a given loss. */
import { type BySeries, each, type MeasuredRun } from '../run/trajectories.ts';
import type { Estimate, Estimator } from './estimates.ts';

/** Of one series, or of the loss: epoch means as they are, their mean over runs with its interval. */
export interface Values {
  /** In the first epoch, and in that of the weights kept. */
  readonly first: Estimate;
  readonly kept: Estimate;
  /**
   * In the first epoch whose mean training loss is at or below the `analysis.atLoss` of the spec, of all that the run has; runs
   * that never reach it are its undefined ones. Null where none is given.
   */
  readonly atLoss: Estimate | null;
}

/** Of all finished runs, however short, and of the loss under that name; `epochsKept` says where a run's weights are kept. */
export function valuesOf(
  runs: readonly MeasuredRun[],
  names: readonly string[],
  atLoss: number | undefined,
  epochsKept: (run: MeasuredRun) => number,
  estimator: Estimator,
): BySeries<Values> {
  const valuesOfOne = (pick: (run: MeasuredRun) => readonly number[]): Values => {
    const at = (epochOf: (run: MeasuredRun) => number) =>
      estimator.mean(runs.map((run) => pick(run)[epochOf(run)] ?? null));
    return {
      first: at(() => 0),
      kept: at((run) => epochsKept(run) - 1),
      atLoss: atLoss === undefined ? null : at(({ epochs }) => epochs.loss.findIndex((loss) => loss <= atLoss)),
    };
  };
  return {
    loss: valuesOfOne(({ epochs }) => epochs.loss),
    ...each(names, (name) => valuesOfOne(({ epochs }) => epochs.series[name].total)),
  };
}
