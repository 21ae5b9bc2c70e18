/** How closely a measure follows the loss in one run. */
import { partialPearson, partialSpearman, pearson, spearman } from '../../stats/correlation.ts';
import { gaussianFilter } from '../../stats/gaussian.ts';
import { firstDifferences, minMax } from '../../stats/series.ts';
import type { StudySpec } from '../spec.ts';

/** Something of Pearson's r and of Spearman's ρ. */
export interface Correlated<T> {
  readonly pearson: T;
  readonly spearman: T;
}

/**
 * Something of each coefficient between a measure and the loss: of their trajectories; of the same given the number of
 * the epoch, which takes out what is linear in it (of ranks: what is monotone), but no common bend; and of the
 * differences from one epoch to the next.
 */
export interface Statistics<T> extends Correlated<T> {
  readonly partial: Correlated<T>;
  readonly differences: Correlated<T>;
}

/** The coefficients of one run; null where undefined. */
export type Coefficients = Statistics<number | null>;

/** What is correlated of one series of epoch means. */
export interface Trajectory {
  /** As processed, from 0 to 1; null where constant. */
  readonly values: readonly number[] | null;
  /**
   * Differences from epoch to epoch, the step of which each run keeps the loss and all measures. Logarithm as for the
   * values, but no smoothing: it would make each difference a mean of its neighbours.
   */
  readonly differences: readonly number[];
}

type Processing = Pick<StudySpec['analysis'], 'trajectories' | 'smoothing'>;

/** log1p, and of values below 0, as z-scores may be, −log1p(−x). */
function logarithm(value: number): number {
  return value < 0 ? -Math.log1p(-value) : Math.log1p(value);
}

/** Logarithm, Gaussian smoothing, min-max to [0, 1]; null for a constant series. */
export function processSeries(series: readonly number[], smoothing: number): number[] | null {
  return minMax(gaussianFilter(series.map(logarithm), smoothing));
}

/** What is correlated of a cut series. Raw values too are brought to [0, 1], for the figures: no coefficient changes. */
export function trajectoryOf(series: readonly number[], { trajectories, smoothing }: Processing): Trajectory {
  if (trajectories === 'raw') return { values: minMax(series), differences: firstDifferences(series) };
  return { values: processSeries(series, smoothing), differences: firstDifferences(series.map(logarithm)) };
}

/** Correlates a measure with the loss, both of the same epochs of one run. */
export function correlate(measure: Trajectory, loss: Trajectory): Coefficients {
  const [x, y] = [measure.values, loss.values];
  const isDefined = x !== null && y !== null;
  const epochs = loss.differences.map((_, i) => i);
  epochs.push(epochs.length);
  return {
    pearson: isDefined ? pearson(x, y) : null,
    spearman: isDefined ? spearman(x, y) : null,
    partial: {
      pearson: isDefined ? partialPearson(x, y, epochs) : null,
      spearman: isDefined ? partialSpearman(x, y, epochs) : null,
    },
    differences: {
      pearson: pearson(measure.differences, loss.differences),
      spearman: spearman(measure.differences, loss.differences),
    },
  };
}

/** Makes something of each statistic, given how to take it from its like. */
export function mapStatistics<T>(make: (take: <V>(of: Statistics<V>) => V) => T): Statistics<T> {
  return {
    pearson: make((of) => of.pearson),
    spearman: make((of) => of.spearman),
    partial: { pearson: make((of) => of.partial.pearson), spearman: make((of) => of.partial.spearman) },
    differences: { pearson: make((of) => of.differences.pearson), spearman: make((of) => of.differences.spearman) },
  };
}
