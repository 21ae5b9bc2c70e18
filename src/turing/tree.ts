/**
 * The lazy tree: every halting machine of a space, counted exactly without running the machines one by one.
 *
 * A node is a partial transition table together with the moment at which the machine asks for an entry that is not
 * defined yet. One branch halts there: each of its outputs stands for `choices ** undefined` full tables, one for
 * each way to fill the entries that are left. The other branches define the entry and run on. Three symmetries cut
 * the tree, all exact: a new state is the next in number (times the names that it could have had), the first move
 * goes right, and the first vertical move goes down (distribution.ts puts the other directions back). A table
 * without a halting entry never halts and is never visited.
 *
 * What an entry writes stays open, a mark on the tape, until the machine reads it: up to there all machines that differ
 * in it are one run. Those that halt or are proved to loop before are told apart in the counts alone.
 */
import { emptyCounts, OutputCounter, type TreeCounts } from './counts.ts';
import { LoopProver } from './loops.ts';
import { Machine, UNDEFINED } from './machine.ts';
import { entries, type MachineSpace } from './space.ts';

export interface TreeOptions {
  /** Steps, the halting one included, after which a machine that has not halted is counted as one that never does. */
  readonly cutoff: number;
  /** Leave machines as soon as they are proved to loop: saves time and changes no count. Default true. */
  readonly proofs?: boolean;
}

/** The definitions that lead from the root to a node, as packed actions. */
export type Path = readonly number[];

/** Steps after which a repetition is looked for since a later step than before; doubled each time. */
const FIRST_WINDOW = 32;

const NOWHERE = Number.POSITIVE_INFINITY;

/** Walks the tree of one machine space at one cut-off. One instance serves one thread. */
export class LazyTree {
  readonly #space: MachineSpace;
  readonly #entries: number;
  readonly #cutoff: number;
  readonly #names: number[];
  readonly #machine: Machine;
  readonly #outputs: OutputCounter;
  readonly #prover: LoopProver | undefined;

  // By depth: the entry defined there, and how, on the path to the current node.
  readonly #defined: Int32Array;
  readonly #actions: Int32Array;

  /** Tables that the current one stands for: one for each way to decide what is open. */
  #ways = 1;
  /** Cells whose symbols were open and are decided for now, as a stack. */
  readonly #decided: Int32Array;
  #decidedCells = 0;

  #given: Path = [];
  #splitDepth = NOWHERE;
  #paths: Path[] = [];
  #result: TreeCounts;

  constructor(space: MachineSpace, { cutoff, proofs = true }: TreeOptions) {
    const size = entries(space);
    this.#space = space;
    this.#entries = size;
    this.#cutoff = cutoff;
    this.#names = namesBySeenStates(space.states);
    this.#machine = new Machine(space, cutoff);
    this.#outputs = new OutputCounter(space, this.#machine);
    if (proofs) this.#prover = new LoopProver(space, this.#machine);
    this.#defined = new Int32Array(size);
    this.#actions = new Int32Array(size);
    this.#decided = new Int32Array(size * (cutoff + 1));
    this.#result = emptyCounts(space);
  }

  /** Adds to `sum` all that halts at or below the nodes at the ends of `paths`; without paths, in the whole space. */
  count(paths: readonly Path[] = [[]], sum = emptyCounts(this.#space)): TreeCounts {
    this.#result = sum;
    for (const path of paths) this.#walk(path, NOWHERE);
    return sum;
  }

  /**
   * The paths to all nodes with `depth` definitions, in a fixed order, and the counts of all that halts above them. Paths
   * say what each entry writes, so here nothing is left open.
   */
  split(depth: number): { trunk: TreeCounts; paths: Path[] } {
    this.#result = emptyCounts(this.#space);
    this.#paths = [];
    this.#walk([], depth);
    return { trunk: this.#result, paths: this.#paths };
  }

  #walk(path: Path, splitDepth: number): void {
    this.#given = path;
    this.#splitDepth = splitDepth;
    this.#node(0, 1, false);
  }

  /** The machine asks for an entry, with `depth` defined, `seen` states in use, and a vertical move among them or not. */
  #node(depth: number, seen: number, vertical: boolean): void {
    const entry = this.#machine.asked;
    if (depth < this.#given.length) {
      this.#defineAs(this.#given[depth], depth, entry, seen, vertical);
    } else if (depth === this.#splitDepth) {
      this.#paths.push([...this.#actions.subarray(0, depth)]);
    } else {
      this.#outputs.halt(this.#result, depth, this.#names[seen] * this.#space.symbols * this.#ways);
      if (depth + 1 < this.#entries) this.#defineAll(depth, entry, seen, vertical);
    }
    this.#machine.next[entry] = UNDEFINED;
  }

  #defineAll(depth: number, entry: number, seen: number, vertical: boolean): void {
    const { states, symbols, dims } = this.#space;
    const statesToTry = Math.min(seen + 1, states);
    const moves = depth === 0 ? 1 : dims === 1 ? 2 : vertical ? 4 : 3;
    const isOpen = this.#splitDepth === NOWHERE;
    for (let state = 0; state < statesToTry; state++) {
      this.#result.nodes += moves * symbols * this.#ways;
      this.#machine.next[entry] = state * this.#machine.row;
      if (this.#prover?.confined(state * this.#machine.row)) continue;
      for (let direction = 0; direction < moves; direction++) {
        if (isOpen) {
          this.#ways *= symbols;
          this.#define(state, direction, symbols + depth, depth, entry, seen, vertical);
          this.#ways /= symbols;
          continue;
        }
        for (let write = 0; write < symbols; write++) {
          this.#defineAs((state * 4 + direction) * symbols + write, depth, entry, seen, vertical);
        }
      }
    }
  }

  #defineAs(action: number, depth: number, entry: number, seen: number, vertical: boolean): void {
    const { symbols } = this.#space;
    const state = Math.floor(action / (4 * symbols));
    const direction = Math.floor(action / symbols) & 3;
    this.#actions[depth] = action;
    this.#define(state, direction, action % symbols, depth, entry, seen, vertical);
  }

  /** Defines `entry`, which the machine asks for, goes on, and comes back. */
  #define(
    state: number,
    direction: number,
    write: number,
    depth: number,
    entry: number,
    seen: number,
    vertical: boolean,
  ): void {
    const machine = this.#machine;
    const { step } = machine;
    machine.write[entry] = write;
    machine.move[entry] = machine.moves[direction];
    machine.next[entry] = state * machine.row;
    this.#defined[depth] = entry;
    this.#goOn(depth, Math.max(seen, state + 1), vertical || direction >= 2);
    machine.undo(step, entry);
  }

  /** Runs, the newest entry being that of `depth`, and visits the node at which the machine asks for another, if any. */
  #goOn(depth: number, seen: number, vertical: boolean): void {
    const machine = this.#machine;
    if (!this.#runUntilUndefined(depth)) return;
    const open = machine.tape[machine.cell] - this.#space.symbols;
    if (open >= 0) {
      this.#decide(open, depth, seen, vertical);
    } else {
      machine.extendBox(depth);
      this.#node(depth + 1, seen, vertical);
    }
  }

  /** The machine reads what the entry of depth `open` wrote: from here on, each symbol makes a machine of its own. */
  #decide(open: number, depth: number, seen: number, vertical: boolean): void {
    const { symbols } = this.#space;
    const { tape, cells, write, step, asked } = this.#machine;
    const mark = symbols + open;
    const decided = this.#decided;
    const bottom = this.#decidedCells;
    let top = bottom;
    for (let i = this.#machine.stepsAt(open); i < step; i++) {
      if (tape[cells[i]] !== mark) continue;
      tape[cells[i]] = 0;
      decided[top++] = cells[i];
    }
    this.#decidedCells = top;
    this.#ways /= symbols;
    for (let symbol = 0; symbol < symbols; symbol++) {
      for (let i = bottom; i < top; i++) tape[decided[i]] = symbol;
      write[this.#defined[open]] = symbol;
      this.#machine.asked = asked - mark + symbol;
      this.#goOn(depth, seen, vertical);
      this.#machine.undo(step, asked);
    }
    for (let i = bottom; i < top; i++) tape[decided[i]] = mark;
    write[this.#defined[open]] = mark;
    this.#ways *= symbols;
    this.#decidedCells = bottom;
  }

  /**
   * Whether the machine asks for an undefined entry, before the cut-off and before it is proved that it never does. A proof
   * is tried when it asks for what it asked for at one step before: first that at which the newest entry was defined, for
   * most loops use it.
   */
  #runUntilUndefined(depth: number): boolean {
    const machine = this.#machine;
    const prover = this.#prover;
    let since = machine.stepsAt(depth);
    let watched = prover ? this.#defined[depth] : UNDEFINED;
    let window = prover ? FIRST_WINDOW : this.#cutoff;
    while (machine.step < this.#cutoff) {
      if (machine.next[machine.asked] === UNDEFINED) return true;
      if (machine.asked === watched && machine.step > since && prover?.repeats(since, depth)) return false;
      if (prover && machine.step >= since + window) {
        since = machine.step;
        watched = machine.asked;
        window *= 2;
      }
      machine.run(Math.min(since + window, this.#cutoff), watched);
    }
    return false;
  }
}

/** In how many ways the states in use, the start aside, could have been named: `(n-1)(n-2)…` for each count of them. */
function namesBySeenStates(states: number): number[] {
  const names = [1, 1];
  for (let seen = 2; seen <= states; seen++) names[seen] = names[seen - 1] * (states - seen + 1);
  return names;
}
