/**
 * Which loss does a measure go with: that of the training examples, or that of examples not trained on? Where a network groks
 * the second falls thousands of steps after the first.
 */
import { mean } from '../../stats/series.ts';
import { type BySeries, each, type MeasuredRun, type PlaneSeries } from '../run/trajectories.ts';
import type { Difference, Estimate, Estimator } from './estimates.ts';
import { type Coefficients, type Correlated, correlate, trajectoryOf } from './statistics.ts';

/** Coefficients of a measure with the validation loss, over runs. */
export interface ValidationRelation extends Correlated<Estimate> {
  /** Those with the training loss, of the same epochs. */
  readonly training: Correlated<Estimate>;
  /** The first minus the second, in each run. */
  readonly difference: Correlated<Difference>;
}

export interface ValidationAnalysis {
  /** Of the training loss itself with the validation loss. */
  readonly loss: Correlated<Estimate>;
  readonly bySeries: BySeries<ValidationRelation>;
  readonly planes: readonly (Omit<PlaneSeries, 'series'> & { readonly measures: BySeries<ValidationRelation> })[];
}

type Processing = Parameters<typeof trajectoryOf>[1];
/** Epoch means of a run. */
type PickSeries = (run: MeasuredRun) => readonly number[];

/** A run, the numbers of its epochs (from 0) that have an evaluation, and the mean validation loss of each. */
interface Evaluated {
  readonly run: MeasuredRun;
  readonly epochs: readonly number[];
  readonly loss: readonly number[];
}

/**
 * Of runs that were trained here, each cut to so many epochs. An evaluation after s steps belongs to the epoch of step s,
 * before which the same weights are measured; epochs without an evaluation are left out of all series.
 */
export function analyseValidation(
  runs: readonly MeasuredRun[],
  lengths: readonly number[],
  names: readonly string[],
  estimator: Estimator,
  options: Processing,
): ValidationAnalysis {
  const evaluated = runs.map((run, i) => evaluatedEpochs(run, lengths[i]));
  const trajectory = (series: readonly number[]) => trajectoryOf(series, options);
  const atEpochs = (pick: PickSeries, { run, epochs }: Evaluated) => {
    const series = pick(run);
    return trajectory(epochs.map((epoch) => series[epoch]));
  };
  const ofTraining: PickSeries = ({ epochs }) => epochs.loss;
  const withValidation = (pick: PickSeries) =>
    evaluated.map((one) => correlate(atEpochs(pick, one), trajectory(one.loss)));
  const withTraining = (pick: PickSeries) =>
    evaluated.map((one) => correlate(atEpochs(pick, one), atEpochs(ofTraining, one)));
  const estimate = (coefficients: readonly Coefficients[]) =>
    each(['pearson', 'spearman'], (which) => estimator.correlation(coefficients.map((run) => run[which])));
  const relate = (pick: PickSeries): ValidationRelation => {
    const [validation, training] = [withValidation(pick), withTraining(pick)];
    const difference = each(['pearson', 'spearman'], (which) =>
      estimator.difference(
        validation.map((run) => run[which]),
        training.map((run) => run[which]),
      ),
    );
    return { ...estimate(validation), training: estimate(training), difference };
  };
  const planes = runs[0]?.epochs.planes ?? [];
  return {
    loss: estimate(withValidation(ofTraining)),
    bySeries: each(names, (name) => relate(({ epochs }) => epochs.series[name].total)),
    planes: planes.map(({ layer, plane, series }, i) => ({
      layer,
      plane,
      measures: each(Object.keys(series), (name) => relate(({ epochs }) => epochs.planes[i].series[name])),
    })),
  };
}

/** The processed validation losses of runs by epoch (from 1), at those epochs where at least one of them has an evaluation. */
export function validationCurve(
  runs: readonly MeasuredRun[],
  lengths: readonly number[],
  estimator: Estimator,
  options: Processing,
): (Estimate & { readonly epoch: number })[] {
  const byEpoch = new Map<number, (number | null)[]>();
  runs.forEach((run, i) => {
    const { epochs, loss } = evaluatedEpochs(run, lengths[i]);
    const { values } = trajectoryOf(loss, options);
    epochs.forEach((epoch, place) => {
      byEpoch.set(epoch, [...(byEpoch.get(epoch) ?? []), values?.[place] ?? null]);
    });
  });
  return [...byEpoch]
    .sort(([a], [b]) => a - b)
    .map(([epoch, values]) => ({ epoch: epoch + 1, ...estimator.mean(values, { lo: 0, hi: 1 }) }));
}

function evaluatedEpochs(run: MeasuredRun, length: number): Evaluated {
  const { steps, loss } = run.validation ?? { steps: [], loss: [] };
  const stepsPerEpoch = run.training?.stepsPerEpoch ?? 1;
  const byEpoch = new Map<number, number[]>();
  steps.forEach((step, i) => {
    const epoch = Math.floor(step / stepsPerEpoch);
    if (epoch < length) byEpoch.set(epoch, [...(byEpoch.get(epoch) ?? []), loss[i]]);
  });
  return { run, epochs: [...byEpoch.keys()], loss: [...byEpoch.values()].map(mean) };
}
