import { pathToFileURL } from 'node:url';
import { type CtmTable, loadTable, SHIPPED_TABLES, type Shape, TableError } from '../ctm/index.ts';
import { UserError } from './errors.ts';

/** Loads a table by the name of a shipped one or by its path. Throws a UserError where it is damaged. */
export async function openTable(source: string): Promise<CtmTable> {
  try {
    return await loadTable(SHIPPED_TABLES.includes(source) ? source : pathToFileURL(source));
  } catch (error) {
    throw error instanceof TableError ? new UserError(`${source}: ${error.message}`) : error;
  }
}

/** The shape of a block of a matrix (2) or of a string (1). */
export type AnyShape = Shape & { readonly dims: 1 | 2 };

/** A table that holds blocks of a shape: this one, or the shipped one of so many states. Throws a UserError. */
export async function openTableOf(
  { dims, rows, columns }: AnyShape,
  { table: source, states = 5 }: { readonly table?: string; readonly states?: number },
): Promise<CtmTable> {
  const name = source ?? `${dims}d-n${states}`;
  if (source === undefined && !SHIPPED_TABLES.includes(name)) {
    throw new UserError(`no ${dims}-D table with ${states} states is shipped, only ${SHIPPED_TABLES.join(', ')}`);
  }
  const table = await openTable(name);
  if (table.shapes.some((shape) => shape.rows === rows && shape.columns === columns)) return table;
  throw new UserError(`the table holds no ${rows}x${columns} patterns`);
}
