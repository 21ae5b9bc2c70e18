/** A row of comma-separated values and its end, RFC 4180, with the line break that Unix has. Null is an empty field. */
export function csvRow(values: readonly unknown[]): string {
  return `${values.map(cell).join(',')}\n`;
}

function cell(value: unknown): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
