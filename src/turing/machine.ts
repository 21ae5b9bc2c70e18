import { entries, type MachineSpace } from './space.ts';

/** Stands for an entry without a content in a table's list of next states. */
export const UNDEFINED = -1;

/** Numbers that describe a box: left, right, top, bottom, and the steps that it holds. */
export const BOX = 5;

/**
 * A machine with a partial table, on a tape that its head cannot leave within the cut-off, and a record of its run that
 * undoes it. A cell holds a symbol or a mark, a number from `symbols` on: the symbol there is open. Each state has an entry
 * for each symbol and, after them, one for each mark that is never defined: the machine stops where it reads a mark.
 */
export class Machine {
  // Its table, by entry = state * row + symbol read; `next` is the next state's first entry.
  readonly row: number;
  readonly write: Uint8Array;
  readonly move: Int32Array;
  readonly next: Int32Array;

  // Its tape: a line, or a square in rows.
  readonly tape: Uint8Array;
  readonly width: number;
  readonly rowShift: number;
  readonly start: number;
  /** What a step right, left, down and up adds to the head's cell. */
  readonly moves: Int32Array;

  // What it did: symbol read and cell where it was read, by step.
  readonly reads: Uint8Array;
  readonly cells: Int32Array;
  /** By depth in the tree: the box of all cells that were read when the entry of that depth was asked for. */
  readonly boxes: Int32Array;

  // Where it is: steps done, the head's cell, and the entry asked for.
  step = 0;
  cell = 0;
  asked = 0;

  constructor(space: MachineSpace, cutoff: number) {
    const size = entries(space);
    const width = 2 ** Math.ceil(Math.log2(2 * cutoff + 4));
    this.row = space.symbols + size;
    this.write = new Uint8Array(space.states * this.row);
    this.move = new Int32Array(space.states * this.row);
    this.next = new Int32Array(space.states * this.row).fill(UNDEFINED);
    this.tape = new Uint8Array(space.dims === 1 ? width : width * width);
    this.width = width;
    this.rowShift = Math.log2(width) | 0;
    this.start = (this.tape.length + (space.dims === 1 ? 0 : width)) >> 1;
    this.moves = Int32Array.of(1, -1, width, -width);
    this.reads = new Uint8Array(cutoff + 1);
    this.cells = new Int32Array(cutoff + 1);
    this.boxes = new Int32Array(BOX * (size + 1));
    this.boxes.fill(this.column(this.start), 0, 2);
    this.boxes.fill(this.rowOf(this.start), 2, 4);
    this.cell = this.start;
  }

  /** Runs, one step at least, until it asks for an undefined entry or `watched`, or has done `limit` steps. */
  run(limit: number, watched: number): void {
    const { tape, reads, cells, write, move, next } = this;
    let { step, cell, asked } = this;
    let symbol = tape[cell];
    do {
      reads[step] = symbol;
      cells[step] = cell;
      tape[cell] = write[asked];
      // Without the |0, V8 does these sums in floating point, at half the speed.
      cell = (cell + move[asked]) | 0;
      symbol = tape[cell];
      asked = (next[asked] + symbol) | 0;
      step = (step + 1) | 0;
    } while (step < limit && asked !== watched && next[asked] !== UNDEFINED);
    this.step = step;
    this.cell = cell;
    this.asked = asked;
  }

  /** Goes back to where it was after `step` steps, when it asked for `asked`. */
  undo(step: number, asked: number): void {
    const { tape, reads, cells } = this;
    if (this.step > step) this.cell = cells[step];
    for (let i = this.step - 1; i >= step; i--) tape[cells[i]] = reads[i];
    this.step = step;
    this.asked = asked;
  }

  /** Steps done when the entry of a depth was asked for. */
  stepsAt(depth: number): number {
    return this.boxes[BOX * depth + 4];
  }

  /** Makes the box of depth + 1: the one of `depth` and the cells read since. */
  extendBox(depth: number): void {
    const { boxes, cells, step } = this;
    const box = BOX * depth;
    let left = boxes[box];
    let right = boxes[box + 1];
    let top = boxes[box + 2];
    let bottom = boxes[box + 3];
    cells[step] = this.cell;
    for (let i = boxes[box + 4] + 1; i <= step; i++) {
      const column = this.column(cells[i]);
      const row = this.rowOf(cells[i]);
      if (column < left) left = column;
      if (column > right) right = column;
      if (row < top) top = row;
      if (row > bottom) bottom = row;
    }
    boxes[box + 5] = left;
    boxes[box + 6] = right;
    boxes[box + 7] = top;
    boxes[box + 8] = bottom;
    boxes[box + 9] = step;
  }

  column(cell: number): number {
    return cell & (this.width - 1);
  }

  rowOf(cell: number): number {
    return cell >> this.rowShift;
  }
}
