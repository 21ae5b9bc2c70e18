import type { RandomGenerator } from '../random.ts';

/** Draws kept at a time, over all lengths: 32 MB. */
const MOST_KEPT = 2 ** 24;

/**
 * `count` rows of random draws for any number of values, the same rows each time: statistics of equally many values
 * share them, and none depends on which others are computed. Rows are kept while there is room, and else drawn again.
 * `fill` draws one row.
 */
export class SharedDraws {
  readonly count: number;
  readonly #fill: (row: Uint32Array, random: RandomGenerator) => void;
  readonly #random: RandomGenerator;
  readonly #kept = new Map<number, Uint16Array>();

  constructor(count: number, random: RandomGenerator, fill: (row: Uint32Array, random: RandomGenerator) => void) {
    this.count = count;
    this.#random = random.clone();
    this.#fill = fill;
  }

  /** Visits all rows of `length` draws, at least 1, in their order: one row after the other in each table, all of them or some. */
  forEach(length: number, visit: (table: Uint16Array | Uint32Array) => void): void {
    const kept = this.#kept.get(length) ?? this.#keep(length);
    if (kept === null) for (const row of this.#draw(length)) visit(row);
    else visit(kept);
  }

  *#draw(length: number): Generator<Uint32Array> {
    const random = this.#random.clone();
    const row = new Uint32Array(length);
    for (let i = 0; i < this.count; i++) {
      this.#fill(row, random);
      yield row;
    }
  }

  /** Draws all rows, in place of all others where there is no room beside them; null where they are too many. */
  #keep(length: number): Uint16Array | null {
    const size = this.count * length;
    if (size > MOST_KEPT || length > 2 ** 16) return null;
    const all = [...this.#kept.values()].reduce((sum, { length: other }) => sum + other, size);
    if (all > MOST_KEPT) this.#kept.clear();
    const table = new Uint16Array(size);
    let start = 0;
    for (const row of this.#draw(length)) {
      table.set(row, start);
      start += length;
    }
    this.#kept.set(length, table);
    return table;
  }
}
