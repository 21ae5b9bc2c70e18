import { PatternIndex, type Shape } from './patterns.ts';
import type { MachineSpace } from './space.ts';

/**
 * The classes of patterns that every output distribution treats alike. A machine has a twin for each relabelling of
 * its symbols (two symbols: the complement) and for each symmetry of its tape: reversal in 1-D, the eight rotations
 * and reflections in 2-D. Twins halt together, so all patterns of one class have the same count.
 */
export class SymmetryClasses {
  readonly patterns: PatternIndex;
  /** Class of each pattern number. Classes are numbered in the order of their first patterns. */
  readonly classOf: Int32Array;
  /** First pattern number of each class. */
  readonly first: Int32Array;
  /** Patterns in each class. */
  readonly size: Int32Array;

  constructor(space: MachineSpace) {
    this.patterns = new PatternIndex(space);
    this.classOf = new Int32Array(this.patterns.size).fill(-1);
    const first: number[] = [];
    const size: number[] = [];
    const relabellings = permutations(space.symbols);
    for (const shape of this.patterns.shapes) {
      const offset = this.patterns.offset(shape.rows, shape.columns);
      const turns = turnsOf(shape, space.dims);
      for (let code = 0; code < this.patterns.patterns(shape); code++) {
        if (this.classOf[offset + code] >= 0) continue;
        first.push(offset + code);
        size.push(this.#assign(first.length - 1, digits(code, shape, space.symbols), turns, relabellings));
      }
    }
    this.first = Int32Array.from(first);
    this.size = Int32Array.from(size);
  }

  /** Puts all images of one pattern into a class; returns how many patterns these are. */
  #assign(index: number, cells: number[], turns: Turn[], relabellings: number[][]): number {
    let found = 0;
    for (const { shape, source } of turns) {
      for (const relabelled of relabellings) {
        let code = 0;
        for (const cell of source) code = code * relabelled.length + relabelled[cells[cell]];
        const number = this.patterns.offset(shape.rows, shape.columns) + code;
        if (this.classOf[number] >= 0) continue;
        this.classOf[number] = index;
        found++;
      }
    }
    return found;
  }
}

/** A symmetry of the tape: the turned pattern's shape, and where each of its cells stood before. */
interface Turn {
  readonly shape: Shape;
  readonly source: readonly number[];
}

function turnsOf({ rows, columns }: Shape, dims: 1 | 2): Turn[] {
  const cells = Array.from({ length: rows * columns }, (_, cell) => cell);
  const flat: Turn = { shape: { rows, columns }, source: cells };
  const turned = dims === 1 ? [flat] : [flat, quarter(flat), quarter(quarter(flat)), quarter(quarter(quarter(flat)))];
  return turned.flatMap((turn) => [turn, mirrored(turn)]);
}

/** A quarter turn: the last row becomes the first column. */
function quarter({ shape: { rows, columns }, source }: Turn): Turn {
  const turned = source.map((_, cell) => source[(rows - 1 - (cell % rows)) * columns + Math.floor(cell / rows)]);
  return { shape: { rows: columns, columns: rows }, source: turned };
}

/** Each row backwards. */
function mirrored({ shape, source }: Turn): Turn {
  const { columns } = shape;
  return { shape, source: source.map((_, cell) => source[cell - (cell % columns) + columns - 1 - (cell % columns)]) };
}

function digits(code: number, { rows, columns }: Shape, symbols: number): number[] {
  return Array.from({ length: rows * columns }, (_, cell) => {
    return Math.floor(code / symbols ** (rows * columns - 1 - cell)) % symbols;
  });
}

function permutations(symbols: number): number[][] {
  let partial: number[][] = [[]];
  for (let symbol = 0; symbol < symbols; symbol++) {
    partial = partial.flatMap((order) => order.concat(-1).map((_, at) => order.toSpliced(at, 0, symbol)));
  }
  return partial;
}
