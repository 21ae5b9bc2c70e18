import { BlockMethod, makePartition } from '../../bdm/index.ts';
import type { CtmTable } from '../../ctm/index.ts';
import { MEASURES, type Measure, type SeriesSpec } from '../../measures/index.ts';

/** Complexity tables by their shipped names. */
export type Tables = Readonly<Record<string, CtmTable>>;

/** The ways to cut matrices into blocks that series ask for, each made once. */
export class BlockMethods {
  readonly #tables: Tables;
  readonly #methods = new Map<string, BlockMethod>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** That of a series of blocks. A measure for which no complexity table counts takes the blocks of any. */
  of({ measure, options: { block, boundary, table } }: SeriesSpec): BlockMethod {
    const [rows, columns] = block;
    const cut = `${rows}x${columns} ${boundary} `;
    const known = [...this.#methods.keys()].find((key) =>
      needsTable(measure) ? key === cut + table : key.startsWith(cut),
    );
    const found = known === undefined ? undefined : this.#methods.get(known);
    if (found) return found;
    const name = needsTable(measure) ? table : Object.keys(this.#tables)[0];
    const method = new BlockMethod(this.#tables[name], makePartition({ block: { rows, columns }, boundary }));
    this.#methods.set(cut + name, method);
    return method;
  }
}

/** Whether a measure is of complexities from a table. */
export function needsTable(measure: SeriesSpec['measure']): boolean {
  const { options }: Measure = MEASURES[measure];
  return options.includes('table');
}
