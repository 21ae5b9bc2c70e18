import { pathToFileURL } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { type CtmTable, loadTable, SHIPPED_TABLES, type Shape, TableError } from '../ctm/index.ts';
import { UserError } from './errors.ts';

/** Loads a table by the name of a shipped one or by its path. */
export async function openTable(source: string): Promise<CtmTable> {
  try {
    return await loadTable(SHIPPED_TABLES.includes(source) ? source : pathToFileURL(source));
  } catch (error) {
    if (error instanceof TableError) throw new UserError(`${source}: ${error.message}`);
    throw error;
  }
}

/** The shape that `4x4` (a rectangle, 2-D) or `12` (a string, 1-D) means. */
export function parseShape(text: string): Shape & { readonly dims: 1 | 2 } {
  const match = /^(?:([1-9]\d?)x)?([1-9]\d?)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Expected a shape such as 4x4 (2-D) or 12 (1-D).');
  return { dims: match[1] === undefined ? 1 : 2, rows: Number(match[1] ?? 1), columns: Number(match[2]) };
}

/** The shipped table of a space. */
export function shippedTable(dims: 1 | 2, states: number): string {
  const name = `${dims}d-n${states}`;
  if (SHIPPED_TABLES.includes(name)) return name;
  throw new UserError(`no ${dims}-D table with ${states} states is shipped, only ${SHIPPED_TABLES.join(', ')}`);
}

/** `1 234 567`. */
export function grouped(value: number | bigint): string {
  return value.toLocaleString('en').replaceAll(',', ' ');
}
