/** Tables of numbers as text: values between spaces or tabs, one row a line. */

const [TAB, NEWLINE, RETURN, SPACE, PLUS, MINUS, POINT, ZERO, NINE] = [9, 10, 13, 32, 43, 45, 46, 48, 57];
const [LARGE_E, SMALL_E] = [69, 101];
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Digits of a whole number that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The numbers of a text of bytes, [lines × columns]. Each is the float32 nearest to the double nearest to what is
 * written. Throws an Error that names the file, the line (from 1) and what is wrong with it: something else than a number,
 * one that a float32 cannot hold, fewer or more of them than `columns`.
 */
export function parseTable(bytes: Uint8Array, name: string, columns: number): Float32Array {
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
      let value = exactNumber(bytes, at, end);
      if (Number.isNaN(value)) {
        const word = textOf(bytes, at, end);
        value = NUMBER.test(word) ? Math.fround(Number(word)) : Number.NaN;
        if (!Number.isFinite(value)) {
          throw fail(`${JSON.stringify(word)} is not a ${Number.isNaN(value) ? 'number' : 'number within float32'}`);
        }
      }
      if (inLine < columns) values[count++] = value;
      inLine++;
      at = end;
    }
  }
  if (inLine !== 0 && inLine !== columns) throw fail(`${inLine} values, expected ${columns}`);
  return values.length === count ? values : values.slice(0, count);
}

/**
 * The double nearest to a decimal number, where one operation on exact doubles gives it (Clinger 1990, "How to read
 * floating point numbers accurately"); NaN where it takes more, and where there is no number.
 */
function exactNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const isNegative = bytes[at] === MINUS;
  if (isNegative || bytes[at] === PLUS) at++;
  const first = at;
  let digits = 0;
  for (; isDigit(bytes[at]) && at < end; at++) digits = 10 * digits + bytes[at] - ZERO;
  let length = at - first;
  let exponent = 0;
  if (at < end && bytes[at] === POINT) {
    const point = at++;
    for (; at < end && isDigit(bytes[at]); at++) digits = 10 * digits + bytes[at] - ZERO;
    exponent = point + 1 - at;
    length -= exponent;
  }
  if (length === 0 || length > EXACT_DIGITS) return Number.NaN;
  if (at < end && (bytes[at] === SMALL_E || bytes[at] === LARGE_E)) {
    at++;
    const isBelow = bytes[at] === MINUS;
    if (at < end && (isBelow || bytes[at] === PLUS)) at++;
    // Longer ones are rare enough for the long way.
    if (at === end || end - at > 3) return Number.NaN;
    let written = 0;
    for (; at < end && isDigit(bytes[at]); at++) written = 10 * written + bytes[at] - ZERO;
    exponent += isBelow ? -written : written;
  }
  if (at !== end || Math.abs(exponent) >= POWERS.length) return Number.NaN;
  const value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
  return isNegative ? -value : value;
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

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** At most the start of it: what is wrong may be megabytes long. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  const MOST = 400;
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + MOST)));
}
