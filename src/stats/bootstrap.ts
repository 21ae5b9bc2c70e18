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
    this.#draws.forEach(n, (table) => {
      for (let start = 0; start < table.length; start += n) {
        // As `mean` does it: exactly the common value where all are equal.
        const first = sorted[table[start]];
        let change = 0;
        for (let i = start; i < start + n; i++) change += sorted[table[i]] - first;
        means[sample++] = first + change / n;
      }
    });
    const shares = [(1 - this.#confidence) / 2, (1 + this.#confidence) / 2];
    sortAt(
      means,
      shares.flatMap((p) => placesOf(means.length, p)),
    );
    const [lo, hi] = shares.map((p) => quantile(means, p));
    return { lo, hi };
  }
}

/** Quantile of sorted values by linear interpolation (NumPy's default, type 7 of Hyndman & Fan). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const [below, above] = placesOf(sorted.length, p);
  return sorted[below] + (p * (sorted.length - 1) - below) * (sorted[above] - sorted[below]);
}

/** Of the two values between which a quantile lies. */
function placesOf(length: number, p: number): [below: number, above: number] {
  const below = Math.floor(p * (length - 1));
  return [below, Math.min(below + 1, length - 1)];
}

/** Sorts only so far that the values at these places are the right ones: quicksort (Hoare 1961) of the parts that hold them. */
function sortAt(values: Float64Array, places: readonly number[], from = 0, to = values.length - 1): void {
  if (from >= to || !places.some((place) => place >= from && place <= to)) return;
  const pivot = values[(from + to) >> 1];
  let [i, j] = [from, to];
  while (i <= j) {
    while (values[i] < pivot) i++;
    while (values[j] > pivot) j--;
    if (i > j) break;
    const value = values[i];
    values[i++] = values[j];
    values[j--] = value;
  }
  sortAt(values, places, from, j);
  sortAt(values, places, i, to);
}
