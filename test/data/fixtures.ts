import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** An IDX file of bytes: magic number, sizes, values. */
export function idx(sizes: number[], values: ArrayLike<number>, magic = 0x0800 + sizes.length): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  sizes.forEach((size, i) => {
    view.setUint32(4 + 4 * i, size);
  });
  bytes.set(values, 4 + 4 * sizes.length);
  return bytes;
}

/** The four files of a small set in the layout of MNIST: 2×2 pictures of three classes, six to train and three to test. */
export const SMALL: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte': idx(
    [6, 2, 2],
    Array.from({ length: 24 }, (_, i) => (i * 37) % 256),
  ),
  'train-labels-idx1-ubyte': idx([6], [0, 1, 2, 0, 1, 2]),
  't10k-images-idx3-ubyte': idx(
    [3, 2, 2],
    Array.from({ length: 12 }, (_, i) => i),
  ),
  't10k-labels-idx1-ubyte': idx([3], [2, 1, 0]),
};

/** A new folder with the files of the small set, some of them packed by gzip, some left out. */
export function smallSet({ packed = [] as string[], without = [] as string[] } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'small-'));
  for (const [name, bytes] of Object.entries(SMALL)) {
    if (without.includes(name)) continue;
    if (packed.includes(name)) writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes));
    else writeFileSync(join(folder, name), bytes);
  }
  return folder;
}
