import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MEASURES, type Weights } from '../../src/measures/index.ts';

const { value } = MEASURES.effectiveRank;

function rank(rows: readonly string[], kind: 'participation' | 'entropy'): number {
  const bits = Uint8Array.from(rows.join(''), Number);
  const matrices = [{ count: 1, rows: rows.length, columns: rows[0].length }];
  const weights = { bits, matrices, cells: bits.length, ones: 0, blocks: { bdm: 0, blockEntropy: 0 } };
  return value(weights as Weights, { rank: kind } as never);
}

// NumPy 1.24.2: s = np.linalg.svd(2.0 * np.array([[*map(int, r)] for r in rows]) - 1, compute_uv=False);
// (s**2).sum()**2 / (s**4).sum(); p = s / s.sum(); np.exp(-(p[p > 0] * np.log(p[p > 0])).sum())
test.each([
  ['5×9', ['011100110', '010010011', '001111100', '100001000', '101001000'], 2.905308464849355, 4.414467823724847],
  [
    '16×12',
    [
      '001110101101',
      '001010001010',
      '111001110000',
      '111011001111',
      '111001101111',
      '011000001111',
      '100101011010',
      '110001111111',
      '000011011100',
      '101110101001',
      '110110011000',
      '010011010101',
      '010100110011',
      '100110101001',
      '110110000001',
      '011011000000',
    ],
    7.12210200927357,
    10.44882192648758,
  ],
  ['3×3', ['110', '010', '111'], 2.454545454545454, 2.871745887492588],
] as const)('is what NumPy finds by the singular values: %s', (_, rows, participation, entropy) => {
  expect(rank(rows, 'participation')).toBeCloseTo(participation, 12);
  // Singular values that are 0 come out as roots of rounding errors.
  expect(rank(rows, 'entropy')).toBeCloseTo(entropy, 5);
});

test('is 1 for a matrix of one row again and again, its side for orthogonal rows', () => {
  for (const kind of ['participation', 'entropy'] as const) {
    expect(rank(['0110', '0110', '1001'], kind)).toBeCloseTo(1, 5);
    expect(rank(['1111', '1010', '1100', '1001'], kind)).toBeCloseTo(4, 12);
  }
});

test('does not depend on the order of rows or columns, nor on which of them are called rows', () => {
  const matrix = fc
    .record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }) })
    .chain(({ rows, columns }) =>
      fc.array(fc.stringMatching(new RegExp(`^[01]{${columns}}$`)), { minLength: rows, maxLength: rows }),
    );
  fc.assert(
    fc.property(matrix, (rows) => {
      const turned = [...rows[0]].map((_, column) => rows.map((row) => row[column]).join(''));
      for (const kind of ['participation', 'entropy'] as const) {
        const own = rank(rows, kind);
        expect(rank(turned, kind)).toBeCloseTo(own, 5);
        expect(rank(rows.toReversed(), kind)).toBeCloseTo(own, 5);
        expect(own).toBeLessThan(Math.min(rows.length, rows[0].length) + 1e-5);
      }
    }),
  );
});

test('counts distances beyond two bytes never wrongly: rows of more than 65 535 are refused', () => {
  const half = '0'.repeat(32_767) + '1'.repeat(32_767);
  expect(rank(['0'.repeat(65_534), '1'.repeat(65_534), half], 'participation')).toBeCloseTo(9 / 5, 12);
  expect(() => rank(['0'.repeat(65_536), '1'.repeat(65_536)], 'participation')).toThrow(RangeError);
});
