/**
 * Names for the rows and columns of a binary matrix that do not depend on the order in which it is stored: whoever permutes
 * its rows and columns first finds the same matrix under the names. That is canonical labelling of a bipartite graph, by
 * colour refinement and, where that leaves ties, individualisation with the automorphisms found on the way (McKay 1981,
 * Congressus Numerantium 30:45; McKay & Piperno 2014, J. Symb. Comput. 60:94).
 */
import { Kernels } from '../kernels.ts';

/** The stored rows and columns in the order of their new names. */
export interface Names {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
  /**
   * False where so much of the matrix is alike (a unit matrix of a hundred rows) that the search was given up: ties
   * are then in stored order.
   */
  readonly areUnique: boolean;
}

/** By what is known of it, each row and each column has a colour: how many rows, or columns, have a smaller one. */
interface Colours {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
}
type Side = keyof Colours;

/** How often a search may look at a cell: a second or so; of a large matrix so many times at each. */
const MOST_LOOKS = { inAll: 2 ** 27, each: 32 };

/** Names of a matrix [rows × columns] of the bits 0 and 1. */
export function canonicalNames(bits: Uint8Array, rows: number, columns: number): Names {
  const kernels = Kernels.take();
  try {
    return new Search(bits, rows, columns, kernels).names();
  } finally {
    kernels.giveBack();
  }
}

/** Depth to which a search returns that was given up. */
const GIVEN_UP = Number.NEGATIVE_INFINITY;

class Search {
  readonly #kernels: Kernels;
  readonly #atBits: number;
  readonly #atValues: number;
  readonly #atSums: number;
  readonly #bits: Uint8Array;
  readonly #rows: number;
  readonly #columns: number;
  readonly #most: number;
  #looks = 0;
  /** What was told apart by hand on the way here, and on the way to the least matrix so far. */
  readonly #path: Told[] = [];
  #least: { readonly names: Names; readonly path: readonly Told[] } | null = null;
  readonly #automorphisms: Colours[] = [];

  constructor(bits: Uint8Array, rows: number, columns: number, kernels: Kernels) {
    this.#kernels = kernels;
    const most = 4 * Math.max(rows, columns);
    [this.#atBits, this.#atValues, this.#atSums] = kernels.reserve(bits.length, most, most);
    new Uint8Array(kernels.buffer, this.#atBits, bits.length).set(bits);
    this.#bits = bits;
    this.#rows = rows;
    this.#columns = columns;
    this.#most = Math.max(MOST_LOOKS.inAll, MOST_LOOKS.each * bits.length);
  }

  names(): Names {
    const colours = this.#firstColours();
    this.#refine(colours);
    const end = this.#visit(colours);
    if (end !== GIVEN_UP && this.#least !== null) return this.#least.names;
    return { ...byColour(colours), areUnique: false };
  }

  /** Two rounds of what refining does, without sorting between them: mostly enough to tell all apart. */
  #firstColours(): Colours {
    let columns: Int32Array = new Int32Array(this.#columns).fill(1);
    let rows: Int32Array = new Int32Array(0);
    for (let round = 0; round < 2; round++) {
      rows = mixed(this.#rowSums(columns));
      columns = mixed(this.#columnSums(rows));
    }
    const colours = { rows: new Uint32Array(this.#rows), columns: new Uint32Array(this.#columns) };
    split(colours.rows, rows);
    split(colours.columns, columns);
    return colours;
  }

  /** Splits colours by the colours of the ones in each row and column until nothing splits any more. */
  #refine({ rows, columns }: Colours): void {
    for (let [before, found] = [0, colourCount(rows) + colourCount(columns)]; found > before; ) {
      if (found === rows.length + columns.length) return;
      before = found;
      found = split(rows, this.#rowSums(mixed(columns))) + split(columns, this.#columnSums(mixed(rows)));
      this.#looks += 2 * this.#bits.length;
    }
  }

  /** Of each row the sum of the values of its ones' columns: the same in any order. */
  #rowSums(values: Int32Array): Int32Array {
    return this.#sums('rowSumsOfOnes', values, this.#rows);
  }

  #columnSums(values: Int32Array): Int32Array {
    return this.#sums('columnSumsOfOnes', values, this.#columns);
  }

  #sums(kernel: 'rowSumsOfOnes' | 'columnSumsOfOnes', values: Int32Array, count: number): Int32Array {
    const { run, buffer } = this.#kernels;
    new Int32Array(buffer, this.#atValues, values.length).set(values);
    run[kernel](this.#atBits, this.#rows, this.#columns, this.#atValues, this.#atSums);
    return new Int32Array(buffer, this.#atSums, count).slice();
  }

  /**
   * Looks at all ways to tell apart what refined colours do not, but for those that an automorphism makes the same as one
   * seen. Returns the depth at which there is more to see.
   */
  #visit(colours: Colours): number {
    const depth = this.#path.length;
    const tie = this.#firstTie(colours);
    if (tie === null) return this.#compare(byColour(colours));
    const seen: number[] = [];
    for (const member of tie.members) {
      if (seen.some((other) => this.#areAlike(tie.side, member, other))) continue;
      if (this.#looks > this.#most) return GIVEN_UP;
      seen.push(member);
      const next = { rows: colours.rows.slice(), columns: colours.columns.slice() };
      // The others come behind it.
      for (const other of tie.members) next[tie.side][other] += Number(other !== member);
      this.#refine(next);
      this.#path.push({ side: tie.side, member });
      const back = this.#visit(next);
      this.#path.length = depth;
      if (back < depth) return back;
    }
    return depth - 1;
  }

  /** The first colour of rows, else of columns, whose members are not all the same row or column. */
  #firstTie(colours: Colours): { readonly side: Side; readonly members: readonly number[] } | null {
    for (const side of ['rows', 'columns'] as const) {
      if (colourCount(colours[side]) === colours[side].length) continue;
      const order = inColourOrder(colours[side]);
      for (let first = 0, end = 0; first < order.length; first = end) {
        const colour = colours[side][order[first]];
        let areEqual = true;
        for (; end < order.length && colours[side][order[end]] === colour; end++) {
          areEqual &&= this.#areEqual(side, order[first], order[end]);
        }
        if (!areEqual) return { side, members: [...order.subarray(first, end)] };
      }
    }
    return null;
  }

  #areEqual(side: Side, a: number, b: number): boolean {
    if (a === b) return true;
    this.#looks += side === 'rows' ? this.#columns : this.#rows;
    const [length, step] = side === 'rows' ? [this.#columns, 1] : [this.#rows, this.#columns];
    const start = (one: number) => (side === 'rows' ? one * this.#columns : one);
    for (let i = 0, [at, to] = [start(a), start(b)]; i < length; i++, at += step, to += step) {
      if (this.#bits[at] !== this.#bits[to]) return false;
    }
    return true;
  }

  /** Compares the matrix under these names with the least so far; where it is the same, an automorphism is found. */
  #compare(found: Omit<Names, 'areUnique'>): number {
    const names = { ...found, areUnique: true };
    const least = this.#least;
    const difference = least === null ? -1 : this.#difference(names, least.names);
    if (least === null || difference < 0) this.#least = { names, path: [...this.#path] };
    if (least === null || difference !== 0) return this.#path.length - 1;
    const map = (side: Side) => {
      const images = new Uint32Array(names[side].length);
      least.names[side].forEach((from, place) => {
        images[from] = names[side][place];
      });
      return images;
    };
    this.#automorphisms.push({ rows: map('rows'), columns: map('columns') });
    // All that is left below the place where the two ways part is the same.
    return this.#path.findIndex((told, i) => !isSame(told, least.path[i]));
  }

  /** Below 0 where the first matrix comes first, read row by row; 0 where they are the same. */
  #difference(a: Omit<Names, 'areUnique'>, b: Omit<Names, 'areUnique'>): number {
    this.#looks += this.#bits.length;
    for (let row = 0; row < this.#rows; row++) {
      const [ofA, ofB] = [a.rows[row] * this.#columns, b.rows[row] * this.#columns];
      for (let column = 0; column < this.#columns; column++) {
        const difference = this.#bits[ofA + a.columns[column]] - this.#bits[ofB + b.columns[column]];
        if (difference !== 0) return difference;
      }
    }
    return 0;
  }

  /** Whether automorphisms that leave alone all that was told apart on the way here lead from one to another. */
  #areAlike(side: Side, member: number, other: number): boolean {
    const fixing = this.#automorphisms.filter((images) =>
      this.#path.every((told) => images[told.side][told.member] === told.member),
    );
    const reached = new Set([member]);
    for (const one of reached) for (const images of fixing) reached.add(images[side][one]);
    return reached.has(other);
  }
}

/** One row or column that was put before those of its colour. */
interface Told {
  readonly side: Side;
  readonly member: number;
}

function isSame(a: Told, b: Told | undefined): boolean {
  return b !== undefined && a.side === b.side && a.member === b.member;
}

/** How many colours there are: each is the place of its first member. */
function colourCount(colours: Uint32Array): number {
  const isThere = new Uint8Array(colours.length);
  let found = 0;
  for (let i = 0; i < colours.length; i++) {
    found += 1 - isThere[colours[i]];
    isThere[colours[i]] = 1;
  }
  return found;
}

/** Splits each colour by the sums of its members. Returns how many colours there are then. */
function split(colours: Uint32Array, sums: Int32Array): number {
  const keys = new Float64Array(colours.length);
  for (let i = 0; i < keys.length; i++) keys[i] = colours[i] * 2 ** 32 + (sums[i] >>> 0);
  const sorted = keys.slice().sort();
  for (let i = 0; i < keys.length; i++) colours[i] = firstPlace(sorted, keys[i]);
  return colourCount(colours);
}

/** Of the first that is not smaller. */
function firstPlace(sorted: Float64Array, key: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byColour({ rows, columns }: Colours) {
  return { rows: inColourOrder(rows), columns: inColourOrder(columns) };
}

/** Numbers in the order of their colours; of one colour in their own. */
function inColourOrder(colours: Uint32Array): Uint32Array {
  const order = new Uint32Array(colours.length);
  // A colour is the place of its first member; then come the others.
  const taken = new Uint32Array(colours.length);
  for (let i = 0; i < colours.length; i++) order[colours[i] + taken[colours[i]]++] = i;
  return order;
}

function mixed(colours: Uint32Array | Int32Array): Int32Array {
  const values = new Int32Array(colours.length);
  for (let i = 0; i < values.length; i++) values[i] = mix(colours[i]);
  return values;
}

/** Spreads a number over 32 bits: the finaliser of MurmurHash3 (Appleby). */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16) ^ 0x9e3779b9, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
