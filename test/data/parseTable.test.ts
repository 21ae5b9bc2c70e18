import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTable } from '../../src/data/parseTable.ts';

const parse = (text: string, columns: number) => parseTable(Buffer.from(text, 'latin1'), 'f.txt', columns);

/** The slow obvious way. */
const split = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) =>
      line
        .trim()
        .split(/[ \t\r]+/)
        .map(Number),
    );

test('lines as the published files have them', () => {
  const text = '  2.8858451e-001 -2.0294171e-002 -1.0000000e+000\r\n  1.0000000e-014 0 7\n';
  expect(parse(text, 3)).toEqual(Float32Array.of(0.28858451, -0.020294171, -1, 1e-14, 0, 7));
  expect(parse('1 2\n3 4', 2)).toEqual(Float32Array.of(1, 2, 3, 4));
  expect(parse('', 3)).toEqual(new Float32Array(0));
});

const number = fc.oneof(
  fc.double({ noNaN: true, min: -1e30, max: 1e30 }).map(String),
  fc
    .double({ noNaN: true, min: -10, max: 10 })
    .chain((value) => fc.integer({ min: 0, max: 20 }).map((n) => value.toExponential(n))),
  fc.integer().map(String),
  fc.stringMatching(/^[+-]?\d{1,25}(\.\d{0,25})?(e[+-]?0{0,2}\d)?$/),
  fc.stringMatching(/^[+-]?\.\d{1,25}([eE]-?\d{1,3})?$/),
);

test('a number is what JavaScript reads, to the last bit', () => {
  const property = fc.property(
    fc.array(fc.tuple(number, number), { minLength: 1 }),
    fc.constantFrom(' ', '\t', '   '),
    (rows, blank) => {
      const text = rows.map(([a, b]) => `${blank}${a}${blank}${b}\r\n`).join('');
      const expected = Float32Array.from(split(text));
      fc.pre(expected.every(Number.isFinite));
      const found = parse(text, 2);
      // As bits: -0 is not 0.
      expect(new Uint32Array(found.buffer)).toEqual(new Uint32Array(expected.buffer));
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

describe('one line names file, line and problem:', () => {
  test.each([
    ['1 2\n3\n', 'line 2: 1 values, expected 2'],
    ['1 2 3\n', 'line 1: 3 values, expected 2'],
    ['1 2\n\n3 4\n', 'line 2: 0 values, expected 2'],
    ['1 2\n3', 'line 2: 1 values, expected 2'],
    ['1 NaN\n', 'line 1: "NaN" is not a number'],
    ['1 Infinity\n', 'line 1: "Infinity" is not a number'],
    ['1 2\n0x1 2\n', 'line 2: "0x1" is not a number'],
    ['1 1e39\n', 'line 1: "1e39" is not a number within float32'],
    ['1 -1e999\n', 'line 1: "-1e999" is not a number within float32'],
    ['1 1e\n', 'line 1: "1e" is not a number'],
    ['1 1e+\n', 'line 1: "1e+" is not a number'],
    ['1 .\n', 'line 1: "." is not a number'],
    ['1 -\n', 'line 1: "-" is not a number'],
    ['1 1-2\n', 'line 1: "1-2" is not a number'],
    ['1 1.2.3\n', 'line 1: "1.2.3" is not a number'],
    ['1 1,5\n', 'line 1: "1,5" is not a number'],
  ])('%j', (text, problem) => {
    expect(() => parse(text, 2)).toThrow(`f.txt: ${problem}`);
  });

  test('whatever the bytes', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (bytes, columns) => {
      try {
        expect(parseTable(bytes, 'f.txt', columns).length % columns).toBe(0);
      } catch (error) {
        expect((error as Error).message).toMatch(
          /^f\.txt: line \d+: (\d+ values, expected \d|".*" is not a number[^\n]*)$/s,
        );
        expect((error as Error).message).not.toContain('\n');
      }
    });
    fc.assert(property, { numRuns: 1000 });
  });
});
