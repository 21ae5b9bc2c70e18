import { BOX, type Machine, UNDEFINED } from './machine.ts';
import type { MachineSpace } from './space.ts';

/** What the prover reads of a machine; it writes nothing. */
export type RunningMachine = Readonly<
  Pick<Machine, 'row' | 'next' | 'tape' | 'width' | 'rowShift' | 'reads' | 'cells' | 'boxes' | 'step' | 'cell'>
>;

/** Marks are numbered upwards, so that cells need not be unmarked; all are when 16 bits are used up. */
const MOST_MARKS = 0xffff;

/** Proves, soundly but not always, that a machine never asks for an undefined entry, so never halts. */
export class LoopProver {
  readonly #machine: RunningMachine;
  readonly #symbols: number;
  readonly #columnMask: number;
  /** Steps that the head can do without leaving the tape. */
  readonly #reach: number;
  readonly #marks: Uint16Array;
  readonly #readFirst: Int32Array;
  #lastMark = 0;

  constructor({ symbols }: MachineSpace, machine: RunningMachine) {
    this.#machine = machine;
    this.#symbols = symbols;
    this.#columnMask = machine.width - 1;
    this.#reach = machine.width / 2 - 1;
    this.#marks = new Uint16Array(machine.tape.length);
    this.#readFirst = new Int32Array(machine.cells.length);
  }

  /** Whether no state with an undefined entry can be reached from a state, whatever is on the tape. */
  confined(firstEntry: number): boolean {
    const { next, row } = this.#machine;
    let reached = 1 << (firstEntry / row);
    let open = reached;
    while (open !== 0) {
      const state = 31 - Math.clz32(open);
      open ^= 1 << state;
      for (let entry = state * row; entry < state * row + this.#symbols; entry++) {
        if (next[entry] === UNDEFINED) return false;
        const bit = 1 << (next[entry] / row);
        if ((reached & bit) !== 0) continue;
        reached |= bit;
        open |= bit;
      }
    }
    return true;
  }

  /**
   * Whether the machine, which asks for the entry that it asked for after `start` steps, does all that it has done since
   * again and again, d = (head now) - (head then) further on each time. It does provided that for each cell that was read
   * since, d, 2d … further on stands the symbol that was first read there,
   * - up to a cell that was touched since: what stands there was written by the period itself, and will be each time; or
   * - where that symbol is the blank, up to the edge of the box of all cells read: beyond it all is blank.
   * A symbol that is open (machine.ts) equals none, so what is proved holds whatever it is. The box of `depth` is known.
   */
  repeats(start: number, depth: number): boolean {
    const { tape, reads, cells, step: end, cell } = this.#machine;
    // The next period must lie on the tape.
    if (2 * end - start > this.#reach) return false;
    const marks = this.#marks;
    const mark = this.#newMark();
    const shift = cell - cells[start];
    let found = 0;
    for (let step = start; step < end; step++) {
      const at = cells[step];
      if (marks[at] === mark) continue;
      marks[at] = mark;
      if (tape[at + shift] !== reads[step]) return false;
      this.#readFirst[found++] = at;
    }
    return shift === 0 || this.#findsTheSame(found, shift, depth);
  }

  #newMark(): number {
    if (this.#lastMark === MOST_MARKS) {
      this.#marks.fill(0);
      this.#lastMark = 0;
    }
    return ++this.#lastMark;
  }

  /** Whether also 2d and more further on from the `found` cells stands what was first read there. */
  #findsTheSame(found: number, shift: number, depth: number): boolean {
    const { tape, rowShift, cells } = this.#machine;
    const marks = this.#marks;
    const mark = this.#lastMark;
    // How far d goes along the rows or, if it stays in its column, along the columns.
    const across = ((cells[0] + shift) & this.#columnMask) - (cells[0] & this.#columnMask);
    const bits = across === 0 ? rowShift : 0;
    const stride = across === 0 ? shift >> rowShift : across;
    const sign = stride < 0 ? -1 : 1;
    const edge = sign * this.#edge(bits, sign, depth);
    for (let i = 0; i < found; i++) {
      let cell = this.#readFirst[i] + shift;
      const symbol = tape[cell];
      let along = sign * ((cell >> bits) & this.#columnMask);
      while (marks[cell] !== mark && along <= edge) {
        cell += shift;
        along += sign * stride;
        if (along <= edge && tape[cell] !== symbol) return false;
      }
      if (along > edge && symbol !== 0) return false;
    }
    return true;
  }

  /** The last column, or row if `bits` are a row's, that the head has been in to the one side or the other. */
  #edge(bits: number, sign: number, depth: number): number {
    const { boxes, cells, step: end } = this.#machine;
    const box = BOX * depth;
    let edge = sign * boxes[box + (bits === 0 ? 0 : 2) + (sign > 0 ? 1 : 0)];
    for (let step = boxes[box + 4]; step < end; step++) {
      const along = sign * ((cells[step] >> bits) & this.#columnMask);
      if (along > edge) edge = along;
    }
    return sign * edge;
  }
}
