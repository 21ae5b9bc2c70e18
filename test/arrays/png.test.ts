import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc, fromBase64, openBytes, readBytes } from './files.ts';
import * as pictures from './pictures.ts';

const GREY = Array.from({ length: 30 }, (_, i) => 7 * Math.floor(i / 6) + 31 * (i % 6));
const REVERSED = Array.from({ length: 30 }, (_, i) => GREY[(4 - Math.floor(i / 6)) * 6 + (i % 6)]);
const RED = pictures.PICTURE.filter((_, i) => i % 3 === 0);

function mix(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
function luminances(samples: readonly number[], white: number): number[] {
  return Array.from({ length: samples.length / 3 }, (_, i) => {
    return mix(samples[3 * i], samples[3 * i + 1], samples[3 * i + 2]) / white;
  });
}

describe('pictures that other programs wrote', () => {
  const rgb = GREY.map((grey, i) => mix(grey, REVERSED[i], 255 - grey) / 255);
  const palette = [0, 0.299, 0.587, 1];
  test.each([
    ['grey', pictures.PILLOW.grey, [5, 6], GREY.map((grey) => grey / 255)],
    ['one bit', pictures.PILLOW.bits, [5, 6], GREY.map((grey) => grey & 1)],
    ['16 bits', pictures.PILLOW.grey16, [5, 6], GREY.map((grey) => (grey * 257 + 3) / 65535)],
    ['colours', pictures.PILLOW.rgb, [5, 6], rgb],
    ['colours with transparency, which is ignored', pictures.PILLOW.rgba, [5, 6], rgb],
    ['grey with transparency', pictures.PILLOW.greyAlpha, [5, 6], GREY.map((grey) => grey / 255)],
    ['a palette of two bits', pictures.PILLOW.palette, [5, 6], GREY.map((grey) => palette[grey % 4])],
    ['several filters', pictures.FILTERED, [11, 13], luminances(pictures.PICTURE, 255)],
    ['interlaced, with a palette', pictures.INTERLACED_PALETTE, [11, 13], luminances(pictures.PICTURE, 255)],
    ['interlaced, grey', pictures.INTERLACED_GREY, [11, 13], RED.map((red) => red / 255)],
    ['interlaced, 16 bits', pictures.INTERLACED_16, [2, 3], luminances(pictures.INTERLACED_16_SAMPLES, 65535)],
    ...pictures.FILTERS.map(
      (file, i) => [`filter ${i}`, file, [11, 13], RED.map((red) => red / 255)] as [string, string, number[], number[]],
    ),
  ])('%s', async (_, file, shape, levels) => {
    const [picture] = await readBytes('a.png', fromBase64(file));
    expect(picture.shape).toEqual(shape);
    expect(picture.dtype).toBe('float32');
    expect(picture.values.length).toBe(levels.length);
    picture.values.forEach((value, i) => {
      expect(value).toBeCloseTo(levels[i], 6);
    });
  });
});

/** A grey picture of these rows, each after the byte of its filter. */
function greyPng(width: number, height: number, depth: number, rows: Uint8Array, isInterlaced = false): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, 0, 0, 0, Number(isInterlaced)], 8);
  const chunk = (kind: string, data: Uint8Array) => {
    const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(kind), data, Buffer.alloc(4)]);
    bytes.writeUInt32BE(data.length);
    bytes.writeUInt32BE(crc(bytes.subarray(4, -4)), bytes.length - 4);
    return bytes;
  };
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** PNG 8.1: to which pass a pixel belongs, by its row and column modulo 8. */
const PASSES = ['16462646', '77777777', '56565656', '77777777', '36463646', '77777777', '56565656', '77777777'];

test('interlaced pixels of less than a byte, in any size', async () => {
  const size = fc.integer({ min: 1, max: 20 });
  const property = fc.asyncProperty(
    fc.constantFrom(1, 2, 4),
    size,
    size,
    fc.nat(),
    async (depth, width, height, seed) => {
      const white = 2 ** depth - 1;
      const pixel = (x: number, y: number) => (x * 7 + y * 5 + ((x * y * seed) % 11)) & white;
      const rows: number[] = [];
      for (const pass of '1234567') {
        for (let y = 0; y < height; y++) {
          let bits = '';
          for (let x = 0; x < width; x++) {
            if (PASSES[y % 8][x % 8] === pass) bits += pixel(x, y).toString(2).padStart(depth, '0');
          }
          const bytes = bits.match(/.{1,8}/g) ?? [];
          if (bits !== '') rows.push(0, ...bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
        }
      }
      const [{ values }] = await readBytes('a.png', greyPng(width, height, depth, Uint8Array.from(rows), true));
      expect(values).toEqual(
        Array.from({ length: width * height }, (_, i) => Math.fround(pixel(i % width, Math.floor(i / width)) / white)),
      );
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

test.each([8, 16])(
  'rows of %i bits that are predicted from the row above, through all of a large picture',
  async (depth) => {
    const [width, height, bytes] = [1000, 700, depth / 8];
    const rows = Buffer.alloc(height * (1 + width * bytes), 1);
    for (let row = 0; row < height; row++) rows[row * (1 + width * bytes)] = 2;
    const [{ values }] = await readBytes('a.png', greyPng(width, height, depth, rows));
    // Each byte is one more than the one above it.
    expect(values.length).toBe(width * height);
    values.forEach((value, i) => {
      const byte = (Math.floor(i / width) + 1) % 256;
      if (value !== Math.fround(byte / 255)) throw new Error(`${value} at ${i}, expected ${byte} / 255`);
    });
  },
);

/** A copy with other bytes from a place on, the header's checksum left wrong or right. */
function changed(place: number, ...bytes: number[]): Buffer {
  const file = Buffer.from(pictures.PILLOW.grey, 'base64');
  file.set(bytes, place);
  return file;
}

describe('hostile and damaged files', () => {
  const whole = Buffer.from(pictures.PILLOW.grey, 'base64');
  test.each([
    ['a header with a wrong checksum', changed(16, 0, 0, 0, 7), 'is damaged: a checksum differs'],
    ['pixels with a wrong checksum', changed(45, 0), 'is damaged|compressed data'],
    ['another file', Buffer.from('hello'), 'is not a PNG picture'],
    ['a header alone', whole.subarray(0, 33), 'is truncated'],
    ['half the pixels', whole.subarray(0, 50), 'is truncated'],
    ['no pixels', Buffer.concat([whole.subarray(0, 33), whole.subarray(-12)]), 'holds no pixels'],
  ])('%s', async (_, bytes, reason) => {
    const error = await readBytes('a.png', bytes).catch((e) => e);
    expect(error).toMatchObject({ name: 'ArrayFileError' });
    expect(error.message).toMatch(new RegExp(reason));
  });

  test.each([
    ['absurd', 0x7fffffff, 0x7fffffff, '2147483647 × 2147483647 pixels in a file of 81 bytes'],
    ['more than the file can hold', 1000, 1000, '1000 × 1000 pixels in a file of 81 bytes'],
    ['none', 0, 5, '0 × 5 pixels'],
    ['more than the pixels that follow', 6, 50, 'is truncated: the pixels end in row 6'],
  ])('dimensions that are %s', async (_, width, height, reason) => {
    const file = Buffer.from(whole);
    file.writeUInt32BE(width, 16);
    file.writeUInt32BE(height, 20);
    file.writeUInt32BE(crc(file.subarray(12, 29)), 29);
    await expect(readBytes('a.png', file)).rejects.toThrow(reason);
  });

  test('65 535 squared pixels are refused by the header, though so many could be packed into the file', async () => {
    const file = Buffer.concat([greyPng(65_535, 65_535, 1, Uint8Array.of(0)), Buffer.alloc(600_000)]);
    await expect(openBytes('a.png', file)).rejects.toThrow(
      /: 65535 × 65535 pixels in a file of \d+ bytes \(at most \d+ pixels\)/,
    );
  });

  test('what is packed beyond the pixels is not unpacked', async () => {
    const rows = Buffer.alloc(2 ** 27);
    const [picture] = await openBytes('a.png', greyPng(8, 8, 8, rows));
    const before = process.memoryUsage().arrayBuffers;
    for await (const chunk of picture.chunks()) {
      expect(chunk.length).toBe(64);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(rows.length / 4);
    }
  });

  test('a folder, a missing file, an unknown ending', async () => {
    await expect(openBytes('a.pt', '')).rejects.toThrow('pickled files are not read: save the weights as .safetensors');
    await expect(openBytes('a.xyz', '')).rejects.toThrow('unknown kind of file (known: .npy, .npz, .safetensors');
  });
});
