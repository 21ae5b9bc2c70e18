import { open } from 'node:fs/promises';
import { naming } from '../files/whole.ts';
import { UserError } from './errors.ts';

/**
 * The bytes of a file, or of whatever gives bytes under its name; undefined where there is none. Throws a UserError that
 * names it where it has more than `most`, of which not more are read.
 */
export async function readBounded(path: string | URL, most: number, name = String(path)): Promise<Buffer | undefined> {
  const file = await naming(name, open(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of file.createReadStream({ end: most })) {
      pieces.push(piece);
      size += piece.length;
    }
  } catch (error) {
    throw Object.assign(error as Error, { path: name });
  }
  if (size > most) throw new UserError(`${name}: more than ${most} bytes`);
  return Buffer.concat(pieces);
}
