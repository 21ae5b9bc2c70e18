import { describe, expect, test } from 'vitest';
import type { MachineSpace } from '../../src/turing/index.ts';
import { LoopProver } from '../../src/turing/loops.ts';
import { UNDEFINED } from '../../src/turing/machine.ts';
import { type Entry, entryContents, outputOf, type Table } from './slowMachine.ts';

const LONG = 10_000;
const WIDTH = 512;

/** Asks the prover about a machine at growing intervals, whatever it did before, from a run of its own. */
class Witness {
  readonly #symbols: number;
  readonly #machine;
  readonly #start: number;
  readonly #prover: LoopProver;

  constructor(space: MachineSpace) {
    const tape = new Uint8Array(space.dims === 1 ? WIDTH : WIDTH * WIDTH);
    this.#symbols = space.symbols;
    this.#start = (tape.length + (space.dims === 1 ? 0 : WIDTH)) / 2;
    const [column, row] = [this.#start % WIDTH, Math.floor(this.#start / WIDTH)];
    this.#machine = {
      row: space.symbols,
      next: new Int32Array(space.states * space.symbols),
      tape,
      width: WIDTH,
      rowShift: Math.log2(WIDTH),
      reads: new Uint8Array(WIDTH),
      cells: new Int32Array(WIDTH),
      boxes: Int32Array.of(column, column, row, row, 0),
      step: 0,
      cell: 0,
    };
    this.#prover = new LoopProver(space, this.#machine);
  }

  /** The entry that the machine asks for and that is undefined, or what ended the run before. */
  run(table: Table, cutoff: number): number | 'proved' | 'cut off' {
    const machine = this.#machine;
    const history: number[] = [];
    machine.tape.fill(0);
    machine.next.set(table.map((entry) => (entry?.next === undefined ? UNDEFINED : entry.next * this.#symbols)));
    machine.cell = this.#start;
    machine.step = 0;
    for (let asked = 0, nextProof = 6; machine.step < cutoff; ) {
      const entry = table[asked];
      if (entry?.move === undefined || entry.next === undefined) return asked;
      if (this.#prover.confined(entry.next * this.#symbols)) return 'proved';
      history.push(asked);
      machine.reads[machine.step] = machine.tape[machine.cell];
      machine.cells[machine.step++] = machine.cell;
      machine.tape[machine.cell] = entry.write;
      machine.cell += entry.move[0] * WIDTH + entry.move[1];
      asked = entry.next * this.#symbols + machine.tape[machine.cell];
      if (machine.step < nextProof) continue;
      if (history.some((before, step) => before === asked && this.#prover.repeats(step, 0))) return 'proved';
      nextProof = Math.ceil(1.6 * nextProof);
    }
    return 'cut off';
  }
}

/** All partial tables of a space that the prover says never halt, by the plain tree: a first move right, new states in order. */
function provedTables(space: MachineSpace, cutoff: number): Table[] {
  const moving = entryContents(space).filter(({ move }) => move !== undefined);
  const witness = new Witness(space);
  const proved: Table[] = [];
  const grow = (table: Table, seen: number, isRoot: boolean) => {
    const end = witness.run(table, cutoff);
    if (end === 'proved') proved.push(table);
    if (typeof end !== 'number' || table.filter((entry) => entry === undefined).length === 1) return;
    for (const entry of moving) {
      if (entry.next === undefined || entry.next > seen) continue;
      if (isRoot && entry.move?.[1] !== 1) continue;
      grow(table.with(end, entry), Math.max(seen, entry.next + 1), false);
    }
  };
  grow(Array.from<Entry | undefined>({ length: space.states * space.symbols }), 1, true);
  return proved;
}

/** Replaces all undefined entries by halting ones and runs the machine for long. */
function halts(table: Table, symbols: number): boolean {
  return (
    outputOf(
      table.map((entry) => entry ?? { write: 0 }),
      symbols,
      0,
      LONG,
    ) !== undefined
  );
}

// Each long run takes half a millisecond. SLOW_TESTS=1 runs all machines (five minutes), else every so-manieth.
const isSlow = process.env.SLOW_TESTS === '1';

describe(`no machine that is said to loop halts within ${LONG} steps`, () => {
  test.each([
    { dims: 1, states: 2, symbols: 2, proofs: 42, every: 1 },
    { dims: 1, states: 3, symbols: 2, proofs: 3_590, every: 7 },
    { dims: 1, states: 4, symbols: 2, proofs: 594_140, every: 997 },
    { dims: 1, states: 2, symbols: 3, proofs: 3_000, every: 7 },
    { dims: 2, states: 2, symbols: 2, proofs: 94, every: 1 },
    { dims: 2, states: 3, symbols: 2, proofs: 20_830, every: 37 },
  ] as const)('$dims-D, $states states, $symbols symbols', { timeout: 600_000 }, ({ proofs, every, ...space }) => {
    const proved = provedTables(space, 200);
    expect(proved.length).toBeGreaterThanOrEqual(proofs);
    const tried = proved.filter((_, index) => isSlow || index % every === 0);
    expect(tried.filter((table) => halts(table, space.symbols))).toEqual([]);
  });
});
