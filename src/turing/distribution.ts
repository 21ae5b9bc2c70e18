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

/**
 * Joins a whole tree's sums into exact counts. The tree ran the canonical direction of each machine on the blank 0;
 * here each output gets its images back. An output in one cell comes from a machine that never moved and has one
 * direction; the others have two in 1-D, four in 2-D if all in one row, else eight. Each machine's twin under
 * exchanging 0 and b does on the blank b what the machine does on 0. Together the twins of a class's machines write
 * all its patterns equally often, so the class's total is divided by its size.
 */
export function distribution(space: MachineSpace, cutoff: number, tree: TreeCounts): Distribution {
  const classes = new SymmetryClasses(space);
  const { patterns, classOf } = classes;
  const fullTables = powers(space, tree.larger.length);
  const totals = Array.from(classes.first, () => 0n);
  for (const shape of patterns.shapes) {
    const { rows, columns } = shape;
    const offset = patterns.offset(rows, columns);
    const images = BigInt(space.symbols * directions(space, rows, columns));
    for (let number = offset; number < offset + patterns.patterns(shape); number++) {
      for (let rest = 0; rest < fullTables.length; rest++) {
        const names = tree.counts[rest * patterns.size + number];
        if (names > 0) totals[classOf[number]] += BigInt(names) * fullTables[rest] * images;
      }
    }
  }
  const weigh = (names: Float64Array) => names.reduce((sum, count, rest) => sum + BigInt(count) * fullTables[rest], 0n);
  let elsewhere = weigh(tree.larger) * BigInt(space.symbols);
  for (const names of tree.long.values()) elsewhere += weigh(names) * BigInt(2 * space.symbols);
  const counts = totals.map((total, index) => {
    const size = BigInt(classes.size[index]);
    if (total % size !== 0n) throw new Error(`class ${index} has ${total} machines for ${size} patterns`);
    return total / size;
  });
  const halting = totals.reduce((sum, total) => sum + total, elsewhere);
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
