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
      const turns = turnsOf(shape, space.dims);
      const twins = turns.flatMap((turn) => relabellings.map((relabelled) => this.#images(turn, relabelled)));
      this.#assign(this.patterns.offset(shape.rows, shape.columns), twins, first, size);
    }
    this.first = Int32Array.from(first);
    this.size = Int32Array.from(size);
  }

  /** Puts the patterns of a shape, and all their images, into classes; adds what these begin with and how many they are. */
  #assign(offset: number, twins: readonly Int32Array[], first: number[], size: number[]): void {
    const { classOf } = this;
    for (let code = 0; code < twins[0].length; code++) {
      if (classOf[offset + code] >= 0) continue;
      let found = 0;
      for (const images of twins) {
        const image = images[code];
        if (classOf[image] >= 0) continue;
        classOf[image] = first.length;
        found++;
      }
      first.push(offset + code);
      size.push(found);
    }
  }

  /**
   * Numbers of the patterns that a turn and a relabelling make of those of a shape, by their codes: cell by cell from the
   * last, each symbol in a cell adds its own to what the cells behind it make.
   */
  #images({ shape, source }: Turn, relabelled: readonly number[]): Int32Array {
    const symbols = relabelled.length;
    let images = Int32Array.of(this.patterns.offset(shape.rows, shape.columns));
    for (let cell = source.length - 1; cell >= 0; cell--) {
      const place = symbols ** (source.length - 1 - source.indexOf(cell));
      const behind = images;
      images = new Int32Array(symbols * behind.length);
      for (let symbol = 0; symbol < symbols; symbol++) {
        const start = symbol * behind.length;
        const own = relabelled[symbol] * place;
        for (let i = 0; i < behind.length; i++) images[start + i] = behind[i] + own;
      }
    }
    return images;
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

function permutations(symbols: number): number[][] {
  let partial: number[][] = [[]];
  for (let symbol = 0; symbol < symbols; symbol++) {
    partial = partial.flatMap((order) => order.concat(-1).map((_, at) => order.toSpliced(at, 0, symbol)));
  }
  return partial;
}
