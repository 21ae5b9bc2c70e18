import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  BlockHistogram,
  BOUNDARIES,
  bdmRange,
  makePartition,
  normalisedBdm,
  normalisedBlockEntropy,
  type PartitionOptions,
} from '../../src/bdm/index.ts';
import { cases, ctmOf, histogramOf, loadTables, tableOf } from './cases.ts';
import { slowBlocks, slowMeasures } from './slowBdm.ts';

beforeAll(() => loadTables('1d-n5', '2d-n4', '2d-n5'));

interface Tiny {
  table: string;
  options: PartitionOptions;
  rows: number;
  columns: number;
}

const string = (columns: number) => ({ rows: 1, columns });
const square = { rows: 2, columns: 2 };

/** Arrays without overlapping blocks that are few enough to measure them all. */
const TINY: Tiny[] = [
  { table: '1d-n5', options: { block: string(4) }, rows: 1, columns: 6 },
  { table: '1d-n5', options: { block: string(2) }, rows: 1, columns: 8 },
  { table: '1d-n5', options: { block: string(2) }, rows: 1, columns: 11 },
  { table: '1d-n5', options: { block: string(3), boundary: 'periodic' }, rows: 1, columns: 12 },
  { table: '1d-n5', options: { block: string(3), boundary: 'recursive' }, rows: 1, columns: 11 },
  { table: '1d-n5', options: { block: string(3), boundary: 'recursive' }, rows: 2, columns: 5 },
  { table: '1d-n5', options: { block: string(3), boundary: 'recursive', minimum: 1 }, rows: 3, columns: 4 },
  { table: '2d-n4', options: { block: string(2) }, rows: 4, columns: 3 },
  { table: '2d-n4', options: { block: square }, rows: 2, columns: 6 },
  { table: '2d-n4', options: { block: square, boundary: 'recursive', minimum: 1 }, rows: 3, columns: 3 },
  { table: '2d-n4', options: { block: square, boundary: 'recursive', minimum: 1 }, rows: 3, columns: 4 },
  { table: '2d-n4', options: { block: { rows: 3, columns: 3 }, boundary: 'recursive' }, rows: 2, columns: 6 },
  // The simplest block is not a constant one: of 14 symbols 00000000000010, of 2×4 by this table 0000/1111.
  { table: '1d-n5', options: { block: string(14) }, rows: 1, columns: 14 },
  { table: '2d-n4', options: { block: { rows: 2, columns: 4 } }, rows: 2, columns: 4 },
  { table: '2d-n4', options: { block: { rows: 2, columns: 4 } }, rows: 3, columns: 4 },
];

/** All arrays of a shape as histograms, with both measures by the slow definitions. */
function measureAll({ table, options, rows, columns }: Tiny) {
  const arrays = Array.from({ length: 2 ** (rows * columns) }, (_, number) => {
    const bits = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) => (number >> (row * columns + column)) & 1),
    );
    return { bits: bits.flat(), ...slowMeasures(slowBlocks(bits, options), tableOf(table)) };
  });
  const extremes = (measure: 'bdm' | 'blockEntropy') => {
    const values = arrays.map((array) => array[measure]);
    return {
      least: values.reduce((a, b) => Math.min(a, b)),
      greatest: values.reduce((a, b) => Math.max(a, b)),
    };
  };
  return { arrays, bdm: extremes('bdm'), blockEntropy: extremes('blockEntropy') };
}

/** The greatest differences from what all arrays of a shape, measured one by one, give. */
function worstErrors(tiny: Tiny): { range: number; bdm: number; blockEntropy: number } {
  const all = measureAll(tiny);
  const partition = makePartition(tiny.options);
  const ctm = ctmOf(tiny.table, partition);
  const histogram = new BlockHistogram(partition);
  const worst = { range: 0, bdm: 0, blockEntropy: 0 };
  const note = (of: keyof typeof worst, error: number) => {
    worst[of] = Math.max(worst[of], Math.abs(error));
  };
  for (const array of all.arrays) {
    histogram.clear().addMatrix(array.bits, tiny.rows, tiny.columns);
    const { least, greatest } = bdmRange(histogram, ctm);
    note('range', least - all.bdm.least);
    note('range', greatest - all.bdm.greatest);
    const shareOf = (measure: 'bdm' | 'blockEntropy') =>
      (array[measure] - all[measure].least) / (all[measure].greatest - all[measure].least);
    note('bdm', normalisedBdm(histogram, ctm) - shareOf('bdm'));
    // A single block has no entropy, whatever it is: 0 / 0.
    if (histogram.total === 1) expect(normalisedBlockEntropy(histogram)).toBeNaN();
    else note('blockEntropy', normalisedBlockEntropy(histogram) - shareOf('blockEntropy'));
  }
  return worst;
}

describe('0 is the least and 1 the greatest value of all arrays of the shape, reached by the same arrays:', () => {
  describe.each(TINY)('$options, $rows × $columns, $table', (tiny) => {
    let worst: ReturnType<typeof worstErrors>;
    beforeAll(() => {
      worst = worstErrors(tiny);
    });
    test('BDM', () => {
      expect(worst.range).toBeLessThan(1e-9);
      expect(worst.bdm).toBeLessThan(1e-9);
    });
    test('block entropy', () => {
      expect(worst.blockEntropy).toBeLessThan(1e-9);
    });
  });
});

describe('laws', () => {
  test('both lie in [0, 1], whatever array, block, boundary, shift and minimum', () => {
    fc.assert(
      fc.property(cases(), (given) => {
        const histogram = histogramOf(given);
        const ctm = ctmOf(given.table, histogram.partition);
        const { least, greatest } = bdmRange(histogram, ctm);
        if (greatest > least) {
          expect(normalisedBdm(histogram, ctm)).toBeGreaterThanOrEqual(-1e-12);
          expect(normalisedBdm(histogram, ctm)).toBeLessThanOrEqual(1 + 1e-12);
        }
        const { shapes, offsets } = histogram.partition;
        const ofShape = shapes.map((_, i) => histogram.counts.subarray(offsets[i], offsets[i + 1]));
        // All arrays have the same entropy where no two blocks have one shape.
        if (ofShape.every((counts) => counts.reduce((a, b) => a + b, 0) < 2)) return;
        expect(normalisedBlockEntropy(histogram)).toBeGreaterThanOrEqual(-1e-12);
        expect(normalisedBlockEntropy(histogram)).toBeLessThanOrEqual(1 + 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  const constants = fc.record({
    block: fc.record({ rows: fc.integer({ min: 2, max: 4 }), columns: fc.integer({ min: 2, max: 4 }) }),
    rows: fc.integer({ min: 4, max: 23 }),
    columns: fc.integer({ min: 8, max: 23 }),
    bit: fc.constantFrom(0, 1),
  });

  test.each(BOUNDARIES)(
    'of a constant array both are 0, the constant block being the simplest by the default table: %s',
    (boundary) => {
      const table = tableOf('2d-n5');
      for (const shape of table.shapes) {
        expect(table.values(shape).reduce((a, b) => Math.min(a, b))).toBe(table.ctm(shape, 0));
      }
      fc.assert(
        fc.property(constants, ({ block, rows, columns, bit }) => {
          const bits = new Array<number[]>(rows).fill(new Array<number>(columns).fill(bit));
          const histogram = histogramOf({ options: { block, boundary }, rows, columns, bits });
          expect(normalisedBdm(histogram, ctmOf('2d-n5', histogram.partition))).toBeCloseTo(0, 12);
          expect(normalisedBlockEntropy(histogram)).toBeCloseTo(0, 12);
        }),
      );
    },
  );

  test('an array of the most complex blocks, each once, has both 1; one that repeats the simplest has BDM 0', () => {
    const block = { rows: 4, columns: 4 };
    const partition = makePartition();
    for (const table of ['2d-n4', '2d-n5']) {
      const ranking = tableOf(table).ranking(block);
      const ctm = ctmOf(table, partition);
      for (const blocks of [2, 3, 25, 1000]) {
        const complex = new BlockHistogram(partition);
        const simple = new BlockHistogram(partition);
        for (let i = 0; i < blocks; i++) {
          complex.add(ranking[ranking.length - 1 - i]);
          simple.add(ranking[0]);
        }
        expect(normalisedBdm(complex, ctm)).toBeCloseTo(1, 12);
        expect(normalisedBlockEntropy(complex)).toBeCloseTo(1, 12);
        expect(normalisedBdm(simple, ctm)).toBeCloseTo(0, 12);
      }
    }
  });
});

test('where all arrays have the same value it is not a number: without blocks, the entropy of a single one', () => {
  const histogram = new BlockHistogram();
  const ctm = ctmOf('2d-n4', histogram.partition);
  expect(bdmRange(histogram, ctm)).toEqual({ least: 0, greatest: 0 });
  expect([normalisedBdm(histogram, ctm), normalisedBlockEntropy(histogram)]).toEqual([Number.NaN, Number.NaN]);
  histogram.add(0);
  expect(normalisedBlockEntropy(histogram)).toBeNaN();
});
