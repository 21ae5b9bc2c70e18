import type { TreeCounts } from './counts.ts';
import { choices, directions, type MachineSpace } from './space.ts';
import { SymmetryClasses } from './symmetry.ts';

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

/** Machines that halt in the tree, or in a part of it, with all their twins: see classTotals. */
export function haltingMachines(space: MachineSpace, tree: TreeCounts): bigint {
  const fullTables = powers(space, tree.halting.length);
  const oneBlank = tree.halting.reduce((sum, names, rest) => sum + BigInt(names) * fullTables[rest], 0n);
  return oneBlank * BigInt(space.symbols);
}

/**
 * By symmetry class, the machines of the tree, or of a part of it, that leave a pattern of the class. The tree ran the
 * canonical direction of each machine on the blank 0. Here its twins come back: the other directions, and for each
 * other blank b the machine with 0 and b exchanged, which does on b what the first does on 0.
 */
export function classTotals(space: MachineSpace, classes: SymmetryClasses, tree: TreeCounts): bigint[] {
  const { patterns, classOf } = classes;
  const fullTables = powers(space, tree.halting.length);
  const totals = Array.from(classes.first, () => 0n);
  for (const shape of patterns.shapes) {
    const offset = patterns.offset(shape.rows, shape.columns);
    const twins = BigInt(space.symbols * directions(space, shape.rows, shape.columns));
    for (let rest = 0; rest < fullTables.length; rest++) {
      const weight = fullTables[rest] * twins;
      const start = rest * patterns.size + offset;
      for (let code = 0; code < patterns.patterns(shape); code++) {
        const names = tree.counts[start + code];
        if (names > 0) totals[classOf[offset + code]] += BigInt(names) * weight;
      }
    }
  }
  return totals;
}

/**
 * The exact counts of a space, from its whole tree. Together the twins of a class's machines write all its patterns
 * equally often, so the class's machines divide by its patterns without a rest.
 */
export function distribution(space: MachineSpace, cutoff: number, tree: TreeCounts): Distribution {
  const classes = new SymmetryClasses(space);
  const totals = classTotals(space, classes, tree);
  const counts = totals.map((total, index) => {
    const size = BigInt(classes.size[index]);
    if (total % size !== 0n) throw new Error(`class ${index} has ${total} machines for ${size} patterns`);
    return total / size;
  });
  const halting = haltingMachines(space, tree);
  const elsewhere = totals.reduce((rest, total) => rest - total, halting);
  return { space, cutoff, classes, counts, halting, elsewhere };
}

/** How many different strings too long for the pattern index the machines of a 1-D space leave. */
export function longOutputs({ symbols }: MachineSpace, tree: TreeCounts): number {
  const outputs = new Set<string>();
  for (const output of tree.long.keys()) {
    for (let blank = 0; blank < symbols; blank++) {
      const twin = Array.from(output, (symbol) => (symbol === '0' ? blank : Number(symbol) === blank ? 0 : symbol));
      outputs.add(twin.join('')).add(twin.reverse().join(''));
    }
  }
  return outputs.size;
}

/** Full tables for each number of entries still undefined. */
function powers(space: MachineSpace, entries: number): bigint[] {
  return Array.from({ length: entries }, (_, rest) => BigInt(choices(space)) ** BigInt(rest));
}
