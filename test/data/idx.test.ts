import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIdx, readIdxImages } from '../../src/data/idx.ts';
import { idx } from './fixtures.ts';

test('reads sizes and values', () => {
  const { sizes, values } = parseIdx(idx([2, 1, 3], [1, 2, 3, 4, 5, 6]), 'images', 3);
  expect(sizes).toEqual([2, 1, 3]);
  expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a wrong magic number, a short file and a wrong length are refused by name', () => {
  const magic = 'labels: magic number 0x00000803, expected 0x00000801 (IDX bytes of rank 1)';
  expect(() => parseIdx(idx([2], [1, 2], 0x0803), 'labels', 1)).toThrow(magic);
  expect(() => parseIdx(new Uint8Array(7), 'labels', 1)).toThrow('labels: 7 bytes, too short for an IDX header of 8');
  const count = 'labels: the header promises 3 = 3 values, the file holds 2';
  expect(() => parseIdx(idx([3], [1, 2]), 'labels', 1)).toThrow(count);
  expect(() => parseIdx(idx([1], [1, 2]), 'labels', 1)).toThrow('the file holds 2');
});

test('any bytes are parsed or refused in one line, never read past their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (bytes, rank) => {
      try {
        const { sizes, values } = parseIdx(bytes, 'f', rank);
        expect(values.length).toBe(sizes.reduce((a, b) => a * b, 1));
      } catch (error) {
        expect((error as Error).message).toMatch(/^f: [^\n]+$/);
      }
    }),
  );
});

test('images and labels must agree in their count', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idx-'));
  const images = join(folder, 'images');
  const labels = join(folder, 'labels');
  await writeFile(images, idx([2, 1, 1], [7, 8]));
  await writeFile(labels, idx([3], [0, 1, 2]));
  const read = readIdxImages({ path: images }, { path: labels });
  await expect(read).rejects.toThrow(`${labels}: 3 labels for the 2 images of ${images}`);
});

test('a packed file gives no more than the kind of file can hold, and takes no more memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idx-'));
  const [images, labels] = [join(folder, 'images.gz'), join(folder, 'labels.gz')];
  await writeFile(labels, gzipSync(Buffer.alloc(2 ** 17 + 1)));
  // Members of gzip follow one another: 4 GiB of zeros.
  await writeFile(images, Buffer.concat(Array(64).fill(gzipSync(Buffer.alloc(2 ** 26)))));
  const before = process.resourceUsage().maxRSS;
  const read = () => readIdxImages({ path: images }, { path: labels });
  await expect(read()).rejects.toThrow(
    /(images.gz: unpacks to more than 67108864|labels.gz: .* more than 131072) bytes/,
  );
  await Promise.allSettled([read(), read(), read(), read()]);
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(2 ** 19);
  const plain = join(folder, 'labels');
  await writeFile(plain, Buffer.alloc(2 ** 17 + 1));
  await expect(readIdxImages({ path: plain }, { path: plain })).rejects.toThrow('131073 bytes (at most 131072)');
});

test('a file that is not the expected one is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idx-'));
  const path = join(folder, 'images');
  const labels = join(folder, 'labels');
  await writeFile(path, idx([1, 1, 1], [7]));
  await writeFile(labels, idx([1], [7]));
  await expect(readIdxImages({ path, sha256: 'abc' }, { path: labels })).rejects.toThrow(
    /images: SHA-256 [0-9a-f]{64}, expected abc/,
  );
});

test('a file that ends in .gz is unpacked, or refused by name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idx-'));
  const [images, labels, damaged] = ['images.gz', 'labels', 'damaged.gz'].map((name) => join(folder, name));
  const packed = gzipSync(idx([1, 1, 2], [7, 8]));
  await writeFile(images, packed);
  await writeFile(labels, idx([1], [3]));
  await writeFile(damaged, packed.subarray(0, 20));
  const { pixels, width } = await readIdxImages({ path: images }, { path: labels });
  expect([width, ...pixels]).toEqual([2, 7, 8]);
  await expect(readIdxImages({ path: damaged }, { path: labels })).rejects.toThrow(
    /damaged\.gz: not a whole gzip file: unexpected end of file/,
  );
});
