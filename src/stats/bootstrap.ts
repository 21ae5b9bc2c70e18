import { below, type RandomGenerator } from '../random.ts';
import { normalQuantile } from './normal.ts';
import { dot, mean } from './series.ts';
import { SharedDraws } from './sharedDraws.ts';

export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** Ends past which no value can lie. */
const ANYWHERE: Interval = { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };

/**
 * A resample of fewer values deviates less, and now and then not at all: as a part of the deviation of the values, what it
 * counts as at least. It bounds the intervals of few values (two to six), and covers as often: `bench/coverage.mjs`.
 */
const LEAST_DEVIATION = 1 / 4;

/**
 * Studentised bootstrap intervals, bootstrap-t (Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans,
 * section 10.10; Hall 1988, Annals of Statistics 16:927): `resamples` times as many values are drawn with replacement as there
 * are. Each draw gives (its mean − the mean) / its deviation; the middle `confidence` of these, times the deviation of the
 * values, is how far the mean may lie from what it estimates. Unlike percentiles of the means this allows for an unknown
 * deviation and for skewness. Equally many values get the same draws.
 */
export class Bootstrap {
  readonly #confidence: number;
  readonly #draws: SharedDraws;

  constructor(confidence: number, resamples: number, random: RandomGenerator) {
    this.#confidence = confidence;
    const fill = (row: Uint32Array, random: RandomGenerator) => {
      for (let i = 0; i < row.length; i++) row[i] = below(random, row.length);
    };
    this.#draws = new SharedDraws(resamples, random, (length) => length, fill);
  }

  /**
   * The interval of the mean, cut to the `range` in which values can lie; the order of the values does not matter. Null for
   * fewer than two, which say nothing of their spread.
   */
  ofMean(values: readonly number[], range: Interval = ANYWHERE): Interval | null {
    const n = values.length;
    if (n < 2) return null;
    const sorted = Float64Array.from(values).sort();
    const centre = mean(sorted);
    const scaled = standardised(sorted, centre);
    if (scaled === null) return { lo: centre, hi: centre };
    const { deviation, scores } = scaled;
    const sums = this.#draws.sums(Array(n).fill(scores));
    const squares = this.#draws.sums(Array(n).fill(scores.map((score) => score * score)));
    const ratios = ratiosOf(sums, squares, n);
    const shares = [(1 + this.#confidence) / 2, (1 - this.#confidence) / 2];
    const places = shares.flatMap((p) => placesOf(ratios.length, p));
    // Of normal values little more than the tails lies past these.
    const tail = (0.85 * normalQuantile(shares[0])) / Math.sqrt(n);
    sortAt(ratios, places, [-tail, tail]);
    const [lo, hi] = shares.map((p) => centre - deviation * quantile(ratios, p));
    return { lo: Math.max(range.lo, lo), hi: Math.min(range.hi, hi) };
  }
}

/** The sample deviation of values, and how many of it each lies from their mean; null where they are all the same. */
function standardised(values: Float64Array, centre: number) {
  // Of the largest change the squares are neither too large for a double nor all 0.
  const largest = Math.max(values[values.length - 1] - centre, centre - values[0]);
  if (largest === 0) return null;
  const changes = values.map((value) => (value - centre) / largest);
  const deviation = Math.sqrt(dot(changes, changes) / (values.length - 1));
  return { deviation: deviation * largest, scores: changes.map((change) => change / deviation) };
}

/** Of each resample of n values: its mean / its deviation, given the sums of its values and of their squares. */
function ratiosOf(sums: Float64Array, squares: Float64Array, n: number): Float64Array {
  const ratios = new Float64Array(sums.length);
  const least = LEAST_DEVIATION ** 2;
  for (let i = 0; i < ratios.length; i++) {
    const variance = Math.max((squares[i] - (sums[i] * sums[i]) / n) / (n - 1), least);
    ratios[i] = sums[i] / n / Math.sqrt(variance);
  }
  return ratios;
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

/**
 * Sorts only so far that the values at these places are the right ones: quicksort (Hoare 1961) of the parts that hold them.
 * The first pivots are the given ones, ascending: good guesses leave little to sort, bad ones do no harm.
 */
function sortAt(
  values: Float64Array,
  places: readonly number[],
  [guess, ...guesses]: readonly number[],
  from = 0,
  to = values.length - 1,
): void {
  if (from >= to || !places.some((place) => place >= from && place <= to)) return;
  const pivot = guess ?? values[(from + to) >> 1];
  let [i, j] = [from, to];
  while (i <= j) {
    while (i <= to && values[i] < pivot) i++;
    while (j >= from && values[j] > pivot) j--;
    if (i > j) break;
    const value = values[i];
    values[i++] = values[j];
    values[j--] = value;
  }
  sortAt(values, places, [], from, j);
  sortAt(values, places, guesses, i, to);
}
