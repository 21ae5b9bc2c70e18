import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { findCheckpoints, inOrder } from '../../../src/app/watch/checkpoints.ts';

const root = await mkdtemp(join(tmpdir(), 'checkpoints-'));
afterAll(() => rm(root, { recursive: true }));

/** A folder with empty files; names with a slash make sub-folders. */
async function folderOf(name: string, files: readonly string[]): Promise<string> {
  const folder = join(root, name);
  for (const file of files) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  return folder;
}

const namesIn = async (folder: string, fewest = 2) =>
  (await findCheckpoints(folder, join(folder, 'loss.csv'), fewest)).map(({ name }) => name);

describe('order', () => {
  test('is that of the last number in each name, its ending left out', () => {
    const names = ['run2_epoch_10.npz', 'run2_epoch_9.npz', 'run2_epoch_0100.npz'];
    expect(inOrder(names)).toEqual([
      { name: 'run2_epoch_9.npz', step: 9 },
      { name: 'run2_epoch_10.npz', step: 10 },
      { name: 'run2_epoch_0100.npz', step: 100 },
    ]);
    expect(inOrder(['checkpoint-1000', 'checkpoint-500']).map(({ step }) => step)).toEqual([500, 1000]);
  });

  test.each([
    ['one has no number', ['step-2.npz', 'step-10.npz', 'best.npz'], ['best.npz', 'step-2.npz', 'step-10.npz']],
    ['two have the same', ['b-1.npz', 'a-1.npz'], ['a-1.npz', 'b-1.npz']],
    ['a number is too long', ['a-99999999999999999.npz', 'b-1.npz'], ['a-99999999999999999.npz', 'b-1.npz']],
  ])('is that of the names, without steps, where %s', (_, names, expected) => {
    expect(inOrder(names)).toEqual(expected.map((name) => ({ name, step: null })));
  });

  test('does not depend on the order in which the names come', () => {
    const name = fc.oneof(
      fc.nat(200).map((step) => `epoch_${step}.safetensors`),
      fc.string({ minLength: 1, maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 8 }), (names) => {
        expect(inOrder([...names].reverse())).toEqual(inOrder(names));
      }),
    );
  });
});

describe('checkpoints are', () => {
  test('files of arrays, but not the losses, hidden files or what is no array', async () => {
    const folder = await folderOf('a', [
      'e2.npz',
      'e1.NPZ',
      'loss.csv',
      'other.csv',
      'plot.png',
      '.e3.npz',
      'log.txt',
      'e4.pt',
    ]);
    expect(await namesIn(folder)).toEqual(['e1.NPZ', 'e2.npz']);
  });

  test('tables where there is nothing else', async () => {
    const folder = await folderOf('b', ['w1.csv', 'w2.csv', 'loss.csv']);
    expect(await namesIn(folder)).toEqual(['w1.csv', 'w2.csv']);
  });

  test('folders that hold .safetensors, such as sharded checkpoints', async () => {
    const shards = ['checkpoint-10/m.safetensors', 'checkpoint-9/m.safetensors', 'logs/events.txt'];
    expect(await namesIn(await folderOf('c', shards))).toEqual(['checkpoint-9', 'checkpoint-10']);
  });
});

describe('a mistake is one line:', () => {
  test('too few, and a word about pickled files', async () => {
    const few = await folderOf('d', ['e1.npz', 'e2.pt', 'e3.pt']);
    await expect(namesIn(few, 5)).rejects.toThrow(
      /d: holds 1 checkpoint, and an analysis needs 5 \(pickled files are not read: save the weights as \.safetensors or \.npz\)$/,
    );
  });

  test('a sharded checkpoint instead of the folder of all', async () => {
    const one = await folderOf('e', ['m.safetensors.index.json', 'm-1-of-2.safetensors', 'm-2-of-2.safetensors']);
    await expect(namesIn(one)).rejects.toThrow(/e: is one sharded checkpoint; give the folder that holds all of them$/);
  });

  test('a file instead of a folder', async () => {
    const folder = await folderOf('f', ['e1.npz']);
    await expect(namesIn(join(folder, 'e1.npz'))).rejects.toThrow(/e1\.npz: is not a folder$/);
  });
});
