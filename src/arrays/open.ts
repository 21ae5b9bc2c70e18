import { extname } from 'node:path';
import { DiskFile, statusOf } from './bytes.ts';
import { failIn } from './errors.ts';
import { openNpy } from './formats/npy.ts';
import { openSafetensors } from './formats/safetensors.ts';
import { INDEX_ENDING, openFolder, openIndex } from './formats/shards.ts';
import { openText } from './formats/text.ts';
import type { Tensor } from './tensor.ts';

/** By a file name's ending, in lower case. */
const READERS: Record<string, (path: string) => Promise<Tensor[]>> = {
  '.npy': async (path) => [await openNpy(DiskFile.find(path), path)],
  // Loaded late: what reads archives and pictures takes as long to load as all the rest.
  '.npz': async (path) => (await import('./formats/npz.ts')).openNpz(path),
  '.safetensors': openSafetensors,
  '.csv': openText,
  '.tsv': openText,
  '.txt': openText,
  '.png': async (path) => (await import('./formats/png.ts')).openPng(path),
};

/** The endings that `openArrays` knows. */
export const ARRAY_FILE_ENDINGS: readonly string[] = Object.keys(READERS);

const PICKLES = ['.pt', '.pth', '.bin', '.ckpt', '.pkl', '.pickle'];

/**
 * The arrays of a file (.npy, .npz, .safetensors, .csv, .tsv, .txt, .png), of a sharded model's index or of the folder
 * that it is in. Reads headers only, but text as a whole; no file stays open. Memory does not grow with the file,
 * but for PNG: its longest chunk, and an interlaced picture as a whole (at most 128 MiB). Throws an ArrayFileError.
 */
export async function openArrays(path: string): Promise<readonly Tensor[]> {
  const fail = failIn(path);
  if (statusOf(path).isDirectory()) return openFolder(path);
  if (path.endsWith(INDEX_ENDING)) return openIndex(path);
  const ending = extname(path).toLowerCase();
  if (Object.hasOwn(READERS, ending)) return READERS[ending](path);
  if (PICKLES.includes(ending)) throw fail('pickled files are not read: save the weights as .safetensors or .npz');
  throw fail(`unknown kind of file (known: ${ARRAY_FILE_ENDINGS.join(', ')})`);
}
