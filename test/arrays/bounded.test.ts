/** What is read, and what comes out of it, is bounded by the size of the file, whatever the file claims. */
import { truncate, writeFile } from 'node:fs/promises';
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zipFile } from '../zipFile.ts';
import { newPath, npy, openBytes, readBytes, safetensors, valuesOf } from './files.ts';

/** Milliseconds that are a hundred times what is needed, and a tenth of what a pass for each mark would take. */
const SOON = 5000;

async function refusal(name: string, bytes: Uint8Array): Promise<string> {
  const error = await readBytes(name, bytes).catch((e) => e);
  expect(error).toMatchObject({ name: 'ArrayFileError' });
  return error.message;
}

test('a header is passed over once: a megabyte of colons after a long string', async () => {
  const started = performance.now();
  const header = `["${'a'.repeat(500_000)}"${':'.repeat(1_000_000)}]`;
  expect(await refusal('a.safetensors', safetensors(header, 0))).toContain('the header is not valid JSON');
  expect(performance.now() - started).toBeLessThan(SOON);
});

describe('archives', () => {
  /** The end of an archive that says where its directory of 64 bits is. */
  const pointing = (to: bigint) => {
    const end = Buffer.alloc(42);
    end.write('PK\x06\x07', 0, 'latin1');
    end.writeBigUInt64LE(to, 8);
    end.write('PK\x05\x06', 20, 'latin1');
    return end;
  };

  test('that point anywhere are refused, and do not end the process', async () => {
    const places = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 100n }));
    await fc.assert(
      fc.asyncProperty(places, async (place) => {
        expect(await refusal('a.npz', pointing(place))).toContain('cannot be read as a zip file: ');
      }),
      { examples: [[2n ** 64n - 1n], [2n ** 63n], [2n ** 53n], [0n]] },
    );
  });

  const zeros = (bytes: number) =>
    npy(`{'descr': '|u1', 'fortran_order': False, 'shape': (${bytes},)}`, Buffer.alloc(bytes));

  test('may hold 256 MiB of zeros, in one array or in several together, but no more', async () => {
    const one = zeros(2 ** 26);
    const names = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.npy`, one]));
    const tensors = await openBytes('a.npz', zipFile(names(3)));
    expect(tensors.map(({ shape }) => shape)).toEqual([[2 ** 26], [2 ** 26], [2 ** 26]]);
    expect(await refusal('a.npz', zipFile(names(4)))).toMatch(
      /tensor "3": \d+ bytes packed into \d+ \(at most 268435456, or 100 times the archive; unpack it first\)/,
    );
  });

  test('may hold more out of more: noise beside 300 MiB of zeros', async () => {
    const noise = Buffer.from(
      Uint32Array.from({ length: 2 ** 20 }, (_, i) => Math.imul(i + 1, 0x9e3779b9) ^ (i * i)).buffer,
    );
    const files = { 'zeros.npy': zeros(300 * 2 ** 20), 'noise.bin': deflateRawSync(noise) };
    const [tensor] = await openBytes('a.npz', zipFile(files));
    expect(tensor.shape).toEqual([300 * 2 ** 20]);
  });

  test('with a name of 60 000 letters are refused', async () => {
    const name = `${'a'.repeat(60_000)}.npy`;
    expect(await refusal('a.npz', zipFile({ [name]: zeros(3) }))).toContain('a name of 60004 bytes (at most 1000)');
  });
});

test('an array in Fortran order is not passed over more than eight times', async () => {
  const path = newPath('a.npy');
  const head = npy("{'descr': '|u1', 'fortran_order': True, 'shape': (8192, 16385)}", Buffer.alloc(0));
  await writeFile(path, head);
  await truncate(path, head.length + 8192 * 16385);
  const { openArrays } = await import('../../src/arrays/index.ts');
  const [tensor] = await openArrays(path);
  await expect(valuesOf(tensor)).rejects.toThrow('134225920 values in Fortran order (at most 134217728)');
});

describe('pictures', () => {
  const chunk = (kind: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32BE(data.length, 0);
    numbers.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([numbers.subarray(0, 4), body, numbers.subarray(4)]);
  };
  const white = (width: number, height: number) => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header[8] = 1;
    const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
    const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
    return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
  };

  test('of 134 million pixels are read from a few kilobytes, of more not', async () => {
    const [picture] = await openBytes('a.png', white(16384, 8192));
    expect(picture.shape).toEqual([8192, 16384]);
    expect(await refusal('a.png', white(16384, 8193))).toMatch(
      /16384 × 8193 pixels in a file of \d+ bytes \(at most 134217728 pixels\)/,
    );
  });

  test('with a chunk that claims gigabytes are refused before there is room for it', async () => {
    const file = Buffer.from(white(8, 8));
    file.writeUInt32BE(2 ** 31, 33);
    expect(await refusal('a.png', file)).toContain('a chunk of 2147483648 bytes (at most 67108864)');
  });
});
