import type { MachineSpace } from './space.ts';

/** Rows and columns of a small rectangle of symbols; a string is one row. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** Patterns of one shape, at most. */
export const MOST_CODES = 65_536;
const WIDEST_BLOCK = 4;

/**
 * Every output that is counted one by one, numbered without gaps. In 1-D these are the strings with at most
 * 65 536 words of their length (16 cells for two symbols), in 2-D the rectangles up to 4×4. The code of a pattern
 * reads its symbols row by row, the first most significant; its number is `offset(shape) + code`.
 */
export class PatternIndex {
  readonly shapes: readonly Shape[];
  readonly size: number;
  readonly #symbols: number;
  readonly #offsets = new Map<number, number>();

  constructor({ dims, symbols }: MachineSpace) {
    const rowsMost = dims === 1 ? 1 : WIDEST_BLOCK;
    const columnsMost = dims === 1 ? MOST_CODES : WIDEST_BLOCK;
    const shapes: Shape[] = [];
    this.#symbols = symbols;
    let size = 0;
    for (let rows = 1; rows <= rowsMost; rows++) {
      for (let columns = 1; columns <= columnsMost && symbols ** (rows * columns) <= MOST_CODES; columns++) {
        shapes.push({ rows, columns });
        this.#offsets.set(key(rows, columns), size);
        size += symbols ** (rows * columns);
      }
    }
    this.shapes = shapes;
    this.size = size;
  }

  /** Number of the shape's first pattern, or -1 where patterns of that shape are not counted one by one. */
  offset(rows: number, columns: number): number {
    return this.#offsets.get(key(rows, columns)) ?? -1;
  }

  /** Patterns of one shape. */
  patterns({ rows, columns }: Shape): number {
    return this.#symbols ** (rows * columns);
  }
}

function key(rows: number, columns: number): number {
  return rows * 2 ** 20 + columns;
}
