/** Where readers of files find a case: one path a reader, in memory where the system has such a folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArrayFileError, openArrays } from '../dist/arrays/index.js';

/** Writes a file into the worker's own folder, which is where it works. */
export function write(name, bytes) {
  const path = join(process.cwd(), name);
  writeFileSync(path, bytes);
  return path;
}

/** The reader of arrays in files with this ending: as many values as the shape has. */
export function arrayReader(ending, make) {
  return {
    ending,
    make,
    isRefusal: (error) => error instanceof ArrayFileError,
    read: (bytes) => readArrays(write(`case.${ending}`, bytes)),
  };
}

/** Reads all arrays, each by itself; throws what the first refused one does. */
export async function readArrays(path) {
  let refused;
  for (const tensor of await openArrays(path)) {
    try {
      let count = 0;
      for await (const values of tensor.chunks()) count += values.length;
      const expected = tensor.shape.reduce((product, size) => product * size, 1);
      if (count !== expected) throw new Error(`${count} values for the shape ${tensor.shape.join(' × ')}`);
    } catch (error) {
      if (!(error instanceof ArrayFileError)) throw error;
      refused ??= error;
    }
  }
  if (refused !== undefined) throw refused;
}
