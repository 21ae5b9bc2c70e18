import { below, type RandomGenerator } from '../random.ts';
import { SharedDraws } from './sharedDraws.ts';

export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/**
 * Percentile bootstrap intervals (Efron 1979): `resamples` times as many values are drawn with replacement as there are,
 * and the interval spans the middle `confidence` of what the draws give. Equally many values get the same draws.
 */
export class Bootstrap {
  readonly #confidence: number;
  readonly #draws: SharedDraws;

  constructor(confidence: number, resamples: number, random: RandomGenerator) {
    this.#confidence = confidence;
    this.#draws = new SharedDraws(resamples, random, (row, random) => {
      for (let i = 0; i < row.length; i++) row[i] = below(random, row.length);
    });
  }

  /**
   * The interval of the mean; the order of the values does not matter. Null for fewer than two, which say nothing of
   * their spread.
   */
  ofMean(values: readonly number[]): Interval | null {
    const n = values.length;
    if (n < 2) return null;
    const sorted = Float64Array.from(values).sort();
    const means = new Float64Array(this.#draws.count);
    let sample = 0;
    this.#draws.forEach(n, (table, start) => {
      // As `mean` does it: exactly the common value where all are equal.
      const first = sorted[table[start]];
      let change = 0;
      for (let i = start; i < start + n; i++) change += sorted[table[i]] - first;
      means[sample++] = first + change / n;
    });
    means.sort();
    const confidence = this.#confidence;
    return { lo: quantile(means, (1 - confidence) / 2), hi: quantile(means, (1 + confidence) / 2) };
  }
}

/** Quantile of sorted values by linear interpolation (NumPy's default, type 7 of Hyndman & Fan). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
