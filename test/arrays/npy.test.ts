import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowMajor } from '../../src/arrays/formats/fortran.ts';
import { fromBase64, npy, openBytes, range, readBytes, valuesOf } from './files.ts';
import * as fixtures from './fixtures.ts';

describe('files that NumPy wrote', () => {
  test.each(fixtures.NPY_TYPES)('$type, either byte order', async ({ type, file, values }) => {
    const [array] = await readBytes('a.npy', fromBase64(file));
    expect(array.shape).toEqual([2, 3]);
    expect(array.values).toEqual(values);
    const kinds: Record<string, string> = { i: 'int', u: 'uint', f: 'float' };
    const [kind, bytes] = type.slice(-2);
    expect(array.dtype).toBe(type === '?' ? 'bool' : `${kinds[kind]}${8 * Number(bytes)}`);
  });

  test('Fortran order comes out row by row', async () => {
    const [array] = await readBytes('a.npy', fromBase64(fixtures.NPY_FORTRAN));
    expect(array).toMatchObject({ shape: [2, 3, 4], values: range(24) });
  });

  test('a scalar has no axes and one value', async () => {
    const [array] = await readBytes('a.npy', fromBase64(fixtures.NPY_SCALAR));
    expect(array).toMatchObject({ shape: [], values: [2.5] });
  });

  test.each([
    ['pickled objects', fixtures.NPY_OBJECT, 'cannot read values of type "|O"'],
    ['records', fixtures.NPY_STRUCTURED, 'structured arrays are not read'],
    ['complex numbers', fixtures.NPY_COMPLEX, 'cannot read values of type "<c8"'],
    ['no values', fixtures.NPY_EMPTY, 'the array is empty (shape 0 × 3)'],
  ])('%s are refused', async (_, file, reason) => {
    await expect(readBytes('a.npy', fromBase64(file))).rejects.toThrow(reason);
  });
});

test('the tensor has the name of the file without its ending', async () => {
  const [{ name, file }] = await openBytes('layer.1.npy', fromBase64(fixtures.NPY_SCALAR));
  expect(file.endsWith(`${name}.npy`)).toBe(true);
});

describe('row-major from Fortran order, a stretch at a time', () => {
  test('equals the definition for any shape and any stretch', async () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 7 }),
        async (shape, held, at) => {
          const total = shape.reduce((product, size) => product * size, 1);
          async function* read() {
            for (let i = 0; i < total; i += at) yield Float64Array.from(range(Math.min(at, total - i)), (j) => i + j);
          }
          const values: number[] = [];
          for await (const chunk of rowMajor(read, shape, held)) values.push(...chunk);
          expect(values).toEqual(range(total).map((position) => fortranPosition(position, shape)));
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Where the value at a row-major position stands in Fortran order. */
function fortranPosition(position: number, shape: readonly number[]): number {
  const index: number[] = [];
  let rest = position;
  for (const size of shape.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index.reduceRight((sum, i, axis) => sum * shape[axis] + i, 0);
}

describe('headers that lie', () => {
  const header = (shape: string, descr = "'<f4'") => `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
  test.each([
    ['a file that is too short', header('(3, 4)'), 40, 'promises 3 × 4 float32 = 48 bytes, the file holds 40'],
    ['a file that is too long', header('(3,)'), 16, 'promises 3 float32 = 12 bytes, the file holds 16'],
    ['terabytes', header('(1000000, 1000000)'), 8, 'promises 1000000 × 1000000 float32'],
    ['a product beyond 2^53', header('(100000000, 100000000, 100000000)'), 8, 'is absurd'],
    ['a huge axis', header('(99999999999999999999,)'), 8, 'an axis of 100000000000000000000'],
    ['a negative axis', header('(-3,)'), 8, 'an axis of -3'],
    ['too many axes', header(`(${'1, '.repeat(65)})`), 4, 'a shape of 65 axes'],
    ['twice the same key', "{'descr': '<f4', 'descr': '<f4', }", 4, 'has descr twice'],
    ['a lacking key', "{'descr': '<f4', 'fortran_order': False}", 4, 'lacks descr, fortran_order or shape'],
    ['something after it', `${header('(1,)')} evil()`, 4, 'goes on after its dictionary'],
    ['no dictionary', 'hello', 4, 'cannot read the header at "hello"'],
    ['a list as shape', header('[1]'), 4, 'a shape that is not a tuple'],
    ['an unknown type', header('(1,)', "'<f3'"), 4, 'cannot read values of type "<f3"'],
  ])('%s', async (_, text, bytes, reason) => {
    const error = await readBytes('a.npy', npy(text, new Uint8Array(bytes))).catch((e) => e);
    expect(error).toMatchObject({ name: 'ArrayFileError' });
    expect(error.message).toContain(reason);
    expect(error.message).toMatch(/^[^\n]*a\.npy: [^\n]+$/);
  });

  test('a header beyond the end, a long one, another version, another file', async () => {
    const huge = Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\x7f', 'latin1');
    await expect(openBytes('a.npy', huge)).rejects.toThrow('the header is truncated');
    const long = Buffer.concat([Buffer.from('\x93NUMPY\x02\x00\x01\x00\x01\x00', 'latin1'), Buffer.alloc(70_000)]);
    await expect(openBytes('a.npy', long)).rejects.toThrow('a header of 65537 bytes (at most 65536)');
    const future = Buffer.from('\x93NUMPY\x09\x00\x00\x00\x00\x00', 'latin1');
    await expect(openBytes('a.npy', future)).rejects.toThrow('.npy version 9');
    await expect(openBytes('a.npy', 'hello')).rejects.toThrow('is not a .npy array');
    await expect(openBytes('a.npy', '')).rejects.toThrow('is not a .npy array');
  });
});

test('headers of Python 2 and of versions 2.0 and 3.0', async () => {
  const text = "{'descr': '<i2', 'fortran_order': False, 'shape': (2L,)}";
  const [array] = await readBytes('a.npy', npy(text, Uint8Array.of(1, 0, 2, 0)));
  expect(array.values).toEqual([1, 2]);
  for (const version of [2, 3]) {
    const wide = text.replace('2L', '2');
    const head = Buffer.from(`\x93NUMPY${String.fromCharCode(version, 0, wide.length, 0, 0, 0)}${wide}`, 'latin1');
    const [tensor] = await openBytes('a.npy', Buffer.concat([head, Uint8Array.of(1, 0, 2, 0)]));
    expect(await valuesOf(tensor)).toEqual([1, 2]);
  }
});
