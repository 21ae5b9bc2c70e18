import { choices, type MachineSpace } from './space.ts';
import { SymmetryClasses } from './symmetry.ts';
import type { TreeCounts } from './tree.ts';

/** How many machines of a space leave each output, over every blank symbol: the output distribution before division. */
export interface Distribution {
  readonly space: MachineSpace;
  readonly cutoff: number;
  readonly classes: SymmetryClasses;
  /** By symmetry class: the machines that leave any one pattern of the class. */
  readonly counts: readonly bigint[];
  /** Machines that halt, whatever they leave. */
  readonly halting: bigint;
  /** Those among them whose output is too large to be counted by its pattern. */
  readonly elsewhere: bigint;
}

/** The machines that a part of the tree stands for, with all their twins. */
export interface MachineTotals {
  /** By symmetry class: the machines that leave a pattern of the class. */
  readonly byClass: readonly bigint[];
  /** The machines whose output is too large to be counted by its pattern. */
  readonly elsewhere: bigint;
}

/**
 * Joins the sums of the tree, or of a part of it, into exact numbers of machines. The tree ran the canonical direction
 * of each machine on the blank 0; here its twins come back. An output in one cell is of a machine that never moved and
 * has one direction; the others have two in 1-D, four in 2-D if all in one row, else eight. Exchanging 0 and b makes a
 * machine that does on the blank b what the machine does on 0.
 */
export function machineTotals(space: MachineSpace, classes: SymmetryClasses, tree: TreeCounts): MachineTotals {
  const { patterns, classOf } = classes;
  const fullTables = powers(space, tree.larger.length);
  const byClass = Array.from(classes.first, () => 0n);
  for (const shape of patterns.shapes) {
    const { rows, columns } = shape;
    const offset = patterns.offset(rows, columns);
    const twins = BigInt(space.symbols * directions(space, rows, columns));
    for (let rest = 0; rest < fullTables.length; rest++) {
      const weight = fullTables[rest] * twins;
      const start = rest * patterns.size + offset;
      for (let code = 0; code < patterns.patterns(shape); code++) {
        const names = tree.counts[start + code];
        if (names > 0) byClass[classOf[offset + code]] += BigInt(names) * weight;
      }
    }
  }
  const weigh = (names: Float64Array) => names.reduce((sum, count, rest) => sum + BigInt(count) * fullTables[rest], 0n);
  let elsewhere = weigh(tree.larger) * BigInt(space.symbols);
  for (const names of tree.long.values()) elsewhere += weigh(names) * BigInt(2 * space.symbols);
  return { byClass, elsewhere };
}

/**
 * The exact counts of a space, from its whole tree. Together the twins of a class's machines write all its patterns
 * equally often, so the class's machines divide by its patterns without a rest.
 */
export function distribution(space: MachineSpace, cutoff: number, tree: TreeCounts): Distribution {
  const classes = new SymmetryClasses(space);
  const { byClass, elsewhere } = machineTotals(space, classes, tree);
  const counts = byClass.map((total, index) => {
    const size = BigInt(classes.size[index]);
    if (total % size !== 0n) throw new Error(`class ${index} has ${total} machines for ${size} patterns`);
    return total / size;
  });
  const halting = byClass.reduce((sum, total) => sum + total, elsewhere);
  return { space, cutoff, classes, counts, halting, elsewhere };
}

/** In how many directions a machine that left such an output could have run. */
function directions({ dims }: MachineSpace, rows: number, columns: number): number {
  if (rows === 1 && columns === 1) return 1;
  if (dims === 1) return 2;
  return rows === 1 ? 4 : 8;
}

/** Full tables for each number of entries still undefined. */
function powers(space: MachineSpace, entries: number): bigint[] {
  return Array.from({ length: entries }, (_, rest) => BigInt(choices(space)) ** BigInt(rest));
}
