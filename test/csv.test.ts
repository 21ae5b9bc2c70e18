import { expect, test } from 'vitest';
import { csvRow } from '../src/csv.ts';

test('RFC 4180, 2.5 to 2.7: what a reader would take for its own marks stands in quotes, and quotes are doubled', () => {
  expect(csvRow(['a', 1.5, null, ''])).toBe('a,1.5,,\n');
  expect(csvRow(['a,b', 'say "ah"', 'a b'])).toBe('"a,b","say ""ah""",a b\n');
});

test('text that a spreadsheet would run follows an apostrophe; numbers stay numbers', () => {
  const formulas = ['=1+1', '+1', '-x', '@SUM(A1)', '＝1', "=cmd|' /C calc'!A0"];
  expect(formulas.map((text) => csvRow([text]))).toEqual(formulas.map((text) => `'${text}\n`));
  expect(csvRow(['=A1,"b"'])).toBe('"\'=A1,""b"""\n');
  expect(csvRow([-1.5, -1n, -1e-7, 'a=b', 'block-1'])).toBe('-1.5,-1,-1e-7,a=b,block-1\n');
});

test('a row is one line in which nothing acts', () => {
  expect(csvRow(['two\nlines', 'a\rb', '\t=1', '\u001b[31m', '\u202e', '\u2028'])).toBe(
    'two\\nlines,a\\rb,\\t=1,\\x1b[31m,\\u202e,\\u2028\n',
  );
});
