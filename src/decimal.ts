/** Decimal numbers as people and programs spell them: [sign] digits [. digits] [e [sign] digits]. */

const [PLUS, MINUS, POINT, ZERO, NINE, LARGE_E, SMALL_E] = Buffer.from('+-.09Ee');
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The double nearest to the number that is the whole text; infinite beyond the largest; NaN for any other text. */
export function decimalOf(text: string): number {
  return decimalIn(Buffer.from(text));
}

/**
 * The same of characters in bytes. One operation on exact doubles gives the nearest one to most numbers (Clinger 1990,
 * "How to read floating point numbers accurately"). Takes time in proportion to the length.
 */
export function decimalIn(bytes: Buffer, start = 0, end = bytes.length): number {
  let at = start;
  if (bytes[at] === MINUS || bytes[at] === PLUS) at++;
  const first = at;
  let digits = 0;
  for (; at < end && isDigit(bytes[at]); at++) digits = 10 * digits + (bytes[at] - ZERO);
  let length = at - first;
  let exponent = 0;
  if (at < end && bytes[at] === POINT) {
    const point = at++;
    for (; at < end && isDigit(bytes[at]); at++) digits = 10 * digits + (bytes[at] - ZERO);
    exponent = point + 1 - at;
    length -= exponent;
  }
  if (length > 0 && at < end && (bytes[at] === SMALL_E || bytes[at] === LARGE_E)) {
    at++;
    const isBelow = bytes[at] === MINUS;
    if (at < end && (isBelow || bytes[at] === PLUS)) at++;
    const mark = at;
    let written = 0;
    for (; at < end && isDigit(bytes[at]); at++) written = 10 * written + bytes[at] - ZERO;
    if (at === mark) return Number.NaN;
    exponent += isBelow ? -written : written;
  }
  if (length === 0 || at !== end) return Number.NaN;
  const isExact = digits <= Number.MAX_SAFE_INTEGER && Math.abs(exponent) < POWERS.length;
  if (!isExact) return Number(bytes.toString('latin1', start, end));
  const value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
  return bytes[start] === MINUS ? -value : value;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
