import { BOX, type Machine } from './machine.ts';
import { MOST_CODES, PatternIndex } from './patterns.ts';
import { directions, entries, type MachineSpace } from './space.ts';

/**
 * What a part of the tree wrote, from the blank tape of symbol 0 in the canonical directions.
 * `counts[undefined * patterns.size + number]` adds up the names of the states: an integer, exact below 2^53, to be
 * multiplied by `choices ** undefined`. Strings too long for the index (1-D) are kept by their symbols in `long`;
 * rectangles too large for it (2-D) are not kept. `halting[undefined]` adds up all of them, each times its directions, and
 * `elsewhere[undefined]` those that `counts` has not.
 */
export interface TreeCounts {
  nodes: number;
  readonly counts: Float64Array;
  readonly halting: Float64Array;
  readonly elsewhere: Float64Array;
  readonly long: Map<string, Float64Array>;
}

export function emptyCounts(space: MachineSpace): TreeCounts {
  const size = entries(space);
  return {
    nodes: 0,
    counts: new Float64Array(size * new PatternIndex(space).size),
    halting: new Float64Array(size),
    elsewhere: new Float64Array(size),
    long: new Map(),
  };
}

/** Adds `more` to `sum`. Order does not matter: all are integers. */
export function addCounts(sum: TreeCounts, more: TreeCounts): void {
  sum.nodes += more.nodes;
  for (let i = 0; i < sum.counts.length; i++) sum.counts[i] += more.counts[i];
  for (let i = 0; i < sum.halting.length; i++) {
    sum.halting[i] += more.halting[i];
    sum.elsewhere[i] += more.elsewhere[i];
  }
  for (const [output, names] of more.long) {
    const known = sum.long.get(output);
    if (known) for (let i = 0; i < known.length; i++) known[i] += names[i];
    else sum.long.set(output, names.slice());
  }
}

/** Counts what a machine leaves when it halts, once for each way to decide the symbols that are open on its tape. */
export class OutputCounter {
  readonly #space: MachineSpace;
  readonly #entries: number;
  readonly #machine: Machine;
  readonly #patterns: PatternIndex;
  readonly #powers: number[];
  /** By mark, from `symbols` on: what the code of a pattern grows by with each symbol put in the mark's place. */
  readonly #units: Int32Array;
  readonly #codes: Int32Array;

  constructor(space: MachineSpace, machine: Machine) {
    this.#space = space;
    this.#entries = entries(space);
    this.#machine = machine;
    this.#patterns = new PatternIndex(space);
    this.#powers = Array.from({ length: 17 }, (_, exponent) => space.symbols ** exponent);
    this.#units = new Int32Array(this.#entries);
    this.#codes = new Int32Array(MOST_CODES);
  }

  /**
   * Adds to `sum` that `machines` machines in all, in the canonical direction, halt where the machine stands, with `depth`
   * entries defined before: the halting one is the next, and the symbol that it writes is open, too.
   */
  halt(sum: TreeCounts, depth: number, machines: number): void {
    const { symbols, dims } = this.#space;
    const { boxes, tape, cell: head } = this.#machine;
    const undefinedAfter = this.#entries - depth - 1;
    const columns = boxes[BOX * depth + 1] - boxes[BOX * depth] + 1;
    const rows = boxes[BOX * depth + 3] - boxes[BOX * depth + 2] + 1;
    const offset = this.#patterns.offset(rows, columns);
    const inAllDirections = machines * directions(this.#space, rows, columns);
    sum.halting[undefinedAfter] += inAllDirections;
    if (offset < 0) sum.elsewhere[undefinedAfter] += inAllDirections;
    if (offset < 0 && dims === 2) return;
    const read = tape[head];
    tape[head] = symbols + depth;
    if (offset < 0) this.#addLong(sum, depth, machines);
    else this.#addPatterns(sum, depth, machines, offset);
    tape[head] = read;
  }

  #addPatterns(sum: TreeCounts, depth: number, machines: number, offset: number): void {
    const { symbols } = this.#space;
    const codes = this.#codes;
    const units = this.#units;
    codes[0] = this.#codeOfZeros(depth);
    let found = 1;
    for (let mark = 0; mark <= depth; mark++) {
      const unit = units[mark];
      if (unit === 0) continue;
      units[mark] = 0;
      const more = found * (symbols - 1);
      for (let i = 0; i < more; i++) codes[found + i] = codes[i] + unit;
      found += more;
    }
    const first = (this.#entries - depth - 1) * this.#patterns.size + offset;
    for (let i = 0; i < found; i++) sum.counts[first + codes[i]] += machines / found;
  }

  /** The code of the box with 0 in the place of every mark; leaves their units in `#units`. */
  #codeOfZeros(depth: number): number {
    const { symbols } = this.#space;
    const { boxes, tape, width } = this.#machine;
    const left = boxes[BOX * depth];
    const right = boxes[BOX * depth + 1];
    const top = boxes[BOX * depth + 2];
    const bottom = boxes[BOX * depth + 3];
    let cellsAfter = (bottom - top + 1) * (right - left + 1);
    let code = 0;
    for (let row = top; row <= bottom; row++) {
      for (let cell = row * width + left; cell <= row * width + right; cell++) {
        const symbol = tape[cell];
        cellsAfter--;
        if (symbol >= symbols) this.#units[symbol - symbols] += this.#powers[cellsAfter];
        code = code * symbols + (symbol >= symbols ? 0 : symbol);
      }
    }
    return code;
  }

  #addLong(sum: TreeCounts, depth: number, machines: number): void {
    const { symbols } = this.#space;
    const { boxes, tape } = this.#machine;
    let outputs = [[...tape.subarray(boxes[BOX * depth], boxes[BOX * depth + 1] + 1)]];
    for (let mark = symbols; mark <= symbols + depth; mark++) {
      if (!outputs[0].includes(mark)) continue;
      outputs = Array.from({ length: symbols }, (_, write) =>
        outputs.map((output) => output.map((symbol) => (symbol === mark ? write : symbol))),
      ).flat();
    }
    for (const output of outputs) {
      const key = output.join('');
      let known = sum.long.get(key);
      if (!known) {
        known = new Float64Array(this.#entries);
        sum.long.set(key, known);
      }
      known[this.#entries - depth - 1] += machines / outputs.length;
    }
  }
}
