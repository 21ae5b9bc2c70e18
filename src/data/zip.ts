import { zipEntries } from '../zip.ts';
import { MOST_BYTES } from './files.ts';

/** Opens an archive of these bytes. `place` stands in the errors. */
export async function openZip(bytes: Uint8Array, place: string) {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries = await zipEntries({
    size: at.length,
    slice: (start, length) => at.subarray(start, start + length),
    async *pieces(start, length) {
      yield at.subarray(start, start + length);
    },
    error: (reason, entry) => new Error([place, entry, reason].filter((part) => part !== undefined).join(': ')),
  });
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    has: (name: string) => byName.has(name),
    /** Unpacks a file of at most so many bytes and compares its checksum. Throws an Error that names archive and file. */
    async read(name: string, most = MOST_BYTES): Promise<Uint8Array> {
      const entry = byName.get(name);
      if (entry === undefined) throw new Error(`${place}: holds no ${name}`);
      if (entry.size > most) throw new Error(`${place}: ${name}: ${entry.size} bytes (at most ${most})`);
      const bytes = new Uint8Array(entry.size);
      let filled = 0;
      for await (const piece of entry.pieces()) {
        bytes.set(piece, filled);
        filled += piece.length;
      }
      return bytes;
    },
  };
}
