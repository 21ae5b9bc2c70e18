import { type RandomGenerator, shuffle } from '../random.ts';
import { detectableOwnPart, spreadOfPairings } from './power.ts';
import { centred, dot, mean } from './series.ts';
import { SharedDraws } from './sharedDraws.ts';

/** Values that are worked out once rather than for each permutation: 32 MB. */
const MOST_TABLED = 2 ** 22;

export interface Pairing {
  /** Mean Pearson's r of the pairs as they are. */
  readonly own: number;
  /** The same of random pairs: its mean over all permutations. */
  readonly expected: number;
  /**
   * What own is above it, as a correlation: Pearson's r over all values of all pairs, each series standardised and
   * without the mean series of its side. Null where the series of a side are all the same.
   */
  readonly deviations: number | null;
  /**
   * What own had to be above expected to be found with 80 % power (`detectableOwnPart`), and the same as a correlation of
   * deviations. Null where the test can find nothing.
   */
  readonly detectable: number | null;
  readonly detectableDeviations: number | null;
  readonly p: number;
}

/**
 * One-sided permutation test of pairs of series (Fisher 1935; Pitman 1937, part II): does each x go with its own y rather
 * than with any y? The statistic is the mean over pairs of Pearson's r, the permutations those of the ys, identity and
 * fixed points included. Whatever all series share, as a common trend, is in every permutation alike and cannot make p
 * small; if all xs are the same, p is 1. Exact where there are at most `permutations`; else so many are drawn, the
 * observed one among them. Equally many pairs get the same draws.
 */
export class Pairings {
  readonly #draws: SharedDraws;
  readonly #level: number;

  /** `level`: the p-value at which an own part counts as found. */
  constructor(permutations: number, random: RandomGenerator, level = 0.05) {
    this.#level = level;
    const fill = (row: Uint32Array, random: RandomGenerator) => {
      for (let i = 0; i < row.length; i++) row[i] = i;
      shuffle(row, random);
    };
    this.#draws = new SharedDraws(permutations - 1, random, (length) => length, fill);
  }

  /**
   * Tests pairs of series, all of one length and none constant; their order does not matter. Null for fewer than two
   * pairs. Throws a RangeError for a series of another length.
   */
  test(pairs: readonly (readonly [x: readonly number[], y: readonly number[]])[]): Pairing | null {
    const n = pairs.length;
    if (n < 2) return null;
    const [[{ length }]] = pairs;
    const other = pairs.flat().find((series) => series.length !== length);
    if (other) throw new RangeError(`expected series of ${length} values, found one of ${other.length}`);

    const sorted = pairs.toSorted(([x, y], [otherX, otherY]) => compare(y, otherY) || compare(x, otherX));
    const xs = sorted.map(([x]) => standardised(x));
    const ys = sorted.map(([, y]) => standardised(y));
    const correlation = (i: number, j: number) => dot(xs[i], ys[j]);
    const known = n * n <= MOST_TABLED ? tabled(correlation, n) : null;
    const r = known === null ? correlation : (i: number, j: number) => known[i * n + j];

    let own = 0;
    for (let i = 0; i < n; i++) own += r(i, i);
    // Sums of the same terms in another order differ by rounding.
    const enough = own - 1e-12 * n;
    let asHigh = 0;
    const count = (sum: number) => {
      if (sum >= enough) asHigh++;
    };
    const all = factorial(n);
    const permutations = this.#draws.count + 1;
    if (all <= permutations) sumOverAll(n, r, count);
    else if (known !== null) asHigh = 1 + countHigh(this.#draws.sums(rowsOf(known, n)), enough);
    else {
      count(own);
      for (const row of this.#draws.rows(n)) count(row.reduce((sum, j, i) => sum + r(i, j), 0));
    }
    const [meanX, meanY] = [meanOf(xs), meanOf(ys)];
    // Each y stands beside each x equally often.
    const expected = dot(meanX, meanY);
    const [spreadX, spreadY] = [meanX, meanY].map((series) => 1 - dot(series, series));
    const isDefined = Math.min(spreadX, spreadY) > 1e-12;
    const unit = Math.sqrt(spreadX * spreadY);
    const canFind = isDefined && 1 / Math.min(all, permutations) <= this.#level;
    const detectable = canFind ? detectableOwnPart(spreadOfPairings(r, n), n, this.#level) : null;
    return {
      own: own / n,
      expected,
      deviations: isDefined ? (own / n - expected) / unit : null,
      detectable,
      detectableDeviations: detectable === null ? null : detectable / unit,
      p: asHigh / Math.min(all, permutations),
    };
  }
}

function countHigh(sums: Float64Array, least: number): number {
  let count = 0;
  for (let i = 0; i < sums.length; i++) if (sums[i] >= least) count++;
  return count;
}

/** Calls `visit` with the sum over i of r(i, π(i)) for each permutation π of n. */
function sumOverAll(n: number, r: (i: number, j: number) => number, visit: (sum: number) => void): void {
  const extend = (i: number, free: number, sum: number) => {
    if (i === n) return visit(sum);
    for (let j = 0; j < n; j++) if ((free >> j) & 1) extend(i + 1, free ^ (1 << j), sum + r(i, j));
  };
  extend(0, 2 ** n - 1, 0);
}

/** Centred and of length 1, so that Pearson's r is a dot product. */
function standardised(x: readonly number[]): Float64Array {
  const values = centred(x);
  const norm = Math.sqrt(dot(values, values));
  return values.map((value) => value / norm);
}

function meanOf(series: readonly Float64Array[]): Float64Array {
  return series[0].map((_, k) => mean(series.map((values) => values[k])));
}

function tabled(value: (i: number, j: number) => number, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, k) => value(Math.floor(k / n), k % n));
}

function rowsOf(table: Float64Array, n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => table.subarray(i * n, (i + 1) * n));
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** Lexicographic order of series of one length. */
function compare(a: readonly number[], b: readonly number[]): number {
  const k = a.findIndex((value, i) => value !== b[i]);
  return k === -1 ? 0 : a[k] - b[k];
}
