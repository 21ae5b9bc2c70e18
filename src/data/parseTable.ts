/** Tables of numbers as text: values between spaces or tabs, one row a line. */
import { decimalIn } from '../decimal.ts';

const [TAB, NEWLINE, RETURN, SPACE] = [9, 10, 13, 32];
/** At most the start of what is wrong is shown: it may be megabytes long. */
const MOST_SHOWN = 400;

/**
 * The numbers of a text of bytes, [lines × columns]. Each is the float32 nearest to the double nearest to what is
 * written. Throws an Error that names the file, the line (from 1) and what is wrong with it: something else than a number,
 * one that a float32 cannot hold, fewer or more of them than `columns`.
 */
export function parseTable(content: Uint8Array, name: string, columns: number): Float32Array {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const fail = (problem: string) => new Error(`${name}: line ${line}: ${problem}`);
  // A value takes two bytes with the space after it.
  const values = new Float32Array(Math.min(lineCount(bytes) * columns, Math.floor((bytes.length + 1) / 2)));
  let count = 0;
  let line = 1;
  let inLine = 0;
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === NEWLINE) {
      if (inLine !== columns) throw fail(`${inLine} values, expected ${columns}`);
      at++;
      line++;
      inLine = 0;
    } else if (isBlank(bytes[at])) {
      at++;
    } else {
      const end = wordEnd(bytes, at);
      const value = Math.fround(decimalIn(bytes, at, end));
      if (!Number.isFinite(value)) {
        const word = JSON.stringify(bytes.toString('latin1', at, Math.min(end, at + MOST_SHOWN)));
        throw fail(`${word} is not a ${Number.isNaN(value) ? 'number' : 'number within float32'}`);
      }
      if (inLine < columns) values[count++] = value;
      inLine++;
      at = end;
    }
  }
  if (inLine !== 0 && inLine !== columns) throw fail(`${inLine} values, expected ${columns}`);
  return values.length === count ? values : values.slice(0, count);
}

function lineCount(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

function wordEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end] !== NEWLINE && !isBlank(bytes[end])) end++;
  return end;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}
