/** Zip archives, in a file or in memory, unpacked piece by piece. */
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { DEFLATE_RATIO, inflate } from './inflate.ts';
import { systemProblem } from './systemErrors.ts';

const STORED = 0;
const DEFLATED = 8;
const MOST_ENTRIES = 100_000;
/** More than this out of so few bytes is neither a trained network nor a data set: 1 GiB, packed 200 times. */
const BOMB = { bytes: 2 ** 30, ratio: 200 };

/** Where an archive lies. */
export interface ZipPlace {
  /** The path of its file, or all of its bytes. */
  readonly at: string | Buffer;
  readonly size: number;
  pieces(start: number, length: number): AsyncIterable<Uint8Array>;
  /** Makes an error that names the archive and, where it is about one, the entry. */
  error(reason: string, entry?: string): Error;
}

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** In bytes, unpacked. */
  readonly size: number;
  /** Unpacks it; throws an error of the place unless size and checksum are those that the archive claims. */
  pieces(): AsyncGenerator<Uint8Array, void>;
}

/**
 * The entries whose names are wanted, in the order of the archive, which is closed again when they are known. Throws an
 * error of the place for what is no archive, and for an entry that stands in it twice, is encrypted, packed by something
 * else than deflate, or a bomb.
 */
export async function zipEntries(
  place: ZipPlace,
  isWanted: (name: string) => boolean = () => true,
): Promise<ZipEntry[]> {
  // What yauzl complains about is a sentence.
  const attempt = <T>(work: Promise<T>, entry?: string) =>
    work.catch((error: Error) => {
      throw place.error(systemProblem(error) ?? `cannot be read as a zip file: ${error.message}`, entry);
    });
  const { at } = place;
  const options = { lazyEntries: true, autoClose: false };
  const zip = await attempt(typeof at === 'string' ? openPromise(at, options) : fromBufferPromise(at, options));
  try {
    const entries = new Map<string, ZipEntry>();
    let packed = 0;
    for (const entry of await attempt(directory(zip))) {
      const { fileName: name, uncompressedSize: size } = entry;
      packed += entry.compressedSize;
      if (packed > place.size) throw place.error('entries overlap: a zip bomb', name);
      if (!isWanted(name)) continue;
      const problem = entries.has(name) ? 'stands twice in the file' : problemOf(entry);
      if (problem !== undefined) throw place.error(problem, name);
      const { fileDataStart: start } = await attempt(zip.readLocalFileHeaderPromise(entry, { minimal: true }), name);
      entries.set(name, { name, size, pieces: () => unpacked(place, entry, start) });
    }
    return [...entries.values()];
  } finally {
    zip.close();
  }
}

async function directory(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > MOST_ENTRIES) throw new Error(`${zip.entryCount} entries (at most ${MOST_ENTRIES})`);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries;
}

function problemOf(entry: Entry): string | undefined {
  const { compressionMethod: method, compressedSize: packed, uncompressedSize: size } = entry;
  if (entry.isEncrypted()) return 'is encrypted';
  if (method !== STORED && method !== DEFLATED) {
    return `compression method ${method} (0, stored, and 8, deflate, are read)`;
  }
  if (size > (method === STORED ? packed : (packed + 1) * DEFLATE_RATIO)) {
    return `cannot hold ${size} bytes in ${packed}`;
  }
  return size > BOMB.bytes && size > BOMB.ratio * packed
    ? `${size} bytes packed into ${packed}: a zip bomb`
    : undefined;
}

async function* unpacked(place: ZipPlace, entry: Entry, start: number): AsyncGenerator<Uint8Array, void> {
  const { fileName: name, compressionMethod: method, uncompressedSize: claimed } = entry;
  let [size, sum] = [0, 0];
  try {
    const packed = place.pieces(start, entry.compressedSize);
    for await (const piece of method === STORED ? packed : inflate(packed, 'raw')) {
      size += piece.length;
      if (size > claimed) throw place.error(`unpacks to more than the ${claimed} bytes that it claims`, name);
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch (error) {
    const problem = systemProblem(error);
    throw problem === undefined ? error : place.error(problem, name);
  }
  if (size < claimed) throw place.error(`unpacks to ${size} bytes, claims ${claimed}`, name);
  if (sum !== entry.crc32) throw place.error('is damaged: its checksum (CRC-32) differs', name);
}
