/**
 * The table file. Three lines of text, then the counts:
 *
 *     kolmoscope ctm table 1
 *     <SHA-256 of all bytes after this line, 64 hex digits>
 *     <header: one line of JSON, see encodeTable>
 *     <the count of each symmetry class, in the order of SymmetryClasses, as an unsigned LEB128 integer>
 *
 * All patterns of a class have the same count (symmetry.ts), so a file holds one number for each class. The order of
 * the classes follows from the header's dims and symbols, which is why the file lists no pattern.
 */
import { plainText } from '../plainText.ts';
import type { Distribution } from '../turing/distribution.ts';
import { type MachineSpace, machines } from '../turing/space.ts';
import { SymmetryClasses } from '../turing/symmetry.ts';
import { CtmTable } from './table.ts';

const MAGIC = 'kolmoscope ctm table ';
const VERSION = '1';
const FORMALISM = 'busy-beaver';
const MOST_STATES = 8;
const MOST_SYMBOLS = 4;

/** No table has more than 33 150 counts of at most 47 bytes; a header is a line of 200. */
export const MOST_BYTES = 2 ** 21;
const MOST_HEADER_BYTES = 2 ** 12;

/** A file that is not a table, or not a whole and unaltered one. */
export class TableError extends Error {}

/** Refuses a file of so many bytes before they are read. */
export function checkSize(bytes: number): void {
  if (bytes > MOST_BYTES) throw new TableError(`${bytes} bytes, a CTM table has at most ${MOST_BYTES}`);
}

/** Writes a table file; `builder` names the program and its version. */
export async function encodeTable(table: Distribution, builder: string): Promise<Uint8Array> {
  const { space, cutoff, halting, elsewhere, counts } = table;
  const { dims, states, symbols } = space;
  // Integers that can pass 2^53 stand as decimal strings: the machines of the space, those that halt, over all blank
  // symbols, and those among these whose output the file does not count by pattern.
  const numbers = { machines: `${machines(space)}`, halting: `${halting}`, elsewhere: `${elsewhere}` };
  const header = { formalism: FORMALISM, dims, states, symbols, cutoff, ...numbers, builder };
  const content = await joined(`${JSON.stringify(header)}\n`, encodeCounts(counts));
  return joined(`${MAGIC}${VERSION}\n${await sha256(content)}\n`, content);
}

/** Reads a table file and checks it: digest, header, number of counts, and that they add up to the halting machines. */
export async function decodeTable(bytes: Uint8Array): Promise<CtmTable> {
  checkSize(bytes.length);
  const [magic, afterMagic] = line(bytes, 0, MAGIC.length + 8, 'not a Kolmoscope CTM table');
  if (!magic.startsWith(MAGIC)) throw new TableError('not a Kolmoscope CTM table');
  if (magic !== MAGIC + VERSION)
    throw new TableError(`CTM table of format ${shown(magic.slice(MAGIC.length))}, not ${VERSION}`);
  const [digest, start] = line(bytes, afterMagic, 64);
  const content = bytes.subarray(start);
  if ((await sha256(content)) !== digest) throw new TableError('CTM table truncated or altered: its SHA-256 differs');
  const [json, startOfCounts] = line(content, 0, MOST_HEADER_BYTES, 'CTM table with an unreadable header');
  const { space, cutoff, halting, elsewhere, builder } = readHeader(json);
  const classes = classesOf(space);
  const counts = decodeCounts(content.subarray(startOfCounts), classes.first.length, halting);
  const sum = counts.reduce((total, count, index) => total + count * BigInt(classes.size[index]), elsewhere);
  if (sum !== halting)
    throw new TableError(`CTM table inconsistent: counts add up to ${sum}, its header says ${halting}`);
  return new CtmTable({ space, cutoff, classes, counts, halting, elsewhere }, builder, digest);
}

/** Tables with the same patterns share their classes, which take longer to find than the counts to read. */
const known = new Map<string, SymmetryClasses>();

function classesOf(space: MachineSpace): SymmetryClasses {
  const key = `${space.dims} ${space.symbols}`;
  const classes = known.get(key) ?? new SymmetryClasses(space);
  known.set(key, classes);
  return classes;
}

function readHeader(json: string) {
  const header = parse(json);
  const { formalism, dims, states, symbols, cutoff, builder } = header;
  if (formalism !== FORMALISM) throw wrong('formalism', formalism);
  if (dims !== 1 && dims !== 2) throw wrong('dims', dims);
  if (!isInteger(states, 1, MOST_STATES)) throw wrong('states', states);
  if (!isInteger(symbols, 2, MOST_SYMBOLS)) throw wrong('symbols', symbols);
  if (!isInteger(cutoff, 1, Number.MAX_SAFE_INTEGER)) throw wrong('cutoff', cutoff);
  const space: MachineSpace = { dims, states, symbols };
  if (header.machines !== `${machines(space)}`) throw wrong('machines', header.machines);
  const [halting, elsewhere] = (['halting', 'elsewhere'] as const).map((name) => {
    const number = header[name];
    if (typeof number !== 'string' || !/^\d{1,99}$/.test(number)) throw wrong(name, number);
    return BigInt(number);
  });
  if (typeof builder !== 'string') throw wrong('builder', builder);
  return { space, cutoff, halting, elsewhere, builder };
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    const header: unknown = JSON.parse(json);
    if (typeof header === 'object' && header !== null) return { ...header };
  } catch {
    // Said below, for both reasons alike.
  }
  throw new TableError('CTM table with an unreadable header');
}

function isInteger(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function wrong(field: string, value: unknown): TableError {
  return new TableError(`CTM table with a wrong ${field} in its header: ${shown(JSON.stringify(value))}`);
}

/** The start of a text out of a file, without what would control a terminal. */
function shown(text = 'none'): string {
  return plainText(text.slice(0, 100));
}

/** Unsigned LEB128: seven bits a byte, the least significant first; the high bit says that more follow. */
function encodeCounts(counts: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const count of counts) {
    let rest = count;
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
  }
  return Uint8Array.from(bytes);
}

/** `most`: the largest that a count can be; no longer number is read. */
function decodeCounts(bytes: Uint8Array, expected: number, most: bigint): bigint[] {
  const longest = Math.ceil(most.toString(2).length / 7);
  const counts: bigint[] = [];
  let [count, length] = [0n, 0];
  for (const byte of bytes) {
    if (length === longest) throw new TableError('CTM table with a count that is more than all halting machines');
    count |= BigInt(byte & 0x7f) << BigInt(7 * length++);
    if (byte & 0x80) continue;
    counts.push(count);
    [count, length] = [0n, 0];
  }
  if (counts.length !== expected || length > 0) {
    throw new TableError(`CTM table with ${counts.length} counts where its header asks for ${expected}`);
  }
  return counts;
}

/** The text up to the next line break, of at most `most` bytes, and where the line after it starts. */
function line(bytes: Uint8Array, start: number, most: number, problem = 'CTM table truncated'): [string, number] {
  const end = bytes.subarray(0, start + most + 1).indexOf(0x0a, start);
  if (end < 0) throw new TableError(problem);
  return [new TextDecoder().decode(bytes.subarray(start, end)), end + 1];
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A text in UTF-8, and bytes after it. */
async function joined(text: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob([text, bytes]).arrayBuffer());
}
