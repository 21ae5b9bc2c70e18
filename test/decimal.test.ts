import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalIn, decimalOf } from '../src/decimal.ts';

const SPELLING = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** The language's own reader, which takes more than decimal numbers. */
const oracle = (text: string) => (SPELLING.test(text) ? Number(text) : Number.NaN);

test('what is a decimal number, and nothing else, is read as the language reads it, to the last bit', () => {
  const like = fc.stringMatching(/^[+-]?\d{0,20}\.?\d{0,20}([eE][+-]?\d{0,3})?$/);
  const some = fc.string({ unit: fc.constantFrom(...'0123456789+-.eE _xınf'), maxLength: 8 });
  const text = fc.oneof(like, some, fc.double().map(String), fc.string());
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(decimalOf(a)).toBe(oracle(a));
      const ascii = Buffer.from(`${a}${b}`, 'latin1');
      expect(decimalIn(ascii, a.length, a.length + b.length)).toBe(oracle(ascii.toString('latin1').slice(a.length)));
    }),
    { numRuns: 5000 },
  );
});

test('the largest and the least', () => {
  expect(['1e308', '1e309', '-1e999', '5e-324', '1e-999', '-0'].map(decimalOf)).toEqual([
    1e308,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    5e-324,
    0,
    -0,
  ]);
});

test('whole numbers on both sides of 2^53, where a double no longer holds all of them', () => {
  for (let i = 0; i < 200; i++) {
    const text = String(2n ** 53n - 100n + BigInt(i));
    for (const spelling of [text, `${text}e5`, `.${text}`, `-${text.slice(0, 9)}.${text.slice(9)}`]) {
      expect(decimalOf(spelling)).toBe(Number(spelling));
    }
  }
});

test('a cell of a million digits takes no time to speak of, and all of them count', () => {
  const digits = '7'.repeat(1e6);
  expect(decimalOf(`0.${digits}`)).toBe(7 / 9);
  expect(decimalOf(digits)).toBe(Number.POSITIVE_INFINITY);
  expect(decimalOf(`${digits}x`)).toBeNaN();
  expect(decimalOf(`${digits}e-1000000`)).toBe(7 / 9);
});
