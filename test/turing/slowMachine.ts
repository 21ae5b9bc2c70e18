/**
 * A second, independent reading of the formalism, slow and plain: one machine at a time, its tape in a Map, every
 * direction and both blanks run as they are. It shares nothing with src/turing.
 */
import type { MachineSpace } from '../../src/turing/index.ts';

/** Write, and then either move and go to a state or halt. */
export interface Entry {
  readonly write: number;
  readonly move?: readonly [down: number, right: number];
  readonly next?: number;
}

/** By state * symbols + symbol read; an entry may be undefined. */
export type Table = readonly (Entry | undefined)[];

const MOVES = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
] as const;

/** All that an entry can hold. */
export function entryContents({ dims, states, symbols }: MachineSpace): Entry[] {
  const contents: Entry[] = [];
  for (let write = 0; write < symbols; write++) {
    contents.push({ write });
    for (const move of MOVES.slice(0, 2 * dims)) {
      for (let next = 0; next < states; next++) contents.push({ write, move, next });
    }
  }
  return contents;
}

const ROW = 1 << 20;

/** What a machine that halts within `cutoff` steps leaves, as rows of digits with / between them. */
export function outputOf(table: Table, symbols: number, blank: number, cutoff: number): string | undefined {
  const tape = new Map<number, number>();
  let [state, row, column] = [0, 0, 0];
  let [top, bottom, left, right] = [0, 0, 0, 0];
  for (let step = 1; step <= cutoff; step++) {
    const cell = row * ROW + column;
    const entry = table[state * symbols + (tape.get(cell) ?? blank)];
    if (entry === undefined) return undefined;
    tape.set(cell, entry.write);
    if (entry.move === undefined || entry.next === undefined) {
      const rows: string[] = [];
      for (let y = top; y <= bottom; y++) {
        let digits = '';
        for (let x = left; x <= right; x++) digits += tape.get(y * ROW + x) ?? blank;
        rows.push(digits);
      }
      return rows.join('/');
    }
    state = entry.next;
    row += entry.move[0];
    column += entry.move[1];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
  }
  return undefined;
}

/** Runs every machine of a space on every blank: how many leave each output. */
export function runAll(space: MachineSpace, cutoff: number): Map<string, bigint> {
  const contents = entryContents(space);
  const size = space.states * space.symbols;
  const outputs = new Map<string, bigint>();
  for (let number = 0; number < contents.length ** size; number++) {
    const table = Array.from({ length: size }, (_, entry) => {
      return contents[Math.floor(number / contents.length ** entry) % contents.length];
    });
    for (let blank = 0; blank < space.symbols; blank++) {
      const output = outputOf(table, space.symbols, blank, cutoff);
      if (output !== undefined) outputs.set(output, (outputs.get(output) ?? 0n) + 1n);
    }
  }
  return outputs;
}
