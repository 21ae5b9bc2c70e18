import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openBytes, readBytes } from './files.ts';

async function read(text: string) {
  const [{ shape, dtype, values }] = await readBytes('a.csv', text);
  return { shape, dtype, values };
}

describe('separators and spellings', () => {
  test.each([
    ['commas', '1,2.5\n-3,4e2\n', [2, 2], [1, 2.5, -3, 400]],
    ['semicolons, blanks, no last line break', '1 ; 2\r\n3;4', [2, 2], [1, 2, 3, 4]],
    ['white space, comments and blank lines', '# weights\n 1\t 2 # a\n\n3 4\n', [2, 2], [1, 2, 3, 4]],
    ['a byte order mark', '\ufeff1,2\n3,4\n', [2, 2], [1, 2, 3, 4]],
    ['a lone row', '1,2,3\n', [3], [1, 2, 3]],
    ['a lone column', '1\n2\n3\n', [3], [1, 2, 3]],
    ['one number', '0.5', [1], [0.5]],
    ['not a number and infinite', 'nan,-inf\nInfinity,-NaN', [2, 2], [Number.NaN, -Infinity, Infinity, Number.NaN]],
    ['without a leading or a last digit', '.5,5.\n+1,-0', [2, 2], [0.5, 5, 1, -0]],
  ])('%s', async (_, text, shape, values) => {
    expect(await read(text)).toEqual({ shape, dtype: 'float64', values });
  });

  test('only 0 and 1 are bits', async () => {
    expect(await read('1,0\n0,1\n')).toEqual({ shape: [2, 2], dtype: 'bool', values: [1, 0, 0, 1] });
  });
});

describe('rows of 0 and 1 without separators', () => {
  test.each([
    ['a matrix', '0110\n1001\n', [2, 4], [0, 1, 1, 0, 1, 0, 0, 1]],
    ['a string', '0110', [4], [0, 1, 1, 0]],
    ['with blanks, comments, Windows line ends and a mark', '\ufeff# 7\n 01 \r\n10 # 9\r\n', [2, 2], [0, 1, 1, 0]],
  ])('%s', async (_, text, shape, values) => {
    expect(await read(text)).toEqual({ shape, dtype: 'bool', values });
  });
});

test('float64 is read back exactly, from its shortest spelling and from 18 digits', async () => {
  const rows = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 20 });
  const sign = (x: number) => (Object.is(x, -0) ? '-' : '');
  await fc.assert(
    fc.asyncProperty(rows, async (row) => {
      const text = [row.map((x) => sign(x) + x), row.map((x) => sign(x) + x.toExponential(17))].join('\n');
      expect((await read(text)).values).toEqual([...row, ...row]);
    }),
    { numRuns: 100 },
  );
});

test('numbers across the borders of pieces', async () => {
  const values = Array.from({ length: 150_000 }, (_, i) => i * 1.5 - 1000);
  const text = Array.from({ length: 300 }, (_, row) => values.slice(row * 500, row * 500 + 500).join(',')).join('\n');
  expect(text.length).toBeGreaterThan(1e6);
  expect(await read(text)).toEqual({ shape: [300, 500], dtype: 'float64', values });
});

describe('what is refused', () => {
  test.each([
    ['ragged rows', '1,2\n3\n', 'line 2: 1 values, the first row has 2'],
    ['ragged digits', '0110\n\n011\n', 'line 3: 3 values, the first row has 4'],
    ['a word', '1,2\n3,x\n', 'line 2, column 2: "x" is not a number'],
    ['a heading', 'width,height\n3,4\n', 'line 1, column 1: "width" is not a number'],
    ['an empty field', '1,,2\n', 'line 1, column 2: an empty field'],
    ['a last comma', '1,2,\n', 'line 1, column 3: an empty field'],
    ['a first comma', ',1\n', 'line 1, column 1: an empty field'],
    ['hexadecimal', '0x10,1', '"0x10" is not a number'],
    ['signs alone', '-,1', '"-" is not a number'],
    ['dots', '1.2.3,1', '"1.2.3" is not a number'],
    ['an endless number', '2'.repeat(130), 'is not a number'],
    ['nothing', '', 'holds no numbers'],
    ['only comments', '# nothing\n\n', 'holds no numbers'],
  ])('%s', async (_, text, reason) => {
    const error = await openBytes('a.txt', text).catch((e) => e);
    expect(error).toMatchObject({ name: 'ArrayFileError' });
    expect(error.message).toContain(reason);
  });
});
