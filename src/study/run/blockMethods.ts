import { BlockMethod, makePartition } from '../../bdm/index.ts';
import type { CtmTable } from '../../ctm/index.ts';
import { MEASURES, type Measure, placeboOf, type SeriesSpec } from '../../measures/index.ts';

/** Complexity tables by their shipped names. */
export type Tables = Readonly<Record<string, CtmTable>>;

/** Gives the way to cut matrices into blocks that a series asks for. Each is made once. */
export type MethodOf = (series: SeriesSpec) => BlockMethod;

/** By table: making one takes as long as some hundred steps of training. */
const made = new WeakMap<CtmTable, Map<string, BlockMethod>>();

/**
 * A RangeError where a series' table is not among them. A measure for which no complexity table counts takes the blocks of any
 * whose blocks are matrices too.
 */
export function blockMethods(tables: Tables): MethodOf {
  const cuts = new Map<string, Map<string, BlockMethod>>();
  return (series) => {
    const { block, boundary, table } = series.options;
    const [rows, columns] = block;
    const placebo = placeboOf(series);
    const cut = [`${rows}x${columns}`, boundary, placebo?.kind, placebo?.seed].join(' ');
    const byTable = cuts.get(cut) ?? new Map<string, BlockMethod>();
    cuts.set(cut, byTable);
    const known = [...byTable.keys(), ...Object.keys(tables)];
    const name = needsTable(series) ? table : (known.find((one) => tables[one].dims === 2) ?? table);
    if (!Object.hasOwn(tables, name)) throw new RangeError(`no complexity table ${name}, of which ${series.name} is`);
    const ofTable = made.get(tables[name]) ?? new Map<string, BlockMethod>();
    made.set(tables[name], ofTable);
    const method =
      ofTable.get(cut) ?? new BlockMethod(tables[name], makePartition({ block: { rows, columns }, boundary }), placebo);
    ofTable.set(cut, method);
    byTable.set(name, method);
    return method;
  };
}

/** Whether a series is of complexities from a table. */
export function needsTable({ measure }: SeriesSpec): boolean {
  const { options, fixed }: Measure = MEASURES[measure];
  return options.includes('table') || fixed?.table !== undefined;
}
