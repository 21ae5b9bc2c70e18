/** Zip archives in memory. */
import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromBufferPromise } from 'yauzl';

const STORED = 0;
const DEFLATED = 8;
/** No file of a data set is larger, so that a small archive does not fill the memory. */
const MOST_BYTES = 2 ** 28;
const MOST_ENTRIES = 10_000;

export interface Zip {
  readonly names: readonly string[];
  /** Unpacks one of them and compares its checksum. Throws an Error that names the archive and the file. */
  read(name: string): Promise<Uint8Array>;
}

/** Opens an archive of these bytes. `place` stands in the errors. */
export async function openZip(bytes: Uint8Array, place: string): Promise<Zip> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const zip = await fromBufferPromise(buffer, { lazyEntries: true, autoClose: false });
    if (zip.entryCount > MOST_ENTRIES) throw new Error(`${zip.entryCount} entries (at most ${MOST_ENTRIES})`);
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    return {
      names: [...entries.keys()],
      async read(name) {
        const entry = entries.get(name);
        if (entry === undefined) throw new Error(`${place}: holds no ${name}`);
        try {
          const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
          return unpack(bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize), entry);
        } catch (error) {
          throw new Error(`${place}: ${name}: ${(error as Error).message}`);
        }
      },
    };
  } catch (error) {
    throw new Error(`${place}: cannot be read as a zip file: ${(error as Error).message}`);
  }
}

function unpack(packed: Uint8Array, entry: Entry): Uint8Array {
  const { compressionMethod: method, uncompressedSize: size } = entry;
  if (entry.isEncrypted()) throw new Error('is encrypted');
  if (size > MOST_BYTES) throw new Error(`${size} bytes (at most ${MOST_BYTES})`);
  if (method !== STORED && method !== DEFLATED) throw new Error(`compression method ${method} (0 and 8 are read)`);
  // One byte more than it claims, so that more is noticed.
  const content = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: size + 1 });
  if (content.length !== size) throw new Error(`unpacks to ${content.length} bytes, claims ${size}`);
  if (crc32(content) !== entry.crc32) throw new Error('is damaged: its checksum (CRC-32) differs');
  return content;
}
