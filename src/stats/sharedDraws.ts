import type { RandomGenerator } from '../random.ts';

/** Codes kept at a time, over all lengths: 32 MB. */
const MOST_KEPT = 2 ** 24;

/** Values of one code: so few that tables of what each adds stay in a processor's fastest memory. */
const MOST_VALUES = 2 ** 10;

/**
 * `count` rows of random draws for any number of values, the same rows each time: statistics of equally many values
 * share them, and none depends on which others are computed. Rows are kept while there is room, and else drawn again.
 * `fill` draws one row, of numbers below `base(length)`.
 *
 * What is kept are codes. Each has as its digits a few draws of the row, the first the highest, so that a sum over a row
 * takes a look-up for each code in place of one for each draw.
 */
export class SharedDraws {
  readonly count: number;
  readonly #base: (length: number) => number;
  readonly #fill: (row: Uint32Array, random: RandomGenerator) => void;
  readonly #random: RandomGenerator;
  readonly #kept = new Map<number, Uint16Array>();

  constructor(
    count: number,
    random: RandomGenerator,
    base: (length: number) => number,
    fill: (row: Uint32Array, random: RandomGenerator) => void,
  ) {
    this.count = count;
    this.#random = random.clone();
    this.#base = base;
    this.#fill = fill;
  }

  /** The sum over each row of what its draws add: `terms` has for the first draw, the second … what each number adds as that draw. */
  sums(terms: readonly Float64Array[]): Float64Array {
    const { length } = terms;
    const { table, starts } = tablesOf(terms, this.#perCode(length));
    const width = starts.length;
    const sums = new Float64Array(this.count);
    let row = 0;
    this.#forEach(length, (codes) => {
      for (let first = 0; first < codes.length; first += width) {
        let sum = 0;
        for (let k = 0; k < width; k++) sum += table[starts[k] + codes[first + k]];
        sums[row++] = sum;
      }
    });
    return sums;
  }

  /** All rows of `length` draws, at least 1, in their order. Each is valid until the next. */
  *rows(length: number): Generator<Uint32Array> {
    const random = this.#random.clone();
    const row = new Uint32Array(length);
    for (let i = 0; i < this.count; i++) {
      this.#fill(row, random);
      yield row;
    }
  }

  #perCode(length: number): number {
    const base = this.#base(length);
    let draws = 1;
    while (draws < length && base ** (draws + 1) <= MOST_VALUES) draws++;
    return draws;
  }

  /** Visits the codes of all rows, one row after the other: all of them at once or some. */
  #forEach(length: number, visit: (codes: Uint16Array | Uint32Array) => void): void {
    const kept = this.#kept.get(length) ?? this.#keep(length);
    if (kept === null) for (const codes of this.#codes(length)) visit(codes);
    else visit(kept);
  }

  *#codes(length: number): Generator<Uint32Array> {
    const base = this.#base(length);
    const perCode = this.#perCode(length);
    const codes = new Uint32Array(Math.ceil(length / perCode));
    for (const row of this.rows(length)) {
      codes.fill(0);
      for (let k = 0, i = 0; k < codes.length; k++) {
        for (const end = Math.min(i + perCode, length); i < end; i++) codes[k] = codes[k] * base + row[i];
      }
      yield codes;
    }
  }

  /** The codes of all rows, in place of all others where there is no room beside them; null where they are too many. */
  #keep(length: number): Uint16Array | null {
    const width = Math.ceil(length / this.#perCode(length));
    const size = this.count * width;
    if (size > MOST_KEPT || length > 2 ** 16) return null;
    const all = [...this.#kept.values()].reduce((sum, { length: other }) => sum + other, size);
    if (all > MOST_KEPT) this.#kept.clear();
    const table = new Uint16Array(size);
    let start = 0;
    for (const codes of this.#codes(length)) {
      table.set(codes, start);
      start += width;
    }
    this.#kept.set(length, table);
    return table;
  }
}

/** What each value of each code adds, and where in `table` that of each code starts. Codes of the same terms share theirs. */
function tablesOf(terms: readonly Float64Array[], perCode: number) {
  const tables: Float64Array[] = [];
  const starts: number[] = [];
  let [start, end] = [0, 0];
  let before: readonly Float64Array[] = [];
  for (let i = 0; i < terms.length; i += perCode) {
    const own = terms.slice(i, i + perCode);
    if (own.length !== before.length || own.some((values, k) => values !== before[k])) {
      const table = allSums(own);
      tables.push(table);
      start = end;
      end += table.length;
    }
    starts.push(start);
    before = own;
  }
  const table = new Float64Array(end);
  let filled = 0;
  for (const part of tables) {
    table.set(part, filled);
    filled += part.length;
  }
  return { table, starts: Uint32Array.from(starts) };
}

/** The sums of one of the first terms, one of the second …, added up in that order: all of them, the last changing fastest. */
export function allSums(terms: readonly Float64Array[]): Float64Array {
  let sums = new Float64Array(1);
  for (const values of terms) {
    const longer = new Float64Array(sums.length * values.length);
    let k = 0;
    for (const sum of sums) for (const value of values) longer[k++] = sum + value;
    sums = longer;
  }
  return sums;
}
