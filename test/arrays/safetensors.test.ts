import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openArrays } from '../../src/arrays/index.ts';
import { fromBase64, newPath, openBytes, readBytes, safetensors, valuesOf } from './files.ts';
import { SAFETENSORS } from './fixtures.ts';

test('a file that the safetensors library wrote, in the order of its bytes', async () => {
  const tensors = await openBytes('a.safetensors', fromBase64(SAFETENSORS));
  expect(tensors.map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
    ['n', 'int64', []],
    ['d', 'float64', [1]],
    ['a.weight', 'float32', [2, 3]],
    ['e', 'float32', [0, 3]],
    ['b', 'bfloat16', [3]],
    ['h', 'float16', [2]],
    ['i', 'int8', [1, 2]],
    ['m', 'bool', [2]],
  ]);
  const [n, d, a, e, b, h, i, m] = tensors;
  expect(await valuesOf(n)).toEqual([7]);
  expect(await valuesOf(d)).toEqual([0.1]);
  expect(await valuesOf(a)).toEqual([-3, -2, -1, 0, 1, 2]);
  await expect(valuesOf(e)).rejects.toThrow('a.safetensors: tensor "e": the array is empty (shape 0 × 3)');
  // torch.tensor([1/3, -2.0, 3e38], dtype=torch.bfloat16).tolist(), the last 3.00405527047391e+38
  expect(await valuesOf(b)).toEqual([0.333984375, -2, 226 * 2 ** 120]);
  expect(await valuesOf(h)).toEqual([0.333251953125, -2]);
  expect(await valuesOf(i)).toEqual([-128, 127]);
  expect(await valuesOf(m)).toEqual([1, 0]);
});

/**
 * Oracle: ml_dtypes 0.6.0 and NumPy. x = np.arange(2**bits).astype(uint).view(t).astype(np.float32); w =
 * x.view(np.uint32); w[np.isnan(x)] = 0x7fc00000; hashlib.sha256(w.tobytes()).hexdigest()
 */
describe('every code of the small floats', () => {
  test.each([
    ['F8_E4M3', 8, '422eccfaa21e72a6b26855bb10cdcfead6c1ce3262ecd813c99d8cbf9677f2e2'],
    ['F8_E5M2', 8, '229a94c5f728edf2259da970a0e1dfb45cc1d69cce2b30e37659f3212ec4b8b9'],
    ['F8_E8M0', 8, '2fb2732a956043772ccd2c1664ae5d2558c62f9c06780c04d95f1ff0050f2f2f'],
    ['BF16', 16, 'f12e27efe34841dfd6391497b86f389096b03a376586e1d9691bba0a8de3980a'],
    ['F16', 16, '385ff5fe69182797cda5f1827e20cf423f4416bc9246f27d0eec27cac9039259'],
  ])('%s', async (dtype, bits, digest) => {
    const count = 2 ** bits;
    const codes = bits === 8 ? new Uint8Array(count) : new Uint16Array(count);
    codes.forEach((_, i) => {
      codes[i] = i;
    });
    const header = { x: { dtype, shape: [count], data_offsets: [0, codes.byteLength] } };
    const [{ values }] = await readBytes('a.safetensors', safetensors(header, new Uint8Array(codes.buffer)));
    const words = new Uint32Array(Float32Array.from(values).buffer);
    values.forEach((value, i) => {
      if (Number.isNaN(value)) words[i] = 0x7fc00000;
    });
    expect(createHash('sha256').update(words).digest('hex')).toBe(digest);
  });
});

describe('headers that lie', () => {
  const entry = (shape: unknown, begin: unknown, end: unknown, dtype: unknown = 'F32') => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });
  test.each([
    ['more than the file holds', { a: entry([4], 0, 16) }, 8, 'tensor "a": ends at byte 16, the file holds 8'],
    ['less than the file holds', { a: entry([2], 0, 8) }, 9, '1 bytes after the last tensor'],
    ['overlap', { a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12, 'tensor "b": overlaps another tensor'],
    ['a hole', { a: entry([1], 0, 4), b: entry([1], 8, 12) }, 12, 'tensor "b": leaves 4 bytes unused before it'],
    ['shape and offsets', { a: entry([3], 0, 8) }, 8, 'shape 3 of float32 takes 12 bytes, its offsets span 8'],
    ['offsets that go back', { a: entry([1], 8, 4) }, 8, 'takes 4 bytes, its offsets span -4'],
    ['a negative offset', { a: entry([1], -4, 0) }, 8, 'has no valid data_offsets'],
    ['a negative axis', { a: entry([-1], 0, 4) }, 4, 'the shape has an axis of -1'],
    ['an absurd shape', { a: entry([2 ** 40, 2 ** 40], 0, 4) }, 4, 'is absurd'],
    ['a fraction', { a: entry([1.5], 0, 6) }, 6, 'the shape has an axis of 1.5'],
    ['no shape', { a: { dtype: 'F32', data_offsets: [0, 4] } }, 4, 'has no shape'],
    ['an unknown type', { a: entry([1], 0, 4, 'F33') }, 4, 'tensor "a": has the unknown dtype "F33"'],
    ['a type out of the prototype', { a: entry([1], 0, 4, 'constructor') }, 4, 'unknown dtype "constructor"'],
    ['no arrays', { __metadata__: {} }, 0, 'holds no arrays'],
    ['an array', [], 0, 'the header is not a JSON object'],
    ['no JSON', '{"a":', 0, 'the header is not valid JSON'],
    [
      'twice the same name',
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0061":{}}',
      1,
      'the key "a" twice',
    ],
    ['nesting', `{"a":${'['.repeat(9)}`, 0, 'the header is absurd'],
    ['millions of values', `{"a":[${'0,'.repeat(2 ** 22)}0]}`, 0, 'the header is absurd'],
    ['a name with a line break', { 'a\n\u001b[31mb': 3 }, 0, 'tensor "a\\n\\x1b[31mb": its entry'],
  ])('%s', async (_, header, bytes, reason) => {
    const error = await readBytes('a.safetensors', safetensors(header, bytes)).catch((e) => e);
    expect(error).toMatchObject({ name: 'ArrayFileError' });
    expect(error.message).toContain(reason);
    expect(error.message).toMatch(/^[^\n]*a\.safetensors: [^\n]+$/);
  });

  test('a header longer than the file, a long one, a short file', async () => {
    const claim = Buffer.alloc(16);
    claim.writeBigUInt64LE(2n ** 63n);
    await expect(openBytes('a.safetensors', claim)).rejects.toThrow('the header claims 9223372036854776000 bytes');
    await expect(openBytes('a.safetensors', 'hello')).rejects.toThrow('5 bytes, too short');
  });

  test('types that we do not read are listed and refused by name', async () => {
    const header = { a: entry([4], 0, 2, 'F4'), b: entry([1], 2, 6) };
    const [a, b] = await openBytes('a.safetensors', safetensors(header, 6));
    expect(await valuesOf(b)).toEqual([0]);
    await expect(valuesOf(a)).rejects.toThrow('tensor "a": cannot read values of type "F4"');
  });
});

describe('a sharded folder', () => {
  const shard = (names: string[]) => {
    const entries = names.map((name, i) => [name, { dtype: 'U8', shape: [1], data_offsets: [i, i + 1] }]);
    return safetensors(
      Object.fromEntries(entries),
      Uint8Array.from(names, (name) => name.charCodeAt(0)),
    );
  };
  async function folder(weightMap: unknown, shards: Record<string, Uint8Array>): Promise<string> {
    const path = newPath('model');
    await mkdir(path);
    if (weightMap)
      await writeFile(join(path, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
    for (const [name, bytes] of Object.entries(shards)) await writeFile(join(path, name), bytes);
    return path;
  }
  const one = '1.safetensors';
  const two = '2.safetensors';

  test('gives the tensors of all shards, by folder and by index', async () => {
    const path = await folder({ b: two, a: one, c: two }, { [one]: shard(['a']), [two]: shard(['b', 'c']) });
    for (const way of [path, join(path, 'model.safetensors.index.json')]) {
      const tensors = await openArrays(way);
      expect(tensors.map(({ name, file }) => [name, file])).toEqual([
        ['a', join(path, one)],
        ['b', join(path, two)],
        ['c', join(path, two)],
      ]);
      expect(await valuesOf(tensors[2])).toEqual(['c'.charCodeAt(0)]);
    }
  });

  test('one file needs no index', async () => {
    const path = await folder(undefined, { [one]: shard(['a']) });
    expect((await openArrays(path)).map(({ name }) => name)).toEqual(['a']);
  });

  test.each([
    ['a shard that is missing', { a: one, b: two }, { [one]: shard(['a']) }, '2.safetensors: no such file or folder'],
    ['a tensor that is missing', { a: one, b: one }, { [one]: shard(['a']) }, 'tensor "b": is not in 1.safetensors'],
    ['a way out of the folder', { a: '../1.safetensors' }, {}, 'not a .safetensors file beside the index'],
    ['no file name', { a: 3 }, {}, 'not a .safetensors file beside the index'],
    ['no tensors', {}, {}, 'names no tensors'],
    ['two files without an index', undefined, { [one]: shard(['a']), [two]: shard(['b']) }, 'without an index'],
    ['nothing', undefined, {}, 'is a folder without .safetensors files'],
  ])('%s', async (_, weightMap, shards, reason) => {
    await expect(openArrays(await folder(weightMap, shards))).rejects.toThrow(reason);
  });
});
