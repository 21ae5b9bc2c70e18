import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CtmTable, ctm, loadTable, readBlock } from '../../src/ctm/index.ts';

const SQUARE = { rows: 4, columns: 4 };

describe('the shipped tables have the verified totals', () => {
  test('2-D n=4', async () => {
    const table = await loadTable('2d-n4');
    expect(table).toMatchObject({ dims: 2, states: 4, symbols: 2, cutoff: 500, machines: 34n ** 8n });
    expect(table.halting).toBe(492_407_824_384n);
    expect(table.missing(SQUARE).filter((one) => one === 0)).toHaveLength(60_016);
    expect(ctm(table, [[0]])).toBeCloseTo(2.2288228415, 10);
  });

  test('2-D n=5, the default', async () => {
    const table = await loadTable();
    expect(table).toMatchObject({ dims: 2, states: 5, symbols: 2, cutoff: 500, machines: 42n ** 10n });
    // At cut-off 100 a prototype in C++ counted about 4.3983e15, 12.8755 % of all.
    expect(Number(table.halting)).toBeCloseTo(4.3983e15, -11);
    expect(Number(table.halting) / Number(2n * table.machines)).toBeCloseTo(0.128755, 6);
    expect(ctm(table, [[0]])).toBeCloseTo(2.435, 4);
    expect(table.shapes.map((shape) => table.missing(shape).filter((one) => one === 1).length)).toEqual(
      new Array(16).fill(0),
    );
  });

  test('1-D n=5', async () => {
    const table = await loadTable('1d-n5');
    expect(table).toMatchObject({ dims: 1, states: 5, symbols: 2, cutoff: 500, machines: 22n ** 10n });
    expect(table.halting).toBe(13_794_527_777_344n);
    expect(ctm(table, '0')).toBeCloseTo(2.514276736123352, 14);
    expect(ctm(table, '00')).toBeCloseTo(3.32743920377137, 14);
    expect(ctm(table, '000')).toBeCloseTo(5.396192979238844, 14);
    // All strings of up to 11 symbols are written (Soler-Toscano et al. 2014), and all but two of 12.
    const missing = table.shapes.map((shape) => table.missing(shape).filter((one) => one === 1).length);
    expect(missing.slice(0, 12)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    expect(table.isMissing({ rows: 1, columns: 12 }, 0b000110100111)).toBe(true);
  });
});

describe('in the shipped 2-D n=4 table', () => {
  let table: CtmTable;
  beforeAll(async () => {
    table = await loadTable('2d-n4');
  });

  test('a block that no machine writes has the largest value plus one bit', () => {
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

test('complement and reversal do not change CTM in 1-D', async () => {
  const table = await loadTable('1d-n5');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 16 }), (string) => {
      const bits = ctm(table, [string]);
      expect(ctm(table, [string.map((cell) => 1 - cell)])).toBe(bits);
      expect(ctm(table, [string.toReversed()])).toBe(bits);
    }),
  );
});

test('a block is read row by row, the first symbol the most significant', () => {
  expect(readBlock('0110/1001')).toEqual({ shape: { rows: 2, columns: 4 }, code: 0b01101001 });
  expect(readBlock([[1, 0]])).toEqual({ shape: { rows: 1, columns: 2 }, code: 2 });
  for (const bad of ['', '01/1', '012', '0 1', '0-1']) expect(() => readBlock(bad)).toThrow(RangeError);
});
