import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CtmTable, ctm, loadTable, readBlock } from '../../src/ctm/index.ts';

const SQUARE = { rows: 4, columns: 4 };

describe('the shipped 2-D n=4 table', () => {
  let table: CtmTable;
  beforeAll(async () => {
    table = await loadTable('2d-n4');
  });

  test('has the verified totals', () => {
    expect(table.halting).toBe(492_407_824_384n);
    expect(table.machines).toBe(34n ** 8n);
    expect(65_536 - table.missing(SQUARE)).toBe(60_016);
    expect(ctm(table, [[0]])).toBeCloseTo(2.2288228415, 10);
  });

  test('gives a block that no machine writes the largest value plus one bit', () => {
    const values = table.values(SQUARE);
    const written = values.filter((_, code) => !table.isMissing(SQUARE, code));
    const never = values.filter((_, code) => table.isMissing(SQUARE, code));
    expect(new Set(never)).toEqual(new Set([Math.max(...written) + 1]));
  });

  test('complement, rotation and reflection do not change CTM', () => {
    const row = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (block) => {
        const bits = ctm(table, block);
        expect(
          ctm(
            table,
            block.map((cells) => cells.map((cell) => 1 - cell)),
          ),
        ).toBe(bits);
        expect(
          ctm(
            table,
            block[0].map((_, column) => block.map((cells) => cells[column]).reverse()),
          ),
        ).toBe(bits);
        expect(ctm(table, block.toReversed())).toBe(bits);
      }),
    );
  });
});

test('a block is read row by row, the first symbol the most significant', () => {
  expect(readBlock('0110/1001')).toEqual({ shape: { rows: 2, columns: 4 }, code: 0b01101001 });
  expect(readBlock([[1, 0]])).toEqual({ shape: { rows: 1, columns: 2 }, code: 2 });
  for (const bad of ['', '01/1', '012', '0 1', '0-1']) expect(() => readBlock(bad)).toThrow(RangeError);
});
