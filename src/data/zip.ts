import { zipEntries } from '../zip.ts';
import { MOST_BYTES } from './files.ts';

/** Opens an archive of these bytes. `place` stands in the errors. */
export async function openZip(bytes: Uint8Array, place: string) {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries = await zipEntries({
    at,
    size: at.length,
    async *pieces(start, length) {
      yield at.subarray(start, start + length);
    },
    error: (reason, entry) => new Error([place, entry, reason].filter((part) => part !== undefined).join(': ')),
  });
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    has: (name: string) => byName.has(name),
    /** Unpacks a file of it and compares its checksum. Throws an Error that names the archive and the file. */
    async read(name: string): Promise<Uint8Array> {
      const entry = byName.get(name);
      if (entry === undefined) throw new Error(`${place}: holds no ${name}`);
      if (entry.size > MOST_BYTES) throw new Error(`${place}: ${name}: ${entry.size} bytes (at most ${MOST_BYTES})`);
      const pieces: Uint8Array[] = [];
      for await (const piece of entry.pieces()) pieces.push(piece);
      return Buffer.concat(pieces);
    },
  };
}
