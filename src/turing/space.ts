/**
 * A space of Turing machines in the Busy Beaver formalism: `states` working states, `symbols` symbols, and a tape
 * that is a line (`dims` 1, two moves) or a grid (`dims` 2, four moves). Each entry of a transition table, one for
 * each (state, symbol), holds either write + move + next state or write + halt.
 */
export interface MachineSpace {
  readonly dims: 1 | 2;
  readonly states: number;
  readonly symbols: number;
}

/** Entries of one transition table: one for each (state, symbol). */
export function entries({ states, symbols }: MachineSpace): number {
  return states * symbols;
}

/** Contents that one table entry can have: `4n + 2` in 1-D and `8n + 2` in 2-D for two symbols. */
export function choices({ dims, states, symbols }: MachineSpace): number {
  return symbols * 2 * dims * states + symbols;
}

/** Machines in the space: `choices ** entries`. */
export function machines(space: MachineSpace): bigint {
  return BigInt(choices(space)) ** BigInt(entries(space));
}

/**
 * In how many directions the machines that leave an output of a shape could have run, for each that ran in the
 * canonical one: one cell is of a machine that never moved; the others have two directions in 1-D, and in 2-D four if all
 * is in one row, else eight.
 */
export function directions({ dims }: MachineSpace, rows: number, columns: number): number {
  if (rows === 1 && columns === 1) return 1;
  if (dims === 1) return 2;
  return rows === 1 ? 4 : 8;
}
