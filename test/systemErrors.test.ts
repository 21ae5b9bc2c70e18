import { readFile, readlink, symlink } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { systemProblem } from '../src/systemErrors.ts';

const problemOf = async (action: () => unknown) => {
  try {
    await action();
  } catch (error) {
    return systemProblem(error);
  }
  return 'none';
};

test('what the system and zlib say, in words without a path', async () => {
  expect(await problemOf(() => readFile('/nowhere/at all'))).toBe('no such file or folder');
  expect(await problemOf(() => readFile('/'))).toBe('is a folder');
  // Not among our own words.
  expect(await problemOf(() => readlink('/'))).toBe('invalid argument');
  expect(await problemOf(() => symlink('x', `/${'x'.repeat(5000)}`))).toBe('name too long');
  expect(await problemOf(() => inflateSync(Buffer.of(0x78, 0x9c)))).toBe('the compressed data is truncated');
  expect(await problemOf(() => inflateSync(Buffer.from('hello')))).toBe('the compressed data is damaged');
});

test('what is not theirs has none, since it may be a defect of ours', async () => {
  expect(await problemOf(() => JSON.parse('{'))).toBeUndefined();
  expect(await problemOf(() => Promise.reject('ENOENT'))).toBeUndefined();
  expect(await problemOf(() => Buffer.alloc(-1))).toBeUndefined();
});
