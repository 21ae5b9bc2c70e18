import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal, unseal } from '../../src/files/sealed.ts';

const KIND = { name: 'kolmoscope test state', version: 12 };
const content = { big: 3n, counts: Float64Array.of(1, 2 ** 53), long: new Map([['01', Uint8Array.of(1)]]) };

test('what is sealed comes back', () => {
  expect(unseal(KIND, Buffer.from(seal(KIND, content)))).toEqual({ content });
});

test('the file is as its description has it: a line, a SHA-256, the values, the line again', () => {
  const bytes = Buffer.from(seal(KIND, content));
  const line = Buffer.from('kolmoscope test state 12\n');
  const values = bytes.subarray(line.length + 65, -line.length);
  expect(deserialize(values)).toEqual(content);
  const digest = createHash('sha256').update(values).digest('hex');
  expect(bytes.equals(Buffer.concat([line, Buffer.from(`${digest}\n`), values, line]))).toBe(true);
});

test('whatever bit is changed, the file is ours and damaged', () => {
  const bytes = Buffer.from(seal(KIND, content));
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] ^= 1 << (bit & 7);
    expect(unseal(KIND, changed), `bit ${bit}`).toBe('damaged');
  }
});

test('wherever the file ends early, it is ours and damaged', () => {
  const bytes = Buffer.from(seal(KIND, content));
  for (let length = 0; length < bytes.length; length++) expect(unseal(KIND, bytes.subarray(0, length))).toBe('damaged');
});

test('a file of zeros, which a power cut may leave, is damaged; values without a seal are of a version before', () => {
  expect(unseal(KIND, Buffer.alloc(5000))).toBe('damaged');
  expect(unseal(KIND, serialize(content))).toBe('outdated');
});

test('another version is outdated; what we did not write is foreign', () => {
  expect(unseal(KIND, Buffer.from(seal({ ...KIND, version: 3 }, content)))).toBe('outdated');
  expect(unseal(KIND, Buffer.from(seal({ ...KIND, name: 'kolmoscope other state' }, content)))).toBe('foreign');
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).filter(([first]) => ![0, 0x6b, 0xff].includes(first));
  fc.assert(fc.property(bytes, (any) => unseal(KIND, Buffer.from(any)) === 'foreign'));
});
