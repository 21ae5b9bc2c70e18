import { Kernels } from '../kernels.ts';
import type { RandomGenerator } from '../random.ts';

/** Codes kept at a time, over all lengths: 32 MB. */
const MOST_KEPT = 2 ** 24;

/** Values of one code, and rows and codes at a time: what is in use, tables of what each value adds and sums, stays in a fast cache. */
const MOST_VALUES = 2 ** 10;
const MOST_ROWS = 2 ** 11;
const MOST_CODES = 2 ** 20;

/** The first codes of some rows, one after the other, then their second codes … */
type Block = Uint16Array | Uint32Array;

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
  readonly #kept = new Map<number, Block[]>();

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

  /**
   * The sum over each row of what its draws add: `terms` has for the first draw, the second … what each number adds as
   * that draw. Each sum is that of its codes' sums, in their order.
   */
  sums(terms: readonly Float64Array[]): Float64Array {
    const { length } = terms;
    const tables = tablesOf(terms, this.#perCode(length));
    const sums = new Float64Array(this.count);
    const kernels = Kernels.take();
    try {
      const { sumsAt, codesAt, tablesAt } = layOut(tables, kernels);
      let first = 0;
      for (const block of this.#kept.get(length) ?? this.#keep(length) ?? this.#blocks(length)) {
        const rows = block.length / tables.length;
        const some = new Float64Array(kernels.buffer, sumsAt, rows).fill(0);
        new Uint8Array(kernels.buffer, codesAt).set(new Uint8Array(block.buffer));
        const size = block.BYTES_PER_ELEMENT;
        tablesAt.forEach((tableAt, k) => {
          kernels.run.addLookedUp(sumsAt, tableAt, codesAt + k * rows * size, rows, size);
        });
        sums.set(some, first);
        first += rows;
      }
    } finally {
      kernels.giveBack();
    }
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

  *#blocks(length: number): Generator<Block> {
    const base = this.#base(length);
    const perCode = this.#perCode(length);
    const width = Math.ceil(length / perCode);
    const Codes = base ** perCode <= 2 ** 16 ? Uint16Array : Uint32Array;
    const rows = this.rows(length);
    const most = rowsAtATime(width);
    for (let first = 0; first < this.count; first += most) {
      const height = Math.min(most, this.count - first);
      const block = new Codes(width * height);
      for (let i = 0; i < height; i++) {
        const row: Uint32Array = rows.next().value;
        for (let k = 0; k < length; k++) {
          const at = Math.floor(k / perCode) * height + i;
          block[at] = block[at] * base + row[k];
        }
      }
      yield block;
    }
  }

  /** The codes of all rows, in place of all others where there is no room beside them; null where they are too many. */
  #keep(length: number): Block[] | null {
    const sizeOf = (length: number) => this.count * Math.ceil(length / this.#perCode(length));
    if (sizeOf(length) > MOST_KEPT || length > 2 ** 16) return null;
    const all = [length, ...this.#kept.keys()].reduce((sum, each) => sum + sizeOf(each), 0);
    if (all > MOST_KEPT) this.#kept.clear();
    const blocks = [...this.#blocks(length)];
    this.#kept.set(length, blocks);
    return blocks;
  }
}

/** Writes the tables into the kernels' memory, beside room for sums and codes; where each stands. */
function layOut(tables: readonly Float64Array[], kernels: Kernels) {
  const distinct = [...new Set(tables)];
  const codesSize = Uint32Array.BYTES_PER_ELEMENT * tables.length * rowsAtATime(tables.length);
  const sizes = distinct.map(({ byteLength }) => byteLength);
  const [sumsAt, codesAt, ...places] = kernels.reserve(8 * MOST_ROWS, codesSize, ...sizes);
  for (const [i, table] of distinct.entries()) new Float64Array(kernels.buffer, places[i], table.length).set(table);
  return { sumsAt, codesAt, tablesAt: tables.map((table) => places[distinct.indexOf(table)]) };
}

/** Of so many codes. */
function rowsAtATime(width: number): number {
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_CODES / width)));
}

/** What each value of each code adds. Codes of the same terms share a table. */
function tablesOf(terms: readonly Float64Array[], perCode: number): Float64Array[] {
  const tables: Float64Array[] = [];
  let before: readonly Float64Array[] = [];
  for (let i = 0; i < terms.length; i += perCode) {
    const own = terms.slice(i, i + perCode);
    const isSame = own.length === before.length && own.every((values, k) => values === before[k]);
    tables.push(isSame ? tables[tables.length - 1] : allSums(own));
    before = own;
  }
  return tables;
}

/** The sums of one of the first terms, one of the second …, added up in that order: all of them, the last changing fastest. */
export function allSums(terms: readonly Float64Array[]): Float64Array {
  let sums = new Float64Array(1);
  for (const values of terms) {
    const longer = new Float64Array(sums.length * values.length);
    let k = 0;
    for (let i = 0; i < sums.length; i++) for (let j = 0; j < values.length; j++) longer[k++] = sums[i] + values[j];
    sums = longer;
  }
  return sums;
}
