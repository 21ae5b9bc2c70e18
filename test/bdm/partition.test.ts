import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  BlockHistogram,
  BOUNDARIES,
  bdm,
  blockCtm,
  blockEntropy,
  layOut,
  makePartition,
  type PartitionOptions,
} from '../../src/bdm/index.ts';
import type { Shape } from '../../src/ctm/index.ts';
import {
  type Case,
  cases,
  contents,
  ctmOf,
  histogramOf,
  listed,
  loadTables,
  randomBits,
  rangeError,
  tableOf,
} from './cases.ts';
import { slowBlocks, slowCounts, slowMeasures } from './slowBdm.ts';

beforeAll(() => loadTables('1d-n5', '2d-n4'));

/** Numbers that stand for 0 and for 1. */
const ZEROS = [0, -0, -1, -0.5, Number.NaN, Number.NEGATIVE_INFINITY];
const ONES = [1, 0.5, Number.MIN_VALUE, 255, Number.POSITIVE_INFINITY];

describe('laws', () => {
  test('blocks, BDM and block entropy equal the slow definitions, whatever array, block, boundary, shift and minimum', () => {
    fc.assert(
      fc.property(cases(), (given) => {
        const { table, options, rows, columns, bits } = given;
        const blocks = slowBlocks(bits, options);
        const expected = slowMeasures(blocks, tableOf(table));
        const histogram = histogramOf(given);
        expect(contents(histogram)).toBe(listed(slowCounts(blocks)));
        expect(histogram.total).toBe(blocks.length);
        expect(layOut(histogram.partition, rows, columns).blocks).toBe(blocks.length);
        expect(bdm(histogram, ctmOf(table, histogram.partition))).toBeCloseTo(expected.bdm, 9);
        expect(blockEntropy(histogram)).toBeCloseTo(expected.blockEntropy, 9);
      }),
      { numRuns: 4000 },
    );
  });

  test('blocks of up to 16 cells in any shape, which no table need hold, equal the slow ones', () => {
    const shapes = Array.from({ length: 16 }, (_, i) => i + 1).flatMap((rows) =>
      Array.from({ length: Math.floor(16 / rows) }, (_, i) => ({ rows, columns: i + 1 })),
    );
    for (const block of shapes) {
      for (const boundary of BOUNDARIES) {
        for (const [rows, columns] of [
          [1, 1],
          [5, 3],
          [17, 2],
          [2, 17],
          [19, 21],
        ]) {
          const options = { block, boundary, minimum: 1 };
          const bits = randomBits(rows * columns + block.rows, rows, columns);
          const expected = listed(slowCounts(slowBlocks(bits, options)));
          expect(contents(histogramOf({ options, rows, columns, bits }))).toBe(expected);
        }
      }
    }
  });

  test('positive values are 1 and all others 0, whatever the numbers and their type', () => {
    fc.assert(
      fc.property(cases({ side: 9, length: 30 }), fc.nat(), (given, which) => {
        const { rows, columns, bits } = given;
        const histogram = histogramOf(given);
        const expected = contents(histogram);
        const values = bits.flat().map((bit, i) => {
          const names = bit === 1 ? ONES : ZEROS;
          return names[(which + i) % names.length];
        });
        expect(contents(histogram.clear().addMatrix(values, rows, columns))).toBe(expected);
        expect(contents(histogram.clear().addMatrix(Float64Array.from(values), rows, columns))).toBe(expected);
        const signs = Int8Array.from(bits.flat(), (bit) => 2 * bit - 1);
        expect(contents(histogram.clear().addMatrix(signs, rows, columns))).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('complement changes neither measure; nor does transposition of a matrix and its blocks', () => {
    fc.assert(
      fc.property(cases(), (given) => {
        const { table, options, rows, columns, bits } = given;
        const measures = (other: Case) => {
          const histogram = histogramOf(other);
          return [bdm(histogram, ctmOf(table, histogram.partition)), blockEntropy(histogram)];
        };
        const turned = (shape: Shape) => ({ rows: shape.columns, columns: shape.rows });
        const { block, shift } = options;
        const same: Case[] = [{ ...given, bits: bits.map((row) => row.map((bit) => 1 - bit)) }];
        if (table === '2d-n4') {
          same.push({
            table,
            options: { ...options, ...(block && { block: turned(block) }), ...(shift && { shift: turned(shift) }) },
            ...turned({ rows, columns }),
            bits: bits[0].map((_, j) => bits.map((row) => row[j])),
          });
        }
        const [bits0, entropy0] = measures(given);
        for (const other of same) {
          const [bits1, entropy1] = measures(other);
          expect(bits1).toBeCloseTo(bits0, 9);
          expect(entropy1).toBeCloseTo(entropy0, 9);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('with periodic boundary and a shift of one cell, moving a torus round changes no count', () => {
    fc.assert(
      fc.property(cases({ boundaries: ['periodic'] }), fc.nat(), fc.nat(), (given, down, right) => {
        const { rows, columns, bits } = given;
        const options = { ...given.options, shift: { rows: 1, columns: 1 } };
        const moved = bits.map((row, i) => row.map((_, j) => bits[(i + down) % rows][(j + right) % columns]));
        expect(contents(histogramOf({ ...given, options, bits: moved }))).toBe(
          contents(histogramOf({ ...given, options })),
        );
        expect(layOut(makePartition(options), rows, columns).blocks).toBe(rows * columns);
      }),
      { numRuns: 200 },
    );
  });

  test('recursive pieces down to one cell hold each cell once; down to another minimum, none twice', () => {
    fc.assert(
      fc.property(cases({ boundaries: ['recursive'] }), ({ options, rows, columns }) => {
        const cellsOf = (minimum: number) => {
          const partition = makePartition({ ...options, minimum });
          const { down, across, pieces } = layOut(partition, rows, columns);
          const seen = new Array(rows * columns).fill(0);
          const note = (row: number, column: number, shape: number) => {
            for (let i = 0; i < partition.shapes[shape].rows; i++) {
              for (let j = 0; j < partition.shapes[shape].columns; j++) seen[(row + i) * columns + column + j]++;
            }
          };
          for (let i = 0; i < down; i++) {
            for (let j = 0; j < across; j++) note(i * partition.shift.rows, j * partition.shift.columns, 0);
          }
          for (const { row, column, shape } of pieces) note(row, column, shape);
          expect(seen).toHaveLength(rows * columns);
          return seen;
        };
        expect(new Set(cellsOf(1))).toEqual(new Set([1]));
        expect(Math.max(...cellsOf(options.minimum ?? 2))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});

test('an array smaller than a block has no blocks, but wraps more than once where it is periodic', () => {
  const bits = [[1, 0, 0]];
  const blocksOf = (options: PartitionOptions) => contents(histogramOf({ options, rows: 1, columns: 3, bits }));
  expect(blocksOf({ boundary: 'ignore' })).toBe('');
  expect(blocksOf({ boundary: 'correlated' })).toBe('');
  expect(blocksOf({ boundary: 'recursive' })).toBe('');
  expect(blocksOf({ boundary: 'recursive', minimum: 1 })).toBe('0 2\n1 1');
  expect(blocksOf({ boundary: 'periodic' })).toBe('1001/1001/1001/1001 1');
  expect(blocksOf({ boundary: 'periodic', block: { rows: 2, columns: 8 } })).toBe('10010010/10010010 1');
  expect(blocksOf({ boundary: 'periodic', block: { rows: 1, columns: 8 }, shift: { rows: 1, columns: 2 } })).toBe(
    '01001001 1\n10010010 1',
  );
});

describe('bad input is one RangeError that names what is wrong', () => {
  const partition = (options: PartitionOptions) => rangeError(() => makePartition(options));

  test('a block that is empty, broken or too large', () => {
    for (const [rows, columns] of [
      [0, 4],
      [4, 0],
      [-4, -4],
      [1.5, 4],
      [Number.NaN, 4],
      [Number.POSITIVE_INFINITY, 1],
      [5, 4],
      [1, 17],
    ]) {
      const message = partition({ block: { rows, columns } });
      expect(message).toContain(`${rows}×${columns}`);
      expect(message).toContain('16');
    }
  });

  test('a shift that is none, broken or beyond the block; any shift of recursive blocks', () => {
    for (const [rows, columns] of [
      [0, 1],
      [1, -1],
      [1, 0.5],
      [Number.NaN, 1],
      [5, 4],
      [4, 5],
    ]) {
      const message = partition({ shift: { rows, columns } });
      expect(message).toContain(`${rows}×${columns}`);
      expect(message).toContain('4×4');
    }
    expect(partition({ boundary: 'recursive', shift: { rows: 4, columns: 2 } })).toMatch(/recursive.* shift/);
    expect(makePartition({ boundary: 'recursive', shift: { rows: 4, columns: 4 } })).toEqual(
      makePartition({ boundary: 'recursive' }),
    );
  });

  test('a minimum that is no length', () => {
    for (const minimum of [0, -1, 1.5, Number.NaN]) {
      expect(partition({ boundary: 'recursive', minimum })).toContain(`${minimum}`);
    }
  });

  test('an empty array', () => {
    const histogram = new BlockHistogram();
    for (const [rows, columns] of [
      [0, 4],
      [4, 0],
      [-1, 4],
      [2.5, 4],
      [Number.NaN, 4],
    ]) {
      expect(rangeError(() => layOut(makePartition(), rows, columns))).toContain(`${rows}×${columns}`);
      expect(rangeError(() => histogram.addMatrix([], rows, columns))).toContain(`${rows}×${columns}`);
    }
    expect(histogram.total).toBe(0);
  });

  test('blocks, or pieces of them, that the table does not hold', () => {
    const ctm = (table: string, options: PartitionOptions) =>
      rangeError(() => blockCtm(tableOf(table), makePartition(options)));
    expect(ctm('2d-n4', { block: { rows: 1, columns: 12 } })).toContain('1x12');
    expect(ctm('2d-n4', { block: { rows: 2, columns: 8 } })).toContain('2x8');
    expect(ctm('1d-n5', {})).toContain('4x4');
    expect(ctm('2d-n4', { block: { rows: 1, columns: 6 }, boundary: 'recursive' })).toContain('1x6');
  });
});
