/** Numbers and lists as pages and terminal write them: a real minus sign, thin spaces in thousands. */

const THIN_SPACE = '\u202f';
const SPACE = '\u00a0';
const MINUS = '\u2212';

/** A number with so many decimals; `signed` writes a plus before positive ones. */
export function decimal(value: number, decimals = 2, signed = false): string {
  const text = Math.abs(value).toFixed(decimals);
  const isZero = Number(text) === 0;
  if (value < 0 && !isZero) return `${MINUS}${inThousands(text)}`;
  return `${signed && !isZero ? '+' : ''}${inThousands(text)}`;
}

/** A whole number, its thousands set apart. */
export function integer(value: number | bigint): string {
  return inThousands(value.toString());
}

/** "79.3 ± 0.6 %"; "79.3 % (one run)" without a deviation, "no runs" without a mean. */
export function meanAndDeviation(mean: number | null, sd: number | null): string {
  if (mean === null) return 'no runs';
  if (sd === null) return `${decimal(mean, 1)}${SPACE}% (one run)`;
  return `${decimal(mean, 1)}${SPACE}±${SPACE}${decimal(sd, 1)}${SPACE}%`;
}

/** "1 run", "8 runs"; "8 matrices" where the plural is told. */
export function count(value: number, thing: string, things = `${thing}s`): string {
  return `${integer(value)} ${value === 1 ? thing : things}`;
}

/** What there is of these: sentences that hold, columns that are needed. */
export function present<T>(...items: readonly (T | false | null)[]): T[] {
  return items.filter((item) => item !== false && item !== null) as T[];
}

/** "A, B and 3 more". */
export function listed(names: readonly string[], most = 12): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
}

/** "block entropy" -> "Block entropy". */
export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A name that does not fit ends in an ellipsis; tables have it whole. */
export function shortened(name: string, letters: number): string {
  return name.length <= letters ? name : `${name.slice(0, Math.max(1, letters - 1))}…`;
}

/** A share in per cent. */
export function percent(share: number, decimals = 1): string {
  return `${decimal(100 * share, decimals)}${SPACE}%`;
}

/** A level of confidence: "95 %". */
export function level(confidence: number): string {
  return `${Number((100 * confidence).toPrecision(6))}${SPACE}%`;
}

/** A p-value: "p = 0.031", "p < 0.001". */
export function pValue(p: number): string {
  return `p ${p < 0.001 ? '' : `=${SPACE}`}${plainP(p)}`;
}

/** The same without its name: "0.031", "< 0.001". */
export function plainP(p: number): string {
  return p < 0.001 ? `<${SPACE}0.001` : decimal(p, 3);
}

/** A duration in words: "48 s", "3 min 20 s", "2 h 5 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${seconds < 10 ? decimal(seconds, 1) : whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${integer(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

function inThousands(digits: string): string {
  const [whole, fraction] = digits.split('.');
  const spaced = whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}
