import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { BLOCK_SHAPE, BlockHistogram, bdm, blockEntropy } from '../../src/bdm/index.ts';
import { loadTable } from '../../src/ctm/index.ts';

let ctm: Float64Array;
beforeAll(async () => {
  ctm = (await loadTable('2d-n4')).values(BLOCK_SHAPE);
});

/** BDM and block entropy from a Map of strings, as the definitions read. */
function slow(values: number[], rows: number, columns: number): { bdm: number; entropy: number } {
  const blocks = new Map<string, number>();
  let total = 0;
  for (let i = 0; i < Math.floor(rows / 4); i++) {
    for (let j = 0; j < Math.floor(columns / 4); j++) {
      let bits = '';
      for (let r = 0; r < 4; r++)
        for (let c = 0; c < 4; c++) bits += values[(4 * i + r) * columns + 4 * j + c] > 0 ? '1' : '0';
      blocks.set(bits, (blocks.get(bits) ?? 0) + 1);
      total++;
    }
  }
  let complexity = 0;
  let entropy = 0;
  for (const [bits, count] of blocks) {
    complexity += ctm[Number.parseInt(bits, 2)] + Math.log2(count);
    entropy -= (count / total) * Math.log2(count / total);
  }
  return { bdm: complexity, entropy };
}

/** The blocks that a histogram holds, by code, with their counts. */
function contents({ codes, counts, distinct }: BlockHistogram): [number, number][] {
  return [...codes.subarray(0, distinct)].sort((a, b) => a - b).map((code) => [code, counts[code]]);
}

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 23 }))
  .chain(([rows, columns]) =>
    fc.tuple(
      fc.constant(rows),
      fc.constant(columns),
      fc.array(fc.constantFrom(-1, 0, 1), { minLength: rows * columns, maxLength: rows * columns }),
    ),
  );

describe('laws', () => {
  test('BDM and block entropy equal the slow definitions on matrices of odd shapes', () => {
    fc.assert(
      fc.property(matrix, ([rows, columns, values]) => {
        const histogram = new BlockHistogram().addMatrix(values, rows, columns);
        const expected = slow(values, rows, columns);
        expect(bdm(histogram, ctm)).toBeCloseTo(expected.bdm, 9);
        expect(blockEntropy(histogram)).toBeCloseTo(expected.entropy, 9);
      }),
    );
  });

  test('BDM of a tiled matrix is the CTM of its tile plus log2 of the count, its entropy 0', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 65535 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        (code, down, across) => {
          const columns = 4 * across;
          const values = Array.from({ length: 16 * down * across }, (_, at) => {
            const place = (Math.floor(at / columns) % 4) * 4 + ((at % columns) % 4);
            return (code >> (15 - place)) & 1;
          });
          const histogram = new BlockHistogram().addMatrix(values, 4 * down, columns);
          expect(bdm(histogram, ctm)).toBeCloseTo(ctm[code] + Math.log2(down * across), 12);
          expect(blockEntropy(histogram)).toBe(0);
        },
      ),
    );
  });

  test('merging histograms equals counting all their blocks; clearing leaves nothing', () => {
    fc.assert(
      fc.property(matrix, matrix, ([r1, c1, v1], [r2, c2, v2]) => {
        const one = new BlockHistogram().addMatrix(v1, r1, c1);
        const merged = new BlockHistogram().addMatrix(v2, r2, c2).merge(one);
        const both = new BlockHistogram().addMatrix(v1, r1, c1).addMatrix(v2, r2, c2);
        expect(contents(merged)).toEqual(contents(both));
        expect(bdm(merged, ctm)).toBeCloseTo(bdm(both, ctm), 9);
        expect(contents(both.clear().addMatrix(v1, r1, c1))).toEqual(contents(one));
      }),
    );
  });

  test('complement and transposition change nothing', () => {
    fc.assert(
      fc.property(matrix, ([rows, columns, values]) => {
        const bits = values.map((value) => (value > 0 ? 1 : 0));
        const value = bdm(new BlockHistogram().addMatrix(bits, rows, columns), ctm);
        const complement = bits.map((bit) => 1 - bit);
        expect(bdm(new BlockHistogram().addMatrix(complement, rows, columns), ctm)).toBeCloseTo(value, 9);
        const transposed = bits.map((_, at) => bits[(at % rows) * columns + Math.floor(at / rows)]);
        expect(bdm(new BlockHistogram().addMatrix(transposed, columns, rows), ctm)).toBeCloseTo(value, 9);
      }),
    );
  });
});

test('block entropy depends on the frequencies alone, to the last bit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }), (frequencies) => {
      const entropyOf = (counts: number[]) => {
        const histogram = new BlockHistogram();
        counts.forEach((count, code) => {
          histogram.add(code, count);
        });
        return blockEntropy(histogram);
      };
      expect(entropyOf(frequencies)).toBe(entropyOf(frequencies.toReversed()));
    }),
  );
});

test('a matrix smaller than a block has no blocks: 0 bits', () => {
  const histogram = new BlockHistogram().addMatrix([1, 0, 1], 1, 3);
  expect([bdm(histogram, ctm), blockEntropy(histogram)]).toEqual([0, 0]);
});
