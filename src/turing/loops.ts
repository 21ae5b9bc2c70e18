import type { MachineSpace } from './space.ts';

/** Stands for an entry without a content in a table's list of next states. */
export const UNDEFINED = -1;

/** A machine's table and its record of a run, which the prover reads and never writes. */
export interface RunningMachine {
  /** By entry (state * symbols + symbol read): the next state's first entry, or UNDEFINED. */
  readonly next: Int32Array;
  /** By entry: the symbol read. */
  readonly read: Uint8Array;
  /** The tape as it stands: one row of cells or, in 2-D, rows of a power of two. */
  readonly tape: Uint8Array;
  /** By step: the entry used. */
  readonly history: Uint8Array;
  /** By step: the cell read. */
  readonly cells: Int32Array;
}

/** Marks are numbered upwards, so that cells need not be unmarked; all are when 16 bits are used up. */
const MOST_MARKS = 0xffff;

/** Proves, soundly but not always, that a machine never asks for an undefined entry, so never halts. */
export class LoopProver {
  readonly #machine: RunningMachine;
  readonly #symbols: number;
  readonly #rowShift: number;
  readonly #columnMask: number;
  readonly #marks: Uint16Array;
  readonly #newCells: Int32Array;
  #lastMark = 0;

  constructor({ symbols }: MachineSpace, width: number, machine: RunningMachine) {
    this.#machine = machine;
    this.#symbols = symbols;
    this.#rowShift = Math.log2(width) | 0;
    this.#columnMask = width - 1;
    this.#marks = new Uint16Array(machine.tape.length);
    this.#newCells = new Int32Array(machine.cells.length);
  }

  /** Whether no state with an undefined entry can be reached from a state, whatever is on the tape. */
  confined(firstEntry: number): boolean {
    const { next } = this.#machine;
    let reached = 1 << firstEntry;
    let open = reached;
    while (open !== 0) {
      const first = 31 - Math.clz32(open);
      open ^= 1 << first;
      for (let entry = first; entry < first + this.#symbols; entry++) {
        if (next[entry] === UNDEFINED) return false;
        const bit = 1 << next[entry];
        if ((reached & bit) !== 0) continue;
        reached |= bit;
        open |= bit;
      }
    }
    return true;
  }

  /**
   * Whether the machine, after `steps` steps and with its head on `cell`, repeats itself: looks for a period p such
   * that the last p entries used equal the p before them. If the head is back where it was, the machine cycles for
   * ever. If it moved by d, see below.
   */
  loops(steps: number, cell: number): boolean {
    const { history, cells } = this.#machine;
    const last = history[steps - 1];
    for (let period = 1; 2 * period <= steps; period++) {
      if (history[steps - 1 - period] !== last) continue;
      let same = 1;
      while (same < period && history[steps - 1 - same] === history[steps - 1 - same - period]) same++;
      if (same < period) continue;
      const start = cells[steps - period];
      if (cell === start || this.#repeatsShifted(steps, period, start, cell)) return true;
    }
    return false;
  }

  /**
   * Whether a period that began on `start` and ended on `end` repeats itself d = end - start further on each time.
   * It does provided that each cell first read in the last period
   * - either was touched in the period before: its symbol was then written by the period itself; or
   * - held the blank, and all cells at further multiples of d are blank and were not touched in the last period: the
   *   machine finds the same blank there in every period to come.
   */
  #repeatsShifted(steps: number, period: number, start: number, end: number): boolean {
    const { read, tape, history, cells } = this.#machine;
    const marks = this.#marks;
    if (this.#lastMark > MOST_MARKS - 2) {
      marks.fill(0);
      this.#lastMark = 0;
    }
    const inPrevious = this.#lastMark + 1;
    const inLast = this.#lastMark + 2;
    this.#lastMark = inLast;
    for (let step = steps - 2 * period; step < steps - period; step++) marks[cells[step]] = inPrevious;
    let newCells = 0;
    for (let step = steps - period; step < steps; step++) {
      const cell = cells[step];
      const mark = marks[cell];
      if (mark === inLast) continue;
      marks[cell] = inLast;
      if (mark === inPrevious) continue;
      if (read[history[step]] !== 0) return false;
      this.#newCells[newCells++] = cell;
    }

    // Beyond the farthest cell visited in the direction of d, along the rows or else along the columns, all is blank.
    const across = (end & this.#columnMask) - (start & this.#columnMask);
    const stride = across === 0 ? (end - start) >> this.#rowShift : across;
    const shift = across === 0 ? this.#rowShift : 0;
    const sign = Math.sign(stride);
    const along = (cell: number) => sign * ((cell >> shift) & this.#columnMask);
    let farthest = along(cells[0]);
    for (let step = 1; step < steps; step++) farthest = Math.max(farthest, along(cells[step]));
    for (let i = 0; i < newCells; i++) {
      let cell = this.#newCells[i];
      for (let at = along(cell) + sign * stride; at <= farthest; at += sign * stride) {
        cell += end - start;
        if (tape[cell] !== 0 || marks[cell] === inLast) return false;
      }
    }
    return true;
  }
}
