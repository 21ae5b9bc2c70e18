/**
 * A sound proof that a running machine loops. It looks for a period p such that the last p entries used equal the p
 * before them. If the head is back where it was, the machine cycles for ever. If it moved by d, it repeats itself d
 * further on each time, provided that each cell first read in the last period
 * - either was touched in the period before: its symbol was then written by the period itself; or
 * - held the blank, and all cells at further multiples of d are blank and were not touched in the last period: the
 *   machine finds the same blank there in every period to come.
 */
import type { MachineSpace } from './space.ts';

export class LoopProver {
  readonly #tape: Uint8Array;
  readonly #history: Uint8Array;
  readonly #cells: Int32Array;
  readonly #symbols: number;
  readonly #rowShift: number;
  readonly #columnMask: number;
  readonly #inPreviousPeriod: Int32Array;
  readonly #inLastPeriod: Int32Array;
  readonly #newCells: Int32Array;
  #mark = 0;

  /**
   * Reads a machine's own record: its `tape` as it stands, and for each step the entry used (state * symbols + symbol
   * read) and the cell. The tape is one row of `width` cells or, in 2-D, `width` rows; `width` is a power of two.
   */
  constructor(space: MachineSpace, width: number, tape: Uint8Array, history: Uint8Array, cells: Int32Array) {
    this.#tape = tape;
    this.#history = history;
    this.#cells = cells;
    this.#symbols = space.symbols;
    this.#rowShift = Math.log2(width);
    this.#columnMask = width - 1;
    this.#inPreviousPeriod = new Int32Array(tape.length);
    this.#inLastPeriod = new Int32Array(tape.length);
    this.#newCells = new Int32Array(cells.length);
  }

  /** Whether the machine, after `steps` steps and with its head on `cell`, is proved never to halt. */
  loops(steps: number, cell: number): boolean {
    const history = this.#history;
    const last = history[steps - 1];
    for (let period = 1; 2 * period <= steps; period++) {
      if (history[steps - 1 - period] !== last) continue;
      let same = 1;
      while (same < period && history[steps - 1 - same] === history[steps - 1 - same - period]) same++;
      if (same < period) continue;
      const start = this.#cells[steps - period];
      if (cell === start || this.#repeatsShifted(steps, period, start, cell)) return true;
    }
    return false;
  }

  /** The second case: the period that began on `start` ended on `end`. */
  #repeatsShifted(steps: number, period: number, start: number, end: number): boolean {
    const cells = this.#cells;
    const mark = ++this.#mark;
    for (let step = steps - 2 * period; step < steps - period; step++) this.#inPreviousPeriod[cells[step]] = mark;
    let newCells = 0;
    for (let step = steps - period; step < steps; step++) {
      const cell = cells[step];
      if (this.#inLastPeriod[cell] === mark) continue;
      this.#inLastPeriod[cell] = mark;
      if (this.#inPreviousPeriod[cell] === mark) continue;
      if (this.#history[step] % this.#symbols !== 0) return false;
      this.#newCells[newCells++] = cell;
    }
    for (let i = 0; i < newCells; i++) {
      if (!this.#blankAhead(steps, this.#newCells[i], start, end, mark)) return false;
    }
    return true;
  }

  /**
   * Whether the cells at `cell + d`, `cell + 2d`, …, where d leads from `start` to `end`, are blank and untouched by
   * the last period. Those further than `steps` from where the machine started were never touched by it.
   */
  #blankAhead(steps: number, cell: number, start: number, end: number, mark: number): boolean {
    const across = (end & this.#columnMask) - (start & this.#columnMask);
    const down = (end >> this.#rowShift) - (start >> this.#rowShift);
    let column = (cell & this.#columnMask) - (this.#cells[0] & this.#columnMask);
    let row = (cell >> this.#rowShift) - (this.#cells[0] >> this.#rowShift);
    for (let at = cell; ; ) {
      at += end - start;
      column += across;
      row += down;
      if (Math.abs(column) > steps || Math.abs(row) > steps) return true;
      if (this.#tape[at] !== 0 || this.#inLastPeriod[at] === mark) return false;
    }
  }
}
