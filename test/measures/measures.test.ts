import * as nodeZlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { bitEntropy, brotliLength, deflateLength, packBytes } from '../../src/measures/index.ts';
import { below, randomStream } from '../../src/random.ts';

const counts = fc
  .integer({ min: 1, max: 2 ** 40 })
  .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));

describe('Shannon entropy of bits', () => {
  test('scipy.stats.entropy([k, n - k], base=2)', () => {
    // SciPy 1.17.1
    expect(bitEntropy(1, 3)).toBeCloseTo(0.9182958340544894, 14);
    expect(bitEntropy(3, 16)).toBeCloseTo(0.6962122601251458, 14);
    expect(bitEntropy(1, 1_000_000)).toBeCloseTo(2.137426288890686e-5, 14);
  });

  test('is the same for ones as for zeros, from 0 for a constant to 1 for as many of each', () => {
    fc.assert(
      fc.property(counts, ([ones, total]) => {
        const entropy = bitEntropy(ones, total);
        expect(bitEntropy(total - ones, total)).toBe(entropy);
        expect(entropy).toBeLessThanOrEqual(1);
        expect(entropy > 0).toBe(ones > 0 && ones < total);
        expect(bitEntropy(total, 2 * total)).toBe(1);
      }),
      { numRuns: 1000 },
    );
  });

  test('grows with the rarer symbol', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5000 }), (total) => {
        for (let ones = 1; 2 * ones <= total; ones++)
          expect(bitEntropy(ones, total)).toBeGreaterThan(bitEntropy(ones - 1, total));
      }),
      { numRuns: 20 },
    );
  });

  test('of counts that cannot be is a RangeError', () => {
    for (const [ones, total] of [
      [0, 0],
      [-1, 4],
      [5, 4],
      [1, -1],
      [Number.NaN, 4],
      [1, Number.NaN],
    ])
      expect(() => bitEntropy(ones, total)).toThrow(RangeError);
  });
});

describe('packed bits', () => {
  test('numpy.packbits([int(b) for b in "1101001110010111010"]).tolist()', () => {
    // NumPy 2.4.6
    expect([...packBytes(Array.from('1101001110010111010', Number))]).toEqual([211, 151, 64]);
  });

  test('read back as binary digits, filled up with 0', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-2, 0, 0.5, 1, 3), { maxLength: 100 }), (values) => {
        const digits = values.map((value) => (value > 0 ? '1' : '0')).join('');
        const read = [...packBytes(values)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
        expect(read).toBe(digits.padEnd(8 * Math.ceil(values.length / 8), '0'));
      }),
    );
  });
});

describe('compressed lengths', () => {
  const random = randomStream(1, 0);
  const noise = (length: number) => Uint8Array.from({ length }, () => below(random, 256));
  /** The same random piece twice, zeros between. */
  const echo = (piece: Uint8Array, distance: number) => {
    const bytes = new Uint8Array(distance + piece.length);
    bytes.set(piece);
    bytes.set(piece, distance);
    return bytes;
  };

  test('are those of node:zlib with the options spelled as numbers', () => {
    // BROTLI_PARAM_MODE, _QUALITY and _LGWIN are 0, 1 and 2 (brotli/encode.h).
    const params = { 0: 0, 1: 11, 2: 24 };
    // Rare ones: long enough, and loose enough, for every option to show.
    const rare = packBytes(Uint8Array.from({ length: 1 << 20 }, () => (below(random, 64) === 0 ? 1 : 0)));
    for (const bytes of [rare, ...[3835, 3834, 2000, 100, 0].map((length) => rare.subarray(0, length))]) {
      const deflated = nodeZlib.deflateRawSync(bytes, { level: 9, windowBits: 15, memLevel: 9, strategy: 0 });
      expect(deflateLength(bytes)).toBe(8 * deflated.length);
      expect(brotliLength(bytes)).toBe(8 * nodeZlib.brotliCompressSync(bytes, { params }).length);
    }
  });

  test('of a random megabit are its own length within one part in 500, of a constant one below one in 500', () => {
    const bits = 1 << 20;
    const bytes = noise(bits / 8);
    for (const lengthOf of [deflateLength, brotliLength]) {
      expect(Math.abs(lengthOf(bytes) / bits - 1)).toBeLessThan(1 / 500);
      expect(lengthOf(new Uint8Array(bits / 8))).toBeLessThan(bits / 500);
      expect(lengthOf(packBytes({ length: bits }))).toBe(lengthOf(new Uint8Array(bits / 8)));
    }
  });

  test('count a repeat once within the window, twice beyond: 32 KiB for deflate, over 4 MiB for brotli', () => {
    const piece = noise(1 << 12);
    const once = 8 * piece.length;
    expect(deflateLength(echo(piece, 30 << 10))).toBeLessThan(1.1 * once);
    expect(deflateLength(echo(piece, 34 << 10))).toBeGreaterThan(1.9 * once);
    // A window of 2^22 bytes, the usual default, ends before the repeat.
    expect(brotliLength(echo(piece, 5 << 20))).toBeLessThan(1.1 * once);
  });

  test('need the zlib of Node: elsewhere one line says so', () => {
    const messageOf = (lengthOf: (packed: Uint8Array) => number) => {
      try {
        return String(lengthOf(new Uint8Array(1)));
      } catch (error) {
        return (error as Error).message;
      }
    };
    // No process, a bundler's bare one, and an older Node's, which has no getBuiltinModule.
    for (const process of [undefined, {}, { getBuiltinModule: () => undefined }]) {
      vi.stubGlobal('process', process);
      const messages = [deflateLength, brotliLength].map(messageOf);
      vi.unstubAllGlobals();
      expect(messages).toEqual(['deflate', 'brotli'].map((name) => expect.stringMatching(`^${name} needs .*Node.*$`)));
    }
  });
});
