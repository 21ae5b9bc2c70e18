/** NumPy's .npz: a zip file of .npy entries, stored or deflated. */
import { zipEntries } from '../../zip.ts';
import { DiskFile, repacked } from '../bytes.ts';
import { ArrayFileError, failIn } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { openNpy } from './npy.ts';

const ENDING = '.npy';

export async function openNpz(path: string): Promise<Tensor[]> {
  const file = DiskFile.find(path);
  const place = {
    size: file.size,
    slice: (start: number, length: number) => file.slice(start, length),
    pieces: (start: number, length: number) => file.pieces(start, length),
    error: (reason: string, entry?: string) => new ArrayFileError(path, entry && arrayName(entry), reason),
  };
  const tensors: Tensor[] = [];
  for (const { name, size, pieces } of await zipEntries(place, (name) => name.endsWith(ENDING))) {
    const source = { size, pieces: (start: number) => repacked(pieces(), size, start) };
    tensors.push(await openNpy(source, path, arrayName(name)));
  }
  if (tensors.length === 0) throw failIn(path)('holds no arrays');
  return tensors;
}

function arrayName(entry: string): string {
  return entry.endsWith(ENDING) ? entry.slice(0, -ENDING.length) : entry;
}
