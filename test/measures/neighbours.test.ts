import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neighbours } from '../../src/measures/index.ts';

type Bits = readonly (readonly number[])[];

const matrices = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(fc.nat(1), { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    ),
  { minLength: 1, maxLength: 3 },
);

const weightsOf = (all: readonly Bits[]) => ({
  bits: Uint8Array.from(all.flat(2)),
  matrices: all.map((bits) => ({ count: 1, rows: bits.length, columns: bits[0].length })),
});

/** Pair by pair, as the definition reads; null where there is none. */
function slowShare(all: readonly Bits[], [down, right]: readonly [number, number]): number | null {
  const pairs = all.flatMap((bits) =>
    bits.flatMap((row, i) => row.map((bit, j) => [bit, bits[i + down]?.[j + right]] as const)),
  );
  const inside = pairs.filter(([, other]) => other !== undefined);
  return inside.length === 0 ? null : inside.filter(([bit, other]) => bit !== other).length / inside.length;
}

test('the shares are those of the pairs, counted one by one; no pair reaches into the next matrix', () => {
  fc.assert(
    fc.property(matrices, (all) => {
      const weights = weightsOf(all);
      const [horizontal, vertical] = [slowShare(all, [0, 1]), slowShare(all, [1, 0])];
      expect(neighbours(weights, 'horizontal')).toBe(horizontal ?? 0);
      expect(neighbours(weights, 'vertical')).toBe(vertical ?? 0);
      const both = ((horizontal ?? vertical ?? 0) + (vertical ?? horizontal ?? 0)) / 2;
      expect(neighbours(weights, 'both')).toBe(both);
    }),
  );
});

test('slices of one array are matrices of their own', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1), { minLength: 24, maxLength: 24 }), (bits) => {
      const one = { bits: Uint8Array.from(bits), matrices: [{ count: 2, rows: 3, columns: 4 }] };
      const two = { ...one, matrices: [1, 2].map(() => ({ count: 1, rows: 3, columns: 4 })) };
      for (const direction of ['both', 'horizontal', 'vertical'] as const) {
        expect(neighbours(one, direction)).toBe(neighbours(two, direction));
      }
    }),
  );
});

test('0 for a constant matrix, 1 for a chequerboard; stripes differ in one direction alone', () => {
  const of = (bit: (row: number, column: number) => number) =>
    weightsOf([Array.from({ length: 6 }, (_, i) => Array.from({ length: 5 }, (_, j) => bit(i, j)))]);
  expect(
    neighbours(
      of(() => 1),
      'both',
    ),
  ).toBe(0);
  expect(
    neighbours(
      of((i, j) => (i + j) % 2),
      'both',
    ),
  ).toBe(1);
  expect(
    neighbours(
      of((_, j) => j % 2),
      'horizontal',
    ),
  ).toBe(1);
  expect(
    neighbours(
      of((_, j) => j % 2),
      'vertical',
    ),
  ).toBe(0);
  const row = weightsOf([[[0, 1, 0, 1]]]);
  expect(neighbours(row, 'both')).toBe(1);
  expect(neighbours(row, 'vertical')).toBe(0);
});
