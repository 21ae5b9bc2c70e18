import { describe, expect, test } from 'vitest';
import { fromBase64, npy, npz, openBytes, range, readBytes, valuesOf } from './files.ts';
import { NPZ_DEFLATED, NPZ_STORED } from './fixtures.ts';

test('stored arrays; a string array is listed, and refused once its values are asked for', async () => {
  const [w, b, s] = await openBytes('a.npz', fromBase64(NPZ_STORED));
  expect([w.name, w.dtype, w.shape]).toEqual(['w', 'float32', [2, 3]]);
  expect(await valuesOf(w)).toEqual(range(6));
  expect(await valuesOf(b)).toEqual([1, 0]);
  expect([s.name, s.dtype]).toEqual(['s', '<U1']);
  await expect(valuesOf(s)).rejects.toThrow('a.npz: tensor "s": cannot read values of type "<U1"');
});

test('deflated arrays', async () => {
  const arrays = await readBytes('a.npz', fromBase64(NPZ_DEFLATED));
  expect(arrays.map(({ name, values }) => [name, values])).toEqual([
    ['w', range(6)],
    ['f', range(6)],
  ]);
});

/** Where the first entry's record starts in the directory at the end of the file. */
const DIRECTORY = Buffer.from('PK\x01\x02');

/** A damaged copy: little-endian numbers at places in the first record of the directory. */
function damaged(file: string, ...changes: [place: number, value: number, bytes: 2 | 4][]): Buffer {
  const bytes = Buffer.from(file, 'base64');
  const record = bytes.indexOf(DIRECTORY);
  for (const [place, value, size] of changes) bytes.writeUIntLE(value, record + place, size);
  return bytes;
}
const [FLAGS, METHOD, CRC, PACKED, UNPACKED] = [8, 10, 16, 20, 24];

describe('hostile and damaged files', () => {
  test.each([
    ['an encrypted entry', damaged(NPZ_DEFLATED, [FLAGS, 1, 2]), 'tensor "w": is encrypted'],
    ['another compression', damaged(NPZ_DEFLATED, [METHOD, 93, 2]), 'tensor "w": compression method 93'],
    ['a stored entry that grows', damaged(NPZ_STORED, [UNPACKED, 2e9, 4]), 'size mismatch for stored file'],
    ['more than deflate can pack', damaged(NPZ_DEFLATED, [UNPACKED, 2e9, 4]), 'cannot hold 2000000000 bytes in 85'],
    ['entries that overlap', damaged(NPZ_DEFLATED, [PACKED, 560, 4]), 'entries overlap: a zip bomb'],
    ['a wrong checksum', damaged(NPZ_DEFLATED, [CRC, 1, 4]), 'is damaged: its checksum (CRC-32) differs'],
    ['a wrong size', damaged(NPZ_DEFLATED, [UNPACKED, 200, 4]), 'unpacks to 152 bytes, claims 200'],
    ['no zip file', Buffer.from('hello'), 'cannot be read as a zip file'],
    ['an empty file', Buffer.alloc(0), 'cannot be read as a zip file'],
    ['a truncated file', Buffer.from(NPZ_STORED, 'base64').subarray(0, 300), 'cannot be read as a zip file'],
  ])('%s', async (_, bytes, reason) => {
    const error = await readBytes('a.npz', bytes).catch((e) => e);
    expect(error).toMatchObject({ name: 'ArrayFileError' });
    expect(error.message).toContain(reason);
  });

  test('two entries of one name, but not what is wrong with entries that are no arrays', async () => {
    const array = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", Uint8Array.of(7));
    const files = npz(['one', 'two'].map((name) => [name, array]));
    const renamed = (from: string, to: string) =>
      Buffer.from(Buffer.from(files).toString('latin1').replaceAll(from, to), 'latin1');
    await expect(openBytes('a.npz', renamed('two', 'one'))).rejects.toThrow('tensor "one": stands twice in the file');
    const other = renamed('two.npy', 'two.txt');
    other.writeUInt16LE(93, other.lastIndexOf(DIRECTORY) + METHOD);
    expect((await readBytes('a.npz', other)).map(({ name, values }) => [name, values])).toEqual([['one', [7]]]);
  });

  test('an archive without arrays', async () => {
    const bytes = Buffer.from(
      Buffer.from(NPZ_STORED, 'base64').toString('latin1').replaceAll('.npy', '.txt'),
      'latin1',
    );
    await expect(openBytes('a.npz', bytes)).rejects.toThrow('holds no arrays');
  });
});
