/** Arrays that arrive in pieces: the same blocks as of the whole array. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BlockHistogram,
  BlockStream,
  type Boundary,
  countPacked,
  countSigns,
  type Matrices,
  makePartition,
  type PartitionOptions,
} from '../../src/bdm/index.ts';
import { below, type RandomGenerator, randomStream, uniform32 } from '../../src/random.ts';
import { cases, contents, listed, randomBits, rangeError } from './cases.ts';
import { type Bits, slowBlocks, slowCounts } from './slowBdm.ts';

type Numbers = Float32Array | Float64Array | Uint8Array;
const TYPES = [Float32Array, Float64Array, Uint8Array] as const;
type Type = (typeof TYPES)[number];

/** Doubles; most of them lie between two float32, some between 0 and the least of these, or beyond the greatest. */
const THRESHOLDS = [0, 0.1, -0.1, 1 / 3, 127.5, -1, 2 ** -149, 1e-45, 2e-45, -1e-45, 1e-50, -1e-50, 1e-40, 1e39, -1e39];

/** Numbers of a type, many of them next to a threshold. */
function numbersNear(threshold: number, type: Type): number[] {
  const words = new Float32Array([threshold, -threshold, 0, 1]);
  const patterns = [...new Int32Array(words.buffer)].flatMap((word) => [word - 1, word, word + 1]);
  const neighbours = [...new Float32Array(Int32Array.from(patterns).buffer)];
  const all = [...neighbours, threshold, threshold + 1, threshold - 1, 0, -0, 1, 255, Infinity, -Infinity, NaN];
  return [...type.from(all)];
}

interface Made {
  readonly values: Numbers;
  /** Of the values as doubles: greater than the threshold, by the language's own comparison. */
  readonly bits: Uint8Array;
  readonly areFinite: boolean;
}

/** Numbers that a threshold turns into these bits, as far as the type has such numbers. */
function numbersFor(wanted: readonly number[], threshold: number, type: Type, areFinite: boolean, seed: number): Made {
  const random = randomStream(seed, 1);
  const pool = numbersNear(threshold, type).filter((value) => !areFinite || Number.isFinite(value));
  const pools = [pool.filter((value) => !(value > threshold)), pool.filter((value) => value > threshold)];
  const values = type.from(
    wanted.map((bit) => {
      const choices = pools[bit].length > 0 ? pools[bit] : pool;
      return choices[below(random, choices.length)];
    }),
  );
  const bits = Uint8Array.from([...values], (value) => (value > threshold ? 1 : 0));
  return { values, bits, areFinite: [...values].every((value) => Number.isFinite(value)) };
}

/** Gives values to a stream, cut at random into pieces from none to `longest` values. */
function feed(stream: BlockStream, values: Numbers, longest: number, random: RandomGenerator): void {
  for (let used = 0; used < values.length; ) {
    const piece = values.slice(used, used + below(random, longest + 1));
    stream.add(piece);
    used += piece.length;
    // A piece is the caller's again: the stream must not look at it later.
    piece.fill(0);
  }
}

function rowsOf(bits: ArrayLike<number>, columns: number): number[][] {
  const all = Array.from(bits);
  return Array.from({ length: all.length / columns }, (_, row) => all.slice(row * columns, (row + 1) * columns));
}

function sum(bits: Uint8Array): number {
  return bits.reduce((total, bit) => total + bit, 0);
}

describe('laws', () => {
  test('the blocks of slices that come in pieces are those of a slow definition; so are ones, cells and areFinite', () => {
    fc.assert(
      fc.property(
        cases(),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(...THRESHOLDS),
        fc.constantFrom(...TYPES),
        fc.boolean(),
        fc.integer(),
        ({ options, rows, columns, bits }, count, threshold, type, areFinite, seed) => {
          const slices: Bits[] = [bits, ...[1, 2].map((i) => randomBits(seed + i, rows, columns))].slice(0, count);
          const made = numbersFor(slices.flat(2), threshold, type, areFinite, seed);
          const stream = new BlockStream({ count, rows, columns }, { partition: makePartition(options), threshold });
          const random = randomStream(seed, 0);
          feed(stream, made.values, [1, 7, rows * columns, 3 * rows * columns][below(random, 4)], random);
          const lines = rowsOf(made.bits, columns);
          const blocks = slices.flatMap((_, i) => slowBlocks(lines.slice(i * rows, (i + 1) * rows), options));
          const histogram = stream.finish();
          expect(contents(histogram)).toBe(listed(slowCounts(blocks)));
          expect(histogram.total).toBe(blocks.length);
          expect(stream.cells).toBe(count * rows * columns);
          expect(stream.ones).toBe(sum(made.bits));
          expect(stream.areFinite).toBe(made.areFinite);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('standard blocks of float32: in any of its shapes, the SIMD kernel counts what a slow definition does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...THRESHOLDS),
        fc.integer(),
        (rows, columns, threshold, seed) => {
          const wanted = randomBits(seed, rows, columns).flat();
          const { values, bits } = numbersFor(wanted, threshold, Float32Array, false, seed);
          const blocks = slowBlocks(rowsOf(bits, columns), {});
          const histogram = countSigns(values as Float32Array, rows, columns, threshold);
          expect(contents(histogram)).toBe(listed(slowCounts(blocks)));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a single NaN or infinity is noticed wherever it stands, in any type, and an overflowing sum is none', () => {
    for (const partition of [makePartition(), makePartition({ boundary: 'periodic' })]) {
      for (const type of [Float32Array, Float64Array]) {
        const noticesNone = (values: Numbers) => {
          const stream = new BlockStream({ count: 2, rows: 5, columns: 7 }, { partition });
          stream.add(values);
          stream.finish();
          return stream.areFinite;
        };
        const great = type === Float32Array ? 3.4028234663852886e38 : Number.MAX_VALUE;
        expect(noticesNone(new type(70).fill(great))).toBe(true);
        for (let place = 0; place < 70; place++) {
          for (const value of [NaN, Infinity, -Infinity]) {
            const values = new type(70).fill(-great);
            values[place] = value;
            expect(noticesNone(values)).toBe(false);
          }
        }
      }
    }
  });
});

describe('arrays that do not fit into the memory of a stream at once have the blocks of the whole', () => {
  interface Large extends Matrices {
    readonly options: PartitionOptions;
    readonly type?: Type;
    readonly threshold?: number;
    readonly longest?: number;
  }
  const matrix = (rows: number, columns: number, options: PartitionOptions, more: Partial<Large> = {}): Large => ({
    count: 1,
    rows,
    columns,
    options,
    ...more,
  });
  const block = (rows: number, columns: number) => ({ rows, columns });
  const string = { block: block(1, 12) };
  /** 8 rows are held at most: the rest come as these are counted. */
  const wide = [8, 9, 13, 16, 17].flatMap((rows) => [
    matrix(rows, 33_001, { boundary: 'periodic' }, { type: TYPES[rows % 3], threshold: 0.1 }),
    matrix(rows, 33_001, {}, { type: Float32Array }),
    matrix(rows, 33_002, { shift: block(1 + (rows % 4), 3) }, { type: TYPES[rows % 3] }),
    matrix(rows, 33_003, { block: block(3, 3), boundary: 'recursive' }),
    matrix(rows, 33_003, { block: block(3, 5), boundary: 'periodic', shift: block(2, 4) }),
  ]);
  const large: Large[] = [
    ...wide,
    ...(['ignore', 'correlated', 'recursive', 'periodic'] as Boundary[]).flatMap((boundary) => [
      matrix(701, 501, { boundary }, { type: Float32Array, threshold: 1 / 3 }),
      matrix(5, 200_000, { boundary }, { type: Float32Array }),
      matrix(1, 1_000_003, { ...string, boundary }, { type: Float32Array, longest: 400_000 }),
      matrix(120_001, 5, { boundary, block: block(2, 4) }),
      { ...matrix(601, 511, { boundary }, { type: Float64Array, threshold: -0.1 }), count: 2 },
      { ...matrix(1, 300_005, { ...string, boundary }), count: 3 },
    ]),
    matrix(1, 1_000_003, { ...string, boundary: 'periodic', shift: block(1, 5) }),
    matrix(1, 1_000_003, { ...string, boundary: 'correlated', shift: block(1, 7) }),
    matrix(1, 600_011, { block: block(1, 7), boundary: 'recursive', minimum: 1 }),
    matrix(600_011, 1, { block: block(7, 1), boundary: 'recursive', minimum: 1 }),
    matrix(600_011, 1, { boundary: 'periodic' }),
    matrix(3, 200_000, { boundary: 'periodic', shift: block(1, 1) }),
    matrix(3, 200_001, { boundary: 'recursive', minimum: 1 }),
    // More float32 than the kernel's memory takes.
    matrix(5, 3_400_001, {}, { type: Float32Array, longest: 2 ** 20 }),
  ];
  const title = ({ count, rows, columns, options: { boundary = 'ignore', shift } }: Large) =>
    `${count} of ${rows}×${columns}, ${boundary}${shift ? `, shift ${shift.rows}×${shift.columns}` : ''}`;

  test.each(large.map((given) => [title(given), given] as const))('%s', (_, given) => {
    const { count, rows, columns, options, type = Uint8Array, threshold = 0, longest = 60_000 } = given;
    const random = randomStream(rows + columns, 0);
    const pool = numbersNear(threshold, type).filter(Number.isFinite);
    const values = new type(count * rows * columns);
    // Random numbers, repeated with a prime period.
    const drawn = type.from(Array.from({ length: 65_537 }, () => pool[uniform32(random) % pool.length]));
    for (let i = 0; i < values.length; i += drawn.length) values.set(drawn.subarray(0, values.length - i), i);
    const bits = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i++) bits[i] = Number(values[i] > threshold);

    const partition = makePartition(options);
    const stream = new BlockStream({ count, rows, columns }, { partition, threshold });
    feed(stream, values, longest, random);
    const found = stream.finish();
    const whole = new BlockHistogram(partition);
    for (let i = 0; i < count; i++) {
      whole.addMatrix(bits.subarray(i * rows * columns, (i + 1) * rows * columns), rows, columns);
    }
    expect(Buffer.compare(Buffer.from(found.counts.buffer), Buffer.from(whole.counts.buffer))).toBe(0);
    expect(found.total).toBe(whole.total);
    expect(found.distinct).toBe(whole.distinct);
    expect(stream.ones).toBe(sum(bits));
    expect(stream.cells).toBe(values.length);
    expect(stream.areFinite).toBe(true);
  });

  test('a value that is not finite is noticed in the first row, the last one and in between', () => {
    for (const partition of [makePartition(), makePartition({ boundary: 'periodic' })]) {
      for (const place of [0, 350_000, 600 * 701 - 1]) {
        const values = new Float32Array(600 * 701).fill(1);
        values[place] = Number.NaN;
        const stream = new BlockStream({ count: 1, rows: 600, columns: 701 }, { partition });
        stream.add(values);
        stream.finish();
        expect([stream.areFinite, stream.ones]).toEqual([false, values.length - 1]);
      }
    }
  });

  test('streams that are used at the same time do not touch each other', () => {
    const random = randomStream(3, 0);
    const values = Float32Array.from({ length: 300_000 }, () => below(random, 2));
    const streams = [1, 2, 3].map(() => new BlockStream({ count: 1, rows: 600, columns: 500 }));
    for (let at = 0; at < values.length; at += 50_000) {
      streams.forEach((stream, i) => {
        stream.add(values.subarray(at, at + 50_000).map((value) => (i === 1 ? 1 - value : value)));
      });
    }
    const [first, second, third] = streams.map((stream) => contents(stream.finish()));
    expect(third).toBe(first);
    expect(second).not.toBe(first);
    expect(first).toBe(contents(new BlockHistogram().addMatrix(values, 600, 500)));
  });
});

describe('packed bits', () => {
  test('np.packbits(a, axis=1).ravel().tolist() of a 5×11 array', () => {
    // NumPy 2.4.6: i, j = np.mgrid[:5, :11]; a = (i * i + 3 * j + i * j) % 5 < 2
    const bytes = [165, 32, 198, 32, 0, 0, 99, 0, 165, 32];
    const bits = Array.from({ length: 5 }, (_, i) =>
      Array.from({ length: 11 }, (_, j) => Number((i * i + 3 * j + i * j) % 5 < 2)),
    );
    const blocks = slowBlocks(bits, { boundary: 'correlated' });
    const histogram = countPacked(Uint8Array.from(bytes), 5, 11, makePartition({ boundary: 'correlated' }));
    expect(contents(histogram)).toBe(listed(slowCounts(blocks)));
  });

  test('have the blocks of the same bits, whatever stands in the padding', () => {
    fc.assert(
      fc.property(cases(), fc.integer({ min: 0, max: 255 }), ({ options, rows, columns, bits }, padding) => {
        const bytes = bits.flatMap((row) => {
          const text = row.join('');
          return Array.from({ length: Math.ceil(columns / 8) }, (_, i) => {
            const byte = text.slice(8 * i, 8 * i + 8);
            return Number.parseInt(byte + padding.toString(2).padStart(8, '0').slice(byte.length), 2);
          });
        });
        const histogram = countPacked(Uint8Array.from(bytes), rows, columns, makePartition(options));
        expect(contents(histogram)).toBe(listed(slowCounts(slowBlocks(bits, options))));
      }),
    );
  });

  test('of another number of bytes are a RangeError', () => {
    expect(rangeError(() => countPacked(new Uint8Array(9), 5, 9))).toBe('9 bytes instead of 5 rows of 2');
    rangeError(() => countPacked(new Uint8Array(11), 5, 9));
    rangeError(() => countPacked(new Uint8Array(0), 0, 9));
    rangeError(() => countPacked(new Uint8Array(0), 9, 0));
  });
});

describe('a RangeError is', () => {
  const matrices = { count: 2, rows: 5, columns: 4 };

  test('one value too many, at once or after a while, and then nothing was counted', () => {
    const stream = new BlockStream(matrices);
    expect(rangeError(() => stream.add(new Float32Array(41)))).toBe('more values than 2 × 5 × 4');
    stream.add(new Float32Array(39));
    rangeError(() => stream.add(new Float32Array(2)));
    stream.add(new Float32Array(1));
    expect(stream.finish().total).toBe(2);
    rangeError(() => stream.add(new Float32Array(1)));
  });

  test('one value too few', () => {
    const stream = new BlockStream(matrices);
    rangeError(() => stream.finish());
    stream.add(new Float32Array(39));
    expect(rangeError(() => stream.finish())).toBe('39 values instead of 2 × 5 × 4');
  });

  test('another number of float32 values than the matrix has', () => {
    rangeError(() => countSigns(new Float32Array(19), 4, 5));
    rangeError(() => countSigns(new Float32Array(21), 4, 5));
  });

  test('an empty matrix', () => {
    rangeError(() => new BlockStream({ count: 1, rows: 0, columns: 4 }));
    rangeError(() => new BlockStream({ count: 1, rows: 4, columns: 0 }));
  });

  test('a row of which not even a few can be held; a string may be of any length', () => {
    expect(rangeError(() => new BlockStream({ count: 1, rows: 100, columns: 2 ** 26 }))).toContain(`${2 ** 26}`);
    const partition = makePartition({ block: { rows: 1, columns: 12 }, boundary: 'periodic' });
    expect(new BlockStream({ count: 1, rows: 1, columns: 2 ** 40 }, { partition }).cells).toBe(0);
  });
});

test('no slices have no blocks', () => {
  expect(new BlockStream({ count: 0, rows: 4, columns: 4 }).finish().total).toBe(0);
});
