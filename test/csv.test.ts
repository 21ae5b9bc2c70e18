import { expect, test } from 'vitest';
import { csvRow } from '../src/csv.ts';

test('RFC 4180, 2.5 to 2.7: what a reader would take for its own marks stands in quotes, and quotes are doubled', () => {
  expect(csvRow(['a', 1.5, null, ''])).toBe('a,1.5,,\n');
  expect(csvRow(['a,b', 'say "ah"', 'two\nlines', 'a\rb', 'a b'])).toBe('"a,b","say ""ah""","two\nlines","a\rb",a b\n');
});
