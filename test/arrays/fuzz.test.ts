/** Readers on mutated and random files: values as many as the shape has, or an error in one line. Nothing else. */
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArrayFileError, openArrays } from '../../src/arrays/index.ts';
import { crc, fromBase64, newPath } from './files.ts';
import * as fixtures from './fixtures.ts';
import * as pictures from './pictures.ts';

const text = (content: string) => new Uint8Array(Buffer.from(content));
const SEEDS: Record<string, Uint8Array[]> = {
  npy: [...fixtures.NPY_TYPES.map(({ file }) => file), fixtures.NPY_FORTRAN, fixtures.NPY_OBJECT].map(fromBase64),
  npz: [fixtures.NPZ_STORED, fixtures.NPZ_DEFLATED].map(fromBase64),
  safetensors: [fromBase64(fixtures.SAFETENSORS)],
  csv: ['1,2.5\n-3,4e2\n', '0110\n1001\n', '# a\n 1 2\n'].map(text),
  png: [pictures.PILLOW.rgb, pictures.PILLOW.palette, pictures.FILTERED, pictures.INTERLACED_PALETTE].map(fromBase64),
};

/** Overwrites bytes, cuts pieces out, doubles them, or ends the file early. */
const mutation = fc.record({
  kind: fc.constantFrom('set', 'set', 'set', 'cut', 'double', 'end'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
});

function mutated(seed: Uint8Array, changes: { kind: string; at: number; bytes: Uint8Array }[]): Uint8Array {
  let file = Buffer.from(seed);
  for (const { kind, at, bytes } of changes) {
    const place = Math.floor(at * file.length);
    const after = place + bytes.length;
    if (kind === 'set') file.set(bytes.subarray(0, file.length - place), place);
    else if (kind === 'cut') file = Buffer.concat([file.subarray(0, place), file.subarray(after)]);
    else if (kind === 'double') file = Buffer.concat([file.subarray(0, after), file.subarray(place)]);
    else file = file.subarray(0, place);
  }
  return new Uint8Array(file);
}

/** The same chunks with right checksums, so that damage reaches what lies behind them. */
function withChecksums(png: Uint8Array): Uint8Array {
  const file = Buffer.from(png);
  for (let at = 8; at + 12 <= file.length; ) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length) break;
    file.writeUInt32BE(crc(file.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return file;
}

async function readAll(path: string): Promise<void> {
  const tensors = await attempt(() => openArrays(path));
  for (const tensor of tensors ?? []) {
    await attempt(async () => {
      let count = 0;
      for await (const chunk of tensor.chunks()) count += chunk.length;
      expect(count).toBe(tensor.shape.reduce((product, size) => product * size, 1));
    });
  }
}

async function attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ArrayFileError)) throw error;
    expect(error.message).toMatch(/^\P{C}+$/u);
    return undefined;
  }
}

test.each(Object.keys(SEEDS))('damaged .%s', async (ending) => {
  const path = newPath(`a.${ending}`);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...SEEDS[ending]),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      async (seed, changes) => {
        const file = mutated(seed, changes);
        await writeFile(path, ending === 'png' ? withChecksums(file) : file);
        await readAll(path);
      },
    ),
    { numRuns: 300 },
  );
});

test.each(Object.keys(SEEDS))('random .%s', async (ending) => {
  const path = newPath(`a.${ending}`);
  const begin = SEEDS[ending][0].subarray(0, 8);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, hasMagic) => {
      await writeFile(path, hasMagic ? Buffer.concat([begin, bytes]) : bytes);
      await readAll(path);
    }),
    { numRuns: 100 },
  );
});
