/** Arrays in files, from their numbers to the measures of their blocks, against a slow reading of the definitions. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ArrayFileError, type BinarizeRule, openArrays, type Tensor } from '../../src/arrays/index.ts';
import type { AxesRule, PartitionOptions } from '../../src/bdm/index.ts';
import { below, randomStream } from '../../src/random.ts';
import {
  type Measuring,
  type MeasuringOptions,
  makeMeasuring,
  measureTensor,
  type TensorMeasure,
  TooSmallError,
} from '../../src/tensors/index.ts';
import { npy, safetensors, write } from '../arrays/files.ts';
import { contents, listed, loadTables, tableOf } from '../bdm/cases.ts';
import { type Bits, slowBlocks, slowCounts, slowMeasures } from '../bdm/slowBdm.ts';

beforeAll(() => loadTables('2d-n5', '1d-n5'));

type TypedArray = Float32Array | Float64Array | Int8Array | Uint8Array | Int32Array | Uint32Array;
const CODES = new Map<unknown, string>([
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
  [Int8Array, '|i1'],
  [Uint8Array, '|u1'],
  [Int32Array, '<i4'],
  [Uint32Array, '<u4'],
]);

async function tensorOf(values: TypedArray, shape: readonly number[]): Promise<Tensor> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const header = `{'descr': '${CODES.get(values.constructor)}', 'fortran_order': False, 'shape': ${tuple}, }\n`;
  const [tensor] = await openArrays(await write('a.npy', npy(header, new Uint8Array(values.buffer))));
  return tensor;
}

/** Making ready takes longer than a small array: it is done once for each kind of blocks. */
const ready = new Map<string, Promise<Measuring>>();

async function measured(tensor: Tensor, options: MeasuringOptions, keepBits = false): Promise<TensorMeasure[]> {
  const { bits, axes, nonFinite, ...blocks } = options;
  const key = JSON.stringify([blocks.matrices, blocks.strings, blocks.matrixTable?.states]);
  const made = ready.get(key) ?? makeMeasuring(blocks);
  ready.set(key, made);
  const how = await made;
  return measureTensor(
    tensor,
    { ...how, bits: bits ?? how.bits, axes: axes ?? how.axes, nonFinite: nonFinite ?? how.nonFinite },
    keepBits,
  );
}

async function errorOf(tensor: Tensor, options: MeasuringOptions = {}, keepBits = false): Promise<ArrayFileError> {
  const result = await measured(tensor, options, keepBits).catch((error: unknown) => error);
  expect(result).toBeInstanceOf(ArrayFileError);
  return result as ArrayFileError;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Bits in row-major order as nested arrays: the slices of an array, or the matrix that it is taken as. */
function nested(bits: readonly number[], shape: readonly number[], axes: AxesRule): Bits[] {
  if (shape.length < 2) return [[bits]];
  const columns = axes === 'matrix' ? size(shape.slice(1)) : shape[shape.length - 1];
  const lines = Array.from({ length: bits.length / columns }, (_, i) => bits.slice(i * columns, (i + 1) * columns));
  const rows = axes === 'matrix' ? shape[0] : shape[shape.length - 2];
  return Array.from({ length: lines.length / rows }, (_, i) => lines.slice(i * rows, (i + 1) * rows));
}

const STRING_BLOCK = { rows: 1, columns: 12 };

/** What the bits must measure. */
function expectMeasure(found: TensorMeasure, bits: readonly number[], options: MeasuringOptions): void {
  const { shape } = found.tensor;
  const isString = shape.length < 2;
  const partition: PartitionOptions = isString ? { block: STRING_BLOCK, ...options.strings } : (options.matrices ?? {});
  const blocks = nested(bits, shape, options.axes ?? 'slices').flatMap((slice) => slowBlocks(slice, partition));
  const { bdm, blockEntropy } = slowMeasures(blocks, tableOf(isString ? '1d-n5' : '2d-n5'));
  expect(contents(found.histogram)).toBe(listed(slowCounts(blocks)));
  expect(found.bdm / bdm).toBeCloseTo(1, 12);
  expect(found.blockEntropy).toBeCloseTo(blockEntropy, 9);
  expect(found).toMatchObject({ blocks: blocks.length, cells: bits.length, ones: bits.filter((bit) => bit).length });
}

const RULES = ['sign', 'mean', 'median', { threshold: 0.3 }] as const;

/** By the definitions, of a sorted copy. */
function thresholdOf(values: readonly number[], rule: BinarizeRule): number {
  if (rule === 'sign') return 0;
  if (rule === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
  if (typeof rule === 'object') return rule.threshold;
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((values.length - 1) / 2)] + sorted[Math.floor(values.length / 2)]) / 2;
}

/** Multiples of 1/8, so that sums are exact; a few of each, so that the median meets equal ones. */
function numbers(count: number, seed: number, spread = 40): number[] {
  const random = randomStream(seed, 0);
  return Array.from({ length: count }, () => (below(random, 2 * spread + 1) - spread) / 8);
}

const shapes = fc.oneof(
  fc.tuple(fc.integer({ min: 12, max: 80 })),
  fc.tuple(fc.integer({ min: 4, max: 20 }), fc.integer({ min: 4, max: 20 })),
  fc.tuple(fc.integer({ min: 4, max: 6 }), fc.integer({ min: 4, max: 9 }), fc.integer({ min: 4, max: 9 })),
  fc.tuple(
    fc.integer({ min: 4, max: 5 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 4, max: 6 }),
    fc.integer({ min: 4, max: 5 }),
  ),
);

describe('measures equal those of a slow definition', () => {
  test('of arrays of one to four axes, by any rule for bits and axes, any boundary, in float32 and float64', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.constantFrom(...RULES),
        fc.constantFrom('slices', 'matrix' as const),
        fc.constantFrom('ignore', 'correlated', 'recursive', 'periodic' as const),
        fc.constantFrom(Float32Array, Float64Array),
        fc.integer(),
        async (shape, bits, axes, boundary, type, seed) => {
          const values = numbers(size(shape), seed);
          const options: MeasuringOptions = {
            bits,
            axes: axes as AxesRule,
            matrices: { boundary: boundary as 'ignore' },
            strings: { boundary: boundary as 'ignore' },
          };
          const [found, ...others] = await measured(await tensorOf(type.from(values), shape), options, true);
          const threshold = thresholdOf(values, bits);
          expect(others).toEqual([]);
          expect(found).toMatchObject({ plane: null, nonFinite: 0 });
          expect(found.threshold).toBeCloseTo(threshold, 12);
          const expected = values.map((value) => Number(value > threshold));
          expectMeasure(found, expected, options);
          expect([...(found.bits ?? [])]).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('of an array that is read in many pieces', async () => {
    const [rows, columns] = [1201, 301];
    const values = Float32Array.from(numbers(rows * columns, 1));
    const [found] = await measured(await tensorOf(values, [rows, columns]), { bits: 'mean' }, true);
    const threshold = thresholdOf([...values], 'mean');
    const bits = [...values].map((value) => Number(value > threshold));
    expectMeasure(found, bits, {});
    expect(Buffer.compare(Buffer.from(found.bits ?? []), Buffer.from(bits))).toBe(0);
  });

  test('with blocks of another shape, a shift and another table', async () => {
    await loadTables('2d-n4');
    const options: MeasuringOptions = {
      matrices: { block: { rows: 3, columns: 2 }, shift: { rows: 2, columns: 1 } },
      strings: { block: { rows: 1, columns: 7 }, boundary: 'periodic', shift: { rows: 1, columns: 3 } },
      matrixTable: tableOf('2d-n4'),
    };
    const values = Float64Array.from(numbers(130, 2));
    const bits = [...values].map((value) => Number(value > 0));
    const [matrix] = await measured(await tensorOf(values, [10, 13]), options);
    const [string] = await measured(await tensorOf(values, [130]), options);
    for (const [found, table, partition] of [
      [matrix, '2d-n4', options.matrices],
      [string, '1d-n5', options.strings],
    ] as const) {
      const blocks = nested(bits, found.tensor.shape, 'slices').flatMap((slice) => slowBlocks(slice, partition ?? {}));
      expect(found.bdm).toBeCloseTo(slowMeasures(blocks, tableOf(table)).bdm, 9);
      expect(found.blocks).toBe(blocks.length);
    }
  });

  test('`missing` counts the blocks that no machine of the table leaves', async () => {
    const values = Uint8Array.from(numbers(12 * 400, 3), (value) => Number(value > 0));
    const [found] = await measured(await tensorOf(values, [12 * 400]), {});
    const table = tableOf('1d-n5');
    const blocks = slowBlocks([[...values]], { block: STRING_BLOCK });
    const missing = blocks.filter((block) => table.isMissing(STRING_BLOCK, Number.parseInt(block, 2)));
    expect(found.missing).toBe(missing.length);
  });

  test('the tensors of one .safetensors file each have their own', async () => {
    const first = Float32Array.from(numbers(64, 4));
    const second = Float32Array.from(numbers(30, 5));
    const data = Buffer.concat([Buffer.from(first.buffer), Buffer.from(second.buffer)]);
    const header = {
      first: { dtype: 'F32', shape: [8, 8], data_offsets: [0, 256] },
      second: { dtype: 'F32', shape: [30], data_offsets: [256, 376] },
    };
    const tensors = await openArrays(await write('a.safetensors', safetensors(header, data)));
    for (const [i, values] of [first, second].entries()) {
      const [found] = await measured(tensors[i], {});
      expectMeasure(
        found,
        [...values].map((value) => Number(value > 0)),
        {},
      );
    }
  });
});

describe('bit planes', () => {
  test('are the digits of the numbers in base two, of negative ones those of 2^k more, the least significant first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          [Uint8Array, 8] as const,
          [Int8Array, 8] as const,
          [Int8Array, 4] as const,
          [Uint8Array, 1] as const,
          [Int32Array, 32] as const,
          [Uint32Array, 32] as const,
          [Int32Array, 11] as const,
          [Float32Array, 5] as const,
          [Float64Array, 32] as const,
        ),
        fc.boolean(),
        fc.integer(),
        async ([type, planes], isUnsigned, seed) => {
          const random = randomStream(seed, 0);
          const isSigned = (type as unknown) !== Uint8Array && (type as unknown) !== Uint32Array && !isUnsigned;
          const range = Math.min(
            planes,
            type === Int8Array || type === Int32Array ? planes - Number(!isSigned) : planes,
          );
          const least = isSigned ? -(2 ** (planes - 1)) : 0;
          const integers = Array.from({ length: 70 }, () => least + below(random, 2 ** range));
          const found = await measured(await tensorOf(type.from(integers), [7, 10]), { bits: { planes } }, true);
          expect(found.map(({ plane, threshold }) => [plane, threshold])).toEqual(
            Array.from({ length: planes }, (_, plane) => [plane, null]),
          );
          for (const [plane, one] of found.entries()) {
            const digits = integers.map((value) => {
              const text = (value < 0 ? value + 2 ** planes : value).toString(2).padStart(planes, '0');
              return Number(text[planes - 1 - plane]);
            });
            expectMeasure(one, digits, {});
            expect([...(one.bits ?? [])]).toEqual(digits);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('of what is no integer, or too large, are an error that tells the value', async () => {
    const [half, large] = [new Float32Array(16).fill(0.5), Int8Array.from({ length: 16 }, (_, i) => i - 8)];
    expect((await errorOf(await tensorOf(half, [4, 4]), { bits: { planes: 8 } })).message).toContain('0.5');
    const error = await errorOf(await tensorOf(large, [4, 4]), { bits: { planes: 3 } });
    expect(error.message).toMatch(/from -8 to 7 .* 3 bits/);
  });

  test('read NaN as 0 where that is asked for, as thresholds do', async () => {
    const values = Float32Array.from({ length: 16 }, (_, i) => i % 4);
    values[5] = Number.NaN;
    const found = await measured(await tensorOf(values, [4, 4]), { bits: { planes: 2 }, nonFinite: 'zero' }, true);
    for (const [plane, one] of found.entries()) {
      expectMeasure(
        one,
        [...values].map((value, i) => (i === 5 ? 0 : (value >> plane) & 1)),
        {},
      );
      expect(one.nonFinite).toBe(1);
    }
  });
});

describe('values that are not finite', () => {
  const PLACES = [0, 17, 35, 99];
  const damaged = (type: typeof Float32Array | typeof Float64Array) => {
    const values = type.from(numbers(100, 6));
    for (const [i, place] of PLACES.entries()) values[place] = [Number.NaN, Infinity, -Infinity, Number.NaN][i];
    return values;
  };

  test.each([Float32Array, Float64Array])('are an error that counts them: %o', async (type) => {
    for (const bits of RULES) {
      const { message, file } = await errorOf(await tensorOf(damaged(type), [10, 10]), { bits });
      expect(message).toMatch(/^\P{C}+$/u);
      expect(message).toContain('2 NaN and 2 infinite values');
      expect(message).toContain(file);
    }
  });

  test.each([Float32Array, Float64Array])('or are read as 0, and counted: %o', async (type) => {
    for (const bits of [...RULES, { threshold: -0.5 }]) {
      const values = [...damaged(type)].map((value, i) => (PLACES.includes(i) ? 0 : value));
      const threshold = thresholdOf(values, bits);
      const options: MeasuringOptions = { bits, nonFinite: 'zero' };
      const [found] = await measured(await tensorOf(damaged(type), [10, 10]), options, true);
      const expected = values.map((value) => Number(value > threshold));
      expectMeasure(found, expected, options);
      expect([...(found.bits ?? [])]).toEqual(expected);
      expect(found.nonFinite).toBe(4);
    }
  });

  test('are found beyond the last whole block', async () => {
    const values = new Float32Array(7 * 6).fill(1);
    values[41] = Number.NaN;
    expect((await errorOf(await tensorOf(values, [7, 6]))).message).toContain('1 NaN');
    const string = new Float64Array(25).fill(1);
    string[24] = Number.NaN;
    expect((await errorOf(await tensorOf(string, [25]))).message).toContain('1 NaN');
  });
});

describe('an array without a whole block is a TooSmallError that names its size and the block', () => {
  test.each([
    [[], {}, /a single number is no block/],
    [[11], {}, /11 values are less than a block of 12/],
    [[3, 200], {}, /3 × 200 is smaller than a block of 4 × 4/],
    [[200, 3], {}, /200 × 3 is smaller than a block of 4 × 4/],
    [[20, 8, 3, 3], {}, /slices of 3 × 3 are smaller than a block of 4 × 4/],
    [[3, 8, 3, 3], { axes: 'matrix' as const }, /3 × 72 is smaller than a block of 4 × 4/],
    [[5], { strings: { block: { rows: 1, columns: 6 } } }, /5 values are less than a block of 6/],
  ])('%j %j', async (shape, options, message) => {
    const error = await errorOf(await tensorOf(new Float32Array(size(shape)), shape), options);
    expect(error).toBeInstanceOf(TooSmallError);
    expect(error.message).toMatch(message);
  });

  test('but not where its boundary completes blocks', async () => {
    const values = Float32Array.from([1, -1, 1]);
    const [periodic] = await measured(await tensorOf(values, [3]), { strings: { boundary: 'periodic' } });
    expectMeasure(periodic, [1, 0, 1], { strings: { boundary: 'periodic' } });
    const [recursive] = await measured(await tensorOf(values, [3]), { strings: { boundary: 'recursive' } });
    expectMeasure(recursive, [1, 0, 1], { strings: { boundary: 'recursive' } });
  });
});

test.each([[[0]], [[0, 5]], [[5, 0]], [[2, 0, 4]]])(
  'an array of shape %j is empty: an error, not too small',
  async (shape) => {
    const error = await errorOf(await tensorOf(new Float32Array(0), shape));
    expect(error).not.toBeInstanceOf(TooSmallError);
    expect(error.message).toContain(`the array is empty (shape ${shape.join(' × ')})`);
  },
);

describe('bits', () => {
  test('are kept only where they are asked for', async () => {
    const [found] = await measured(await tensorOf(new Float32Array(16), [4, 4]), {});
    expect(found.bits).toBeNull();
  });

  test('of too many values are an error before anything is read', async () => {
    const tensor: Tensor = {
      file: 'a.npy',
      name: 'a',
      shape: [2 ** 15, 2 ** 14],
      dtype: 'float32',
      // biome-ignore lint/correctness/useYield: nothing must be asked for
      async *chunks() {
        throw new Error('read');
      },
    };
    expect((await errorOf(tensor, {}, true)).message).toContain('their bits cannot be kept');
  });
});

test('rows that are too long to hold a few of them are an error of the file', async () => {
  const tensor: Tensor = {
    file: 'a.npy',
    name: 'a',
    shape: [100, 2 ** 26],
    dtype: 'float32',
    // biome-ignore lint/correctness/useYield: nothing must be asked for
    async *chunks() {
      throw new Error('read');
    },
  };
  expect((await errorOf(tensor)).message).toContain(`rows of ${2 ** 26} values are too long`);
});

test('a table that lacks the shape of a block is a RangeError', async () => {
  await expect(makeMeasuring({ matrices: { block: { rows: 1, columns: 16 } } })).rejects.toThrow(RangeError);
  await expect(makeMeasuring({ strings: { block: { rows: 2, columns: 2 } } })).rejects.toThrow(RangeError);
});
