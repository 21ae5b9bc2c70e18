import type { CtmTable, Pattern } from './table.ts';

/** A small array of symbols: rows of numbers, or text such as `0110` (one row) and `0110/1001` (two). */
export type Block = string | readonly (readonly number[])[];

/** Shape and code of a block of `symbols` symbols. Throws a RangeError where it is ragged, empty or holds another symbol. */
export function readBlock(block: Block, symbols = 2): Pattern {
  const rows =
    typeof block === 'string'
      ? block.split('/').map((row) => Array.from(row, (symbol) => Number.parseInt(symbol, 10)))
      : block;
  const shape = { rows: rows.length, columns: rows[0]?.length ?? 0 };
  if (shape.columns === 0 || rows.some((row) => row.length !== shape.columns)) {
    throw new RangeError('a block has rows of equal length, such as 0110 or 0110/1001');
  }
  let code = 0;
  for (const symbol of rows.flat()) {
    if (!Number.isInteger(symbol) || symbol < 0 || symbol >= symbols) {
      throw new RangeError(`a block of ${symbols} symbols holds 0 to ${symbols - 1} only`);
    }
    code = code * symbols + symbol;
  }
  return { shape, code };
}

/** A pattern as text: its symbols row by row, with `separator` between the rows. */
export function formatBlock({ shape: { rows, columns }, code }: Pattern, separator = '/', symbols = 2): string {
  const text = code.toString(symbols).padStart(rows * columns, '0');
  return Array.from({ length: rows }, (_, row) => text.slice(row * columns, (row + 1) * columns)).join(separator);
}

/** CTM of a block, in bits, by a table. Throws a RangeError where the table does not hold its shape. */
export function ctm(table: CtmTable, block: Block): number {
  const { shape, code } = readBlock(block, table.symbols);
  return table.ctm(shape, code);
}
