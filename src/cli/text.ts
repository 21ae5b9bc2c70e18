import { plainText } from '../plainText.ts';

/** Prints lines. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${plainText(line)}\n`).join(''));
}

/** Prints a line on standard error. */
export function tell(line: string): void {
  process.stderr.write(`${plainText(line)}\n`);
}

/** Lines whose cells stand in columns, two spaces apart. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => {
    const padded = row.map((cell, column) => cell.padEnd(widths[column]));
    return padded.join('  ').trimEnd();
  });
}

/** `1 234 567`, in plain spaces: it may be copied. */
export function grouped(value: number | bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ' ');
}
