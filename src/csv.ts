import { plainText } from './plainText.ts';

/**
 * A row of comma-separated values and its end, RFC 4180, with the line break that Unix has. Null is an empty field. Of text
 * nothing acts: what controls a terminal stands escaped, and what a spreadsheet would take for a formula follows an
 * apostrophe (OWASP, CSV Injection). Numbers stay as they are.
 */
export function csvRow(values: readonly unknown[]): string {
  return `${values.map(cell).join(',')}\n`;
}

function cell(value: unknown): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = plainText(value).replace(/^(?=[=+\-@＝＋－＠])/, "'");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
