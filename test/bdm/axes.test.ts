/** Arrays of any number of axes as matrices. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockHistogram, BlockStream, makePartition, matricesOf } from '../../src/bdm/index.ts';
import { below, randomStream } from '../../src/random.ts';
import { contents } from './cases.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 });
const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

test('the matrices of either rule have as many cells as the array', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6), { maxLength: 5 }), fc.constantFrom('slices', 'matrix' as const), (shape, rule) => {
      const { count, rows, columns } = matricesOf(shape, rule as 'slices' | 'matrix');
      expect(count * rows * columns).toBe(size(shape));
    }),
  );
});

test('up to two axes there is one matrix, whatever the rule: the array itself, a row, or a cell', () => {
  for (const rule of ['slices', 'matrix'] as const) {
    expect(matricesOf([], rule)).toEqual({ count: 1, rows: 1, columns: 1 });
    expect(matricesOf([7], rule)).toEqual({ count: 1, rows: 1, columns: 7 });
    expect(matricesOf([7, 5], rule)).toEqual({ count: 1, rows: 7, columns: 5 });
  }
});

test('the weights of a convolution [out, in, height, width]: slices unless told, or output channels by the rest', () => {
  expect(matricesOf([64, 3, 7, 5])).toEqual({ count: 192, rows: 7, columns: 5 });
  expect(matricesOf([64, 3, 7, 5], 'matrix')).toEqual({ count: 1, rows: 64, columns: 105 });
});

test('slices are what the last two indices run over, the matrix what all but the first do', () => {
  const partition = makePartition({ block: { rows: 2, columns: 3 }, boundary: 'correlated' });
  fc.assert(
    fc.property(
      shapes.filter(({ length }) => length >= 3),
      fc.integer(),
      (shape, seed) => {
        const random = randomStream(seed, 0);
        const values = Array.from({ length: size(shape) }, () => below(random, 2));
        const strides = shape.map((_, axis) => size(shape.slice(axis + 1)));
        const at = (index: readonly number[]) => values[index.reduce((place, i, axis) => place + i * strides[axis], 0)];
        const indices = (lengths: readonly number[]): number[][] =>
          lengths.reduce<number[][]>(
            (all, length) => all.flatMap((index) => Array.from({ length }, (_, i) => [...index, i])),
            [[]],
          );
        const [height, width] = shape.slice(-2);
        const slices = new BlockHistogram(partition);
        for (const leading of indices(shape.slice(0, -2))) {
          const slice = indices([height, width]).map((last) => at([...leading, ...last]));
          slices.addMatrix(slice, height, width);
        }
        const matrix = indices([shape[0]]).map((first) =>
          indices(shape.slice(1)).map((rest) => at([...first, ...rest])),
        );
        const whole = new BlockHistogram(partition).addMatrix(matrix.flat(), matrix.length, matrix[0].length);
        for (const [rule, expected] of [['slices', slices] as const, ['matrix', whole] as const]) {
          const stream = new BlockStream(matricesOf(shape, rule), { partition });
          stream.add(values);
          expect(contents(stream.finish())).toBe(contents(expected));
        }
      },
    ),
    { numRuns: 60 },
  );
});
