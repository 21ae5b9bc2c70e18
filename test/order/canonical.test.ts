import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOrder, randomOrders, reordered } from '../../src/order/index.ts';
import { below, inOrder, randomStream, shuffle } from '../../src/random.ts';

interface Matrix {
  readonly bits: Uint8Array;
  readonly rows: number;
  readonly columns: number;
}

function matrix(rows: number, columns: number, bitAt: (row: number, column: number) => boolean): Matrix {
  const bits = new Uint8Array(rows * columns);
  for (let i = 0; i < bits.length; i++) bits[i] = Number(bitAt(Math.floor(i / columns), i % columns));
  return { bits, rows, columns };
}

/** The same matrix, rows and columns renamed at random. */
function renamed({ bits, rows, columns }: Matrix, seed: number): Matrix {
  const random = randomStream(seed, 0);
  const order = { rows: inOrder(rows), columns: inOrder(columns) };
  shuffle(order.rows, random);
  shuffle(order.columns, random);
  return { bits: reordered(bits, columns, order), rows, columns };
}

function canonical({ bits, rows, columns }: Matrix): string {
  return reordered(bits, columns, canonicalOrder(bits, rows, columns)).join('');
}

const matrices = fc
  .record({
    rows: fc.integer({ min: 1, max: 12 }),
    columns: fc.integer({ min: 1, max: 12 }),
    density: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.nat(),
  })
  .map(({ rows, columns, density, seed }) => {
    const random = randomStream(seed, 0);
    return matrix(rows, columns, () => below(random, 1000) < 1000 * density);
  });

describe('canonical order', () => {
  test('is an order of all rows and all columns', () => {
    fc.assert(
      fc.property(matrices, ({ bits, rows, columns }) => {
        const order = canonicalOrder(bits, rows, columns);
        expect([...order.rows].sort((a, b) => a - b)).toEqual([...inOrder(rows)]);
        expect([...order.columns].sort((a, b) => a - b)).toEqual([...inOrder(columns)]);
      }),
    );
  });

  test('gives the same bits whatever the rows and columns were called: small matrices are full of ties', () => {
    fc.assert(
      fc.property(matrices, fc.nat(), (one, seed) => {
        expect(canonical(renamed(one, seed))).toBe(canonical(one));
      }),
      { numRuns: 1000 },
    );
  });

  // Matrices up to permutations of rows and of columns: OEIS A028657 (rows 3 and 4), A002724 for the squares.
  test.each([
    [2, 2, 7],
    [3, 3, 36],
    [3, 4, 87],
    [4, 4, 317],
  ])(
    'gives one form to each %i×%i matrix up to renaming, and another to others: %i in all',
    (rows, columns, classes) => {
      const forms = new Set<string>();
      for (let code = 0; code < 2 ** (rows * columns); code++) {
        forms.add(canonical(matrix(rows, columns, (row, column) => ((code >> (row * columns + column)) & 1) === 1)));
      }
      expect(forms.size).toBe(classes);
    },
  );

  const quadraticResidue = (value: number, prime: number) =>
    Array.from({ length: prime - 1 }, (_, i) => ((i + 1) * (i + 1)) % prime).includes(
      ((value % prime) + prime) % prime,
    );
  const regular: Record<string, Matrix> = {
    'the unit matrix': matrix(24, 24, (row, column) => row === column),
    'a circulant': matrix(32, 32, (row, column) => [0, 1, 3].includes((column - row + 32) % 32)),
    'a projective plane of order 3': matrix(13, 13, (row, column) => [0, 1, 3, 9].includes((row + column) % 13)),

    'a Paley graph': matrix(13, 13, (row, column) => row !== column && quadraticResidue(row - column, 13)),
    'a Sylvester matrix': matrix(
      16,
      16,
      (row, column) => [...(row & column).toString(2)].filter((bit) => bit === '1').length % 2 === 1,
    ),
    'two cycles of 4 and one of 8': matrix(16, 16, (row, column) => {
      const next = row < 4 ? (row + 1) % 4 : row < 8 ? 4 + ((row - 3) % 4) : 8 + ((row - 7) % 8);
      return column === row || column === next;
    }),
  };
  test.each(Object.entries(regular))('holds for what no count tells apart: %s', (_, one) => {
    const { bits, rows, columns } = one;
    expect(canonicalOrder(bits, rows, columns).isUnique).toBe(true);
    const forms = new Set(Array.from({ length: 12 }, (_, seed) => canonical(renamed(one, seed))));
    expect([...forms]).toEqual([canonical(one)]);
  });

  test('tells apart two matrices that no count does: a cycle of 8, and two of 4', () => {
    const cycles = (length: number) =>
      matrix(8, 8, (row, column) => column === row || column === row - (row % length) + ((row + 1) % length));
    expect(canonical(cycles(8))).not.toBe(canonical(cycles(4)));
  });

  test('of matrices as networks have them is the same bits for any names', () => {
    const random = randomStream(7, 0);
    for (const [rows, columns] of [
      [32, 100],
      [10, 16],
      [128, 784],
    ]) {
      const one = matrix(rows, columns, () => below(random, 2) === 1);
      const twins = matrix(rows, columns, (row, column) => one.bits[(row % 8) * columns + (column % 20)] === 1);
      for (const each of [one, twins]) expect(canonical(renamed(each, 3))).toBe(canonical(each));
    }
  });

  test('lays what belongs together side by side: blocks of ones in a scattered matrix', () => {
    const blocks = matrix(16, 24, (row, column) => Math.floor(row / 4) === Math.floor(column / 6));
    const found = renamed(blocks, 5);
    const { bits, columns } = { ...found, bits: reordered(found.bits, 24, canonicalOrder(found.bits, 16, 24)) };
    let unequal = 0;
    for (let i = 0; i < bits.length; i++) if (i % columns > 0) unequal += bits[i] ^ bits[i - 1];
    // Between two blocks and at most at one other side of each: in each row where its block begins and ends.
    expect(unequal).toBeLessThanOrEqual(2 * 16);
  });

  test('says where so much is alike that ties stay as stored', () => {
    const unit = matrix(300, 300, (row, column) => row === column);
    expect(canonicalOrder(unit.bits, 300, 300).isUnique).toBe(false);
  });

  test('of more than 16 384 columns is refused', () => {
    expect(() => canonicalOrder(new Uint8Array(16_385), 1, 16_385)).toThrow(RangeError);
  });
});

describe('random orders', () => {
  test('are the same for each matrix of a shape, others for another, and orders of all rows and columns', () => {
    const orders = randomOrders(5, 9, 4);
    expect(randomOrders(5, 9, 2)).toEqual(orders.slice(0, 2));
    expect(randomOrders(9, 5, 4).map(({ columns }) => columns)).not.toEqual(orders.map(({ rows }) => rows));
    for (const { rows, columns } of orders) {
      expect([...rows].sort()).toEqual([0, 1, 2, 3, 4]);
      expect([...columns].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }
    expect(new Set(orders.map(({ columns }) => columns.join())).size).toBe(4);
  });
});
