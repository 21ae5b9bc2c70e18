import { below, type RandomGenerator } from '../random.ts';
import { mean } from './series.ts';

export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/**
 * Percentile bootstrap interval of the mean (Efron 1979): `resamples` times as many values are drawn with replacement
 * as there are, and the interval spans the middle `confidence` of the means. The order of the values does not matter.
 * Null for fewer than two values, which say nothing of their spread.
 */
export function bootstrapMean(
  values: readonly number[],
  confidence: number,
  resamples: number,
  random: RandomGenerator,
): Interval | null {
  if (values.length < 2) return null;
  const sorted = Float64Array.from(values).sort();
  const draw = new Float64Array(sorted.length);
  const means = new Float64Array(resamples);
  for (let sample = 0; sample < resamples; sample++) {
    for (let i = 0; i < draw.length; i++) draw[i] = sorted[below(random, sorted.length)];
    means[sample] = mean(draw);
  }
  means.sort();
  return { lo: quantile(means, (1 - confidence) / 2), hi: quantile(means, (1 + confidence) / 2) };
}

/** Quantile of sorted values by linear interpolation (NumPy's default, type 7 of Hyndman & Fan). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
