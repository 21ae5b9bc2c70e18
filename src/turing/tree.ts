/**
 * The lazy tree: every halting machine of a space, counted exactly without running the machines one by one.
 *
 * A node is a partial transition table together with the moment at which the machine asks for an entry that is not
 * defined yet. One branch halts there: each of its outputs stands for `choices ** undefined` full tables, one for
 * each way to fill the entries that are left. The other branches define the entry and run on. Three symmetries cut
 * the tree, all exact: a new state is the next in number (times the names that it could have had), the first move
 * goes right, and the first vertical move goes down (distribution.ts puts the other directions back). A table
 * without a halting entry never halts and is never visited.
 */
import { LoopProver, UNDEFINED } from './loops.ts';
import { PatternIndex } from './patterns.ts';
import { directions, entries, type MachineSpace } from './space.ts';

export interface TreeOptions {
  /** Steps, the halting one included, after which a machine that has not halted is counted as one that never does. */
  readonly cutoff: number;
  /** Leave machines as soon as they are proved to loop: saves time and changes no count. Default true. */
  readonly proofs?: boolean;
}

/** The definitions that lead from the root to a node, as packed actions. */
export type Path = readonly number[];

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

const STEPS_TO_FIRST_PROOF = 8;

/** Walks the tree of one machine space at one cut-off. One instance serves one thread. */
export class LazyTree {
  readonly #space: MachineSpace;
  readonly #entries: number;
  readonly #cutoff: number;
  readonly #patterns: PatternIndex;
  readonly #names: number[];
  readonly #powers: number[];
  readonly #prover: LoopProver | undefined;

  // The machine: what its table holds at entry = state * symbols + symbol read; `next` is the next state's first entry.
  readonly #write: Uint8Array;
  readonly #move: Int32Array;
  readonly #next: Int32Array;
  readonly #read: Uint8Array;

  // Its tape: a line, or a square in rows, that the head cannot leave within the cut-off.
  readonly #tape: Uint8Array;
  readonly #width: number;
  readonly #rowShift: number;
  readonly #start: number;
  readonly #moves: Int32Array;

  // What it did: entry used and cell read at each step. Going back through them undoes the run.
  readonly #history: Uint8Array;
  readonly #cells: Int32Array;

  // By depth: the actions on the path to the current node, and the visited box (left, right, top, bottom) there.
  readonly #actions: Int32Array;
  readonly #boxes: Int32Array;

  // Where it is while it runs: steps done, the head's cell, and the entry asked for.
  #step = 0;
  #cell = 0;
  #asked = 0;

  #given: Path = [];
  #splitDepth = Number.POSITIVE_INFINITY;
  #paths: Path[] = [];
  #result: TreeCounts;

  constructor(space: MachineSpace, { cutoff, proofs = true }: TreeOptions) {
    const size = entries(space);
    const width = 2 ** Math.ceil(Math.log2(2 * cutoff + 4));
    this.#space = space;
    this.#entries = size;
    this.#cutoff = cutoff;
    this.#patterns = new PatternIndex(space);
    this.#names = namesBySeenStates(space.states);
    this.#powers = Array.from({ length: 17 }, (_, exponent) => space.symbols ** exponent);
    this.#write = new Uint8Array(size);
    this.#move = new Int32Array(size);
    this.#next = new Int32Array(size).fill(UNDEFINED);
    this.#read = Uint8Array.from({ length: size }, (_, entry) => entry % space.symbols);
    this.#width = width;
    this.#rowShift = Math.log2(width) | 0;
    this.#tape = new Uint8Array(space.dims === 1 ? width : width * width);
    this.#start = (this.#tape.length + (space.dims === 1 ? 0 : width)) >> 1;
    this.#moves = Int32Array.of(1, -1, width, -width);
    this.#history = new Uint8Array(cutoff + 1);
    this.#cells = new Int32Array(cutoff + 1);
    this.#actions = new Int32Array(size);
    this.#boxes = new Int32Array(4 * (size + 1));
    if (proofs) {
      const machine = {
        next: this.#next,
        read: this.#read,
        tape: this.#tape,
        history: this.#history,
        cells: this.#cells,
      };
      this.#prover = new LoopProver(space, width, machine);
    }
    this.#result = emptyCounts(space);
  }

  /** Adds to `sum` all that halts at or below the nodes at the ends of `paths`; without paths, in the whole space. */
  count(paths: readonly Path[] = [[]], sum = emptyCounts(this.#space)): TreeCounts {
    this.#result = sum;
    for (const path of paths) this.#walk(path, Number.POSITIVE_INFINITY);
    return sum;
  }

  /** The paths to all nodes with `depth` definitions, in a fixed order, and the counts of all that halts above them. */
  split(depth: number): { trunk: TreeCounts; paths: Path[] } {
    this.#result = emptyCounts(this.#space);
    this.#paths = [];
    this.#walk([], depth);
    return { trunk: this.#result, paths: this.#paths };
  }

  #walk(path: Path, splitDepth: number): void {
    this.#given = path;
    this.#splitDepth = splitDepth;
    this.#boxes.fill(this.#column(this.#start), 0, 2);
    this.#boxes.fill(this.#row(this.#start), 2, 4);
    this.#node(0, 0, this.#start, 0, 1, false);
  }

  /**
   * The machine stands on `cell` after `step` steps and asks for `entry`, with `depth` entries defined, `seen` states
   * in use, and a vertical move among them or not.
   */
  #node(depth: number, step: number, cell: number, entry: number, seen: number, vertical: boolean): void {
    if (depth < this.#given.length) {
      this.#define(this.#given[depth], depth, step, cell, entry, seen, vertical);
      return;
    }
    if (depth === this.#splitDepth) {
      this.#paths.push([...this.#actions.subarray(0, depth)]);
      return;
    }
    this.#halt(depth, cell, seen);
    if (depth + 1 === this.#entries) return;
    const { states, symbols, dims } = this.#space;
    const statesToTry = Math.min(seen + 1, states);
    const moves = depth === 0 ? 1 : dims === 1 ? 2 : vertical ? 4 : 3;
    for (let state = 0; state < statesToTry; state++) {
      for (let direction = 0; direction < moves; direction++) {
        for (let write = 0; write < symbols; write++) {
          this.#define((state * 4 + direction) * symbols + write, depth, step, cell, entry, seen, vertical);
        }
      }
    }
  }

  /** Defines `entry` as `action`, runs until the machine asks for another entry or is given up, and undoes it all. */
  #define(action: number, depth: number, from: number, cell: number, entry: number, seen: number, vertical: boolean) {
    const { symbols } = this.#space;
    const direction = Math.floor(action / symbols) & 3;
    const state = Math.floor(action / (4 * symbols));
    this.#write[entry] = action % symbols;
    this.#move[entry] = this.#moves[direction];
    this.#next[entry] = state * symbols;
    if (depth >= this.#given.length) this.#result.nodes++;
    this.#actions[depth] = action;
    if (!this.#prover?.confined(state * symbols)) {
      this.#step = from;
      this.#cell = cell;
      this.#asked = entry;
      if (this.#runUntilUndefined()) {
        const step = this.#step;
        this.#extendBox(depth, from, step, this.#cell);
        this.#node(depth + 1, step, this.#cell, this.#asked, Math.max(seen, state + 1), vertical || direction >= 2);
        this.#undo(from, step);
      } else {
        this.#undo(from, this.#step);
      }
    }
    this.#next[entry] = UNDEFINED;
  }

  /** Whether the machine asks for an undefined entry, before the cut-off and before it is proved that it never does. */
  #runUntilUndefined(): boolean {
    let interval = this.#prover ? STEPS_TO_FIRST_PROOF : this.#cutoff;
    do {
      if (this.#run(Math.min(this.#step + interval, this.#cutoff))) return true;
      interval *= 2;
    } while (this.#step < this.#cutoff && !this.#prover?.loops(this.#step, this.#cell));
    return false;
  }

  /** Runs until the machine asks for an undefined entry (true) or has done `limit` steps (false). */
  #run(limit: number): boolean {
    const tape = this.#tape;
    const history = this.#history;
    const cells = this.#cells;
    const write = this.#write;
    const move = this.#move;
    const next = this.#next;
    let step = this.#step;
    let cell = this.#cell;
    let asked = this.#asked;
    while (step < limit && next[asked] !== UNDEFINED) {
      history[step] = asked;
      cells[step] = cell;
      tape[cell] = write[asked];
      // Without the |0, V8 does these sums in floating point, at half the speed.
      cell = (cell + move[asked]) | 0;
      asked = (next[asked] + tape[cell]) | 0;
      step = (step + 1) | 0;
    }
    this.#step = step;
    this.#cell = cell;
    this.#asked = asked;
    return step < limit;
  }

  /** Gives the tape back the symbols that the steps from `from` to `to` read. */
  #undo(from: number, to: number): void {
    for (let step = to - 1; step >= from; step--) this.#tape[this.#cells[step]] = this.#read[this.#history[step]];
  }

  /** The box at depth + 1: the one at `depth` and the cells read since. */
  #extendBox(depth: number, from: number, step: number, cell: number): void {
    const boxes = this.#boxes;
    let left = boxes[4 * depth];
    let right = boxes[4 * depth + 1];
    let top = boxes[4 * depth + 2];
    let bottom = boxes[4 * depth + 3];
    this.#cells[step] = cell;
    for (let i = from + 1; i <= step; i++) {
      const column = this.#column(this.#cells[i]);
      const row = this.#row(this.#cells[i]);
      if (column < left) left = column;
      if (column > right) right = column;
      if (row < top) top = row;
      if (row > bottom) bottom = row;
    }
    boxes[4 * depth + 4] = left;
    boxes[4 * depth + 5] = right;
    boxes[4 * depth + 6] = top;
    boxes[4 * depth + 7] = bottom;
  }

  /** Counts the outputs of halting here, one for each symbol that the halting entry can write under the head. */
  #halt(depth: number, head: number, seen: number): void {
    const { symbols, dims } = this.#space;
    const undefinedAfter = this.#entries - depth - 1;
    const names = this.#names[seen];
    const left = this.#boxes[4 * depth];
    const right = this.#boxes[4 * depth + 1];
    const top = this.#boxes[4 * depth + 2];
    const bottom = this.#boxes[4 * depth + 3];
    const rows = bottom - top + 1;
    const columns = right - left + 1;
    const offset = this.#patterns.offset(rows, columns);
    const machines = names * symbols * directions(this.#space, rows, columns);
    this.#result.halting[undefinedAfter] += machines;
    if (offset < 0) {
      this.#result.elsewhere[undefinedAfter] += machines;
      if (dims === 1) this.#haltLong(undefinedAfter, head, names, left, right);
      return;
    }
    const width = this.#width;
    let code = 0;
    for (let row = top; row <= bottom; row++) {
      for (let cell = row * width + left; cell <= row * width + right; cell++) {
        code = code * symbols + (cell === head ? 0 : this.#tape[cell]);
      }
    }
    const cellsAfterHead = rows * columns - 1 - (this.#row(head) - top) * columns - (this.#column(head) - left);
    const unit = this.#powers[cellsAfterHead];
    const base = undefinedAfter * this.#patterns.size + offset + code;
    for (let write = 0; write < symbols; write++) this.#result.counts[base + write * unit] += names;
  }

  #haltLong(undefinedAfter: number, head: number, names: number, left: number, right: number): void {
    const before = this.#tape.subarray(left, head).join('');
    const after = this.#tape.subarray(head + 1, right + 1).join('');
    for (let write = 0; write < this.#space.symbols; write++) {
      const output = before + write + after;
      let known = this.#result.long.get(output);
      if (!known) {
        known = new Float64Array(this.#entries);
        this.#result.long.set(output, known);
      }
      known[undefinedAfter] += names;
    }
  }

  #column(cell: number): number {
    return cell & (this.#width - 1);
  }

  #row(cell: number): number {
    return cell >> this.#rowShift;
  }
}

/** In how many ways the states in use, the start aside, could have been named: `(n-1)(n-2)…` for each count of them. */
function namesBySeenStates(states: number): number[] {
  const names = [1, 1];
  for (let seen = 2; seen <= states; seen++) names[seen] = names[seen - 1] * (states - seen + 1);
  return names;
}
