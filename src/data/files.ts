/** Files of data sets: on this computer, from a server, and whether they are those that somebody else has. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { gunzipAtMost } from '../inflate.ts';

/** No file of a data set is larger: the largest, a table of UCI HAR, has 66 MB. */
export const MOST_BYTES = 80_000_000;

/**
 * What is in a file, unpacked if its name ends in .gz. Throws an Error that names a damaged one, and one with more than
 * `most` bytes, packed or not.
 */
export async function readUnpacked(path: string, most = MOST_BYTES): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > most) throw new Error(`${path}: ${size} bytes (at most ${most})`);
  const bytes = await readFile(path);
  return path.endsWith('.gz') ? unpacked(bytes, path, most) : bytes;
}

/**
 * Fetches a file packed by gzip and checks the SHA-256 of what is in it. Gives the file as it was sent. Throws an Error
 * that names the address and what is wrong with what came from there.
 */
export async function fetchPacked(address: string, sha256: string): Promise<Uint8Array> {
  const packed = await fetchBytes(address);
  const found = sha256Of(unpacked(packed, address));
  if (found !== sha256) throw new Error(`${address}: SHA-256 ${found} when unpacked, expected ${sha256}`);
  return packed;
}

function unpacked(bytes: Uint8Array, name: string, most = MOST_BYTES): Uint8Array {
  let content: Uint8Array | undefined;
  try {
    content = gunzipAtMost(bytes, most);
  } catch (error) {
    throw new Error(`${name}: not a whole gzip file: ${(error as Error).message}`);
  }
  if (content === undefined) throw new Error(`${name}: unpacks to more than ${most} bytes`);
  return content;
}

/** A server is given up that sends nothing for so long, or has not sent all of a file after so long; in seconds. */
export const PATIENCE = { silence: 60, file: 3600 };

/** What a server has under an address. Throws an Error that names it, and how the server failed. */
export async function fetchBytes(address: string, patience = PATIENCE): Promise<Uint8Array> {
  const ending = new AbortController();
  const giveUp = (seconds: number, problem: string) =>
    setTimeout(() => ending.abort(new Error(`${problem} ${seconds} s`)), 1000 * seconds);
  const whole = giveUp(patience.file, 'not all of it has come in');
  const silence = giveUp(patience.silence, 'the server has sent nothing for');
  try {
    const response = await fetch(address, { signal: ending.signal });
    if (!response.ok) throw new Error(`the server answers ${response.status} ${response.statusText}`.trim());
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body ?? []) {
      silence.refresh();
      size += piece.length;
      if (size > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    // What went wrong is in the cause; the message itself only says that it did.
    const { message, cause } = error as Error;
    throw new Error(`${address}: ${cause instanceof Error ? cause.message || String(cause) : message}`);
  } finally {
    for (const timer of [whole, silence]) clearTimeout(timer);
    // Nothing else is to come of a server that is still sending.
    ending.abort();
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A file that others have: who, how long it is if they say so, and its SHA-256 or else the id that Git gives it (SHA-1). */
export type KnownFile = readonly [who: string, bytes: number | null, sum: string];

function gitBlobOf(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Who of those that are known has a file in one of these spellings; undefined: nobody. */
export function whoHas(spellings: Iterable<Uint8Array>, known: readonly KnownFile[]): string | undefined {
  if (known.length === 0) return undefined;
  for (const bytes of spellings) {
    const sums = [sha256Of(bytes), gitBlobOf(bytes)];
    const found = known.find(([, , sum]) => sums.includes(sum));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

/** Longer texts are not known in UTF-16. */
const MOST_WIDE = 2 ** 20;

/** A text as it is, with lines that end as on Unix, and as Windows writes it: UTF-16 and other ends of lines. */
export function* spellingsOf(text: Uint8Array): Generator<Uint8Array, void> {
  yield text;
  const [RETURN, NEWLINE] = [0x0d, 0x0a];
  const lines = text.filter((byte, at) => byte !== RETURN || text[at + 1] !== NEWLINE);
  yield lines;
  if (lines.length > MOST_WIDE) return;
  const wide = Buffer.from(lines).toString('latin1').replaceAll('\n', '\r\n');
  yield Buffer.from(`\ufeff${wide}`, 'utf16le');
}

/** Says in which size and sums a file differs from those that are known. */
export function differenceOf(name: string, bytes: Uint8Array, known: readonly KnownFile[]): string {
  const found = `${bytes.length} bytes, SHA-256 ${sha256Of(bytes)}, Git blob ${gitBlobOf(bytes)}`;
  const others = known.map(([who, size, sum]) => {
    return `${size === null ? '' : `${size} bytes, `}${sum.length === 64 ? 'SHA-256' : 'Git blob'} ${sum} (${who})`;
  });
  return `${name}: ${found}; known: ${others.join('; ')}`;
}
