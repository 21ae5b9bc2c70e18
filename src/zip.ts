/** Zip archives, in a file or in memory, unpacked piece by piece. */
import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader } from 'yauzl';
import { DEFLATE_RATIO, inflate } from './inflate.ts';
import { systemProblem } from './systemErrors.ts';

const STORED = 0;
const DEFLATED = 8;
const MOST_ENTRIES = 2 ** 16;
const MOST_NAME = 1000;
/** All that is read of an archive beside the entries themselves: sixty thousand names of four hundred letters. */
const MOST_DIRECTORY_BYTES = 2 ** 25;
/** It is read in pieces of this size. */
const WINDOW = 2 ** 16;
/**
 * All entries together unpack to at most so many bytes, or to so many times the archive. What is simple is packed best, and
 * what is simple is measured here: a cellular automaton comes out three hundredfold, zeros a thousandfold. They come out in
 * pieces, so this bounds the time, not the memory.
 */
const MOST_UNPACKED = { bytes: 2 ** 28, ratio: 100 };

/** Where an archive lies. */
export interface ZipPlace {
  /** In bytes. */
  readonly size: number;
  /** `length` bytes from `start`, all within the archive. */
  slice(start: number, length: number): Uint8Array;
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
 * The entries whose names are wanted, in the order of the archive. Throws an error of the place for what is no archive or a
 * bomb, and for an entry that stands in it twice, is encrypted or packed by something else than deflate.
 */
export async function zipEntries(
  place: ZipPlace,
  isWanted: (name: string) => boolean = () => true,
): Promise<ZipEntry[]> {
  const reader = new PlaceReader(place);
  // What yauzl complains about is a sentence.
  const attempt = <T>(work: Promise<T>, entry?: string) =>
    work.catch(({ message }: Error) => {
      throw reader.failure ?? place.error(`cannot be read as a zip file: ${message}`, entry);
    });
  const options = { autoClose: false, decodeStrings: false };
  const zip = await attempt(fromRandomAccessReaderPromise(reader, place.size, options));
  if (zip.entryCount > MOST_ENTRIES) throw place.error(`${zip.entryCount} entries (at most ${MOST_ENTRIES})`);
  const wanted = new Map<string, Entry>();
  const listed = zip.eachEntry();
  let [packed, size] = [0, 0];
  for (;;) {
    const { done, value: entry } = await attempt(listed.next());
    if (done) break;
    const { fileNameLength: letters } = entry;
    if (letters > MOST_NAME) throw place.error(`a name of ${letters} bytes (at most ${MOST_NAME})`);
    const name = nameOf(entry);
    packed += entry.compressedSize;
    if (packed > place.size) throw place.error('entries overlap: a zip bomb', name);
    if (!isWanted(name)) continue;
    const problem = wanted.has(name) ? 'stands twice in the file' : problemOf(entry);
    if (problem !== undefined) throw place.error(problem, name);
    size += entry.uncompressedSize;
    if (size > Math.max(MOST_UNPACKED.bytes, MOST_UNPACKED.ratio * place.size)) {
      const most = `at most ${MOST_UNPACKED.bytes}, or ${MOST_UNPACKED.ratio} times the archive`;
      throw place.error(`${size} bytes packed into ${place.size} (${most}; unpack it first)`, name);
    }
    wanted.set(name, entry);
  }
  const entries: ZipEntry[] = [];
  for (const [name, entry] of wanted) {
    const { fileDataStart: start } = await attempt(zip.readLocalFileHeaderPromise(entry, { minimal: true }), name);
    entries.push({ name, size: entry.uncompressedSize, pieces: () => unpacked(place, entry, name, start) });
  }
  return entries;
}

/**
 * What yauzl reads. Its own readers pass on whatever offset an archive claims, and what the system throws then, in a call
 * of its own, ends the process.
 */
class PlaceReader extends RandomAccessReader {
  /** What the place itself threw. */
  failure: unknown;
  readonly #place: ZipPlace;
  #window: Uint8Array = new Uint8Array(0);
  #start = 0;
  #read = 0;

  constructor(place: ZipPlace) {
    super();
    this.#place = place;
  }

  override read(buffer: Buffer, at: number, length: number, start: number, callback: (error: Error | null) => void) {
    let problem: Error | null = null;
    try {
      buffer.set(this.#bytes(start, length), at);
    } catch (error) {
      problem = error as Error;
    }
    // After yauzl has returned, as it expects.
    queueMicrotask(() => callback(problem));
  }

  #bytes(start: number, length: number): Uint8Array {
    const { size } = this.#place;
    if (!(start >= 0 && start + length <= size)) throw new Error(`it points to byte ${start} of ${size}`);
    this.#read += length;
    if (this.#read > MOST_DIRECTORY_BYTES) throw new Error(`a directory of more than ${MOST_DIRECTORY_BYTES} bytes`);
    const at = start - this.#start;
    if (at >= 0 && at + length <= this.#window.length) return this.#window.subarray(at, at + length);
    // Records follow one another; what lies elsewhere is read alone.
    const isNext = at >= 0 && at <= this.#window.length;
    this.#start = start;
    try {
      this.#window = this.#place.slice(start, isNext ? Math.min(size - start, Math.max(length, WINDOW)) : length);
    } catch (error) {
      this.failure = error;
      throw error;
    }
    return this.#window.subarray(0, length);
  }
}

/** As yauzl reads it, backslashes as slashes. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

function problemOf(entry: Entry): string | undefined {
  const { compressionMethod: method, compressedSize: packed, uncompressedSize: size } = entry;
  if (entry.isEncrypted()) return 'is encrypted';
  if (method !== STORED && method !== DEFLATED) {
    return `compression method ${method} (0, stored, and 8, deflate, are read)`;
  }
  if (method === STORED ? size !== packed : size > (packed + 1) * DEFLATE_RATIO) {
    return `cannot hold ${size} bytes in ${packed}`;
  }
  return undefined;
}

async function* unpacked(place: ZipPlace, entry: Entry, name: string, start: number): AsyncGenerator<Uint8Array, void> {
  const { compressionMethod: method, uncompressedSize: claimed } = entry;
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
