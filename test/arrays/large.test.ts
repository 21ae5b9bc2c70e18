/** Memory does not grow with the file. The files are sparse: they take no room on disk. */
import { open, rename, truncate, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openArrays, thresholdOf } from '../../src/arrays/index.ts';
import { newPath, safetensors } from './files.ts';

const COUNT = 50_000_000;
const MEGABYTE = 2 ** 20;

async function sparse(name: string, head: Uint8Array, bytes: number): Promise<string> {
  const path = newPath(name);
  await writeFile(path, head);
  await truncate(path, head.length + bytes);
  return path;
}

test('200 MB of float32 pass through a few megabytes of buffers', async () => {
  const header = { w: { dtype: 'F32', shape: [COUNT], data_offsets: [0, 4 * COUNT] } };
  const path = await sparse('large.safetensors', safetensors(header, 0), 4 * COUNT);
  const [tensor] = await openArrays(path);
  const before = process.memoryUsage().arrayBuffers;
  let count = 0;
  let most = 0;
  for await (const chunk of tensor.chunks()) {
    count += chunk.length;
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(count).toBe(COUNT);
  expect(most).toBeLessThan(8 * MEGABYTE);
  expect(await thresholdOf(tensor, 'median')).toBe(0);
});

test('a reader who stops early leaves no file open, and a file that changes meanwhile is noticed', async () => {
  const header = { w: { dtype: 'U8', shape: [4 * MEGABYTE], data_offsets: [0, 4 * MEGABYTE] } };
  const path = await sparse('small.safetensors', safetensors(header, 0), 4 * MEGABYTE);
  const [tensor] = await openArrays(path);
  for (let i = 0; i < 3; i++) {
    for await (const chunk of tensor.chunks()) {
      expect(chunk[0]).toBe(0);
      break;
    }
  }
  const other = await sparse('other.safetensors', safetensors(header, 0), 5 * MEGABYTE);
  await rename(other, path);
  const first = tensor.chunks()[Symbol.asyncIterator]().next();
  await expect(first).rejects.toThrow('changed while it was read');
  await (await open(path)).close();
});
