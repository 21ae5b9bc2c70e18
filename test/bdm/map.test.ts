import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { complexityMap, layOut, makePartition } from '../../src/bdm/index.ts';
import { ctm } from '../../src/ctm/index.ts';
import { cases, ctmOf, loadTables, randomBits, tableOf } from './cases.ts';
import { slowBlocks } from './slowBdm.ts';

beforeAll(() => loadTables('1d-n5', '2d-n4'));

test('the map holds the CTM of each whole block, row by row', () => {
  fc.assert(
    fc.property(cases(), ({ table, options, rows, columns, bits }) => {
      const partition = makePartition(options);
      const map = complexityMap(bits.flat(), layOut(partition, rows, columns), ctmOf(table, partition));
      // The whole blocks of `recursive` are those that `ignore` keeps.
      const boundary = options.boundary === 'recursive' ? 'ignore' : (options.boundary ?? 'ignore');
      const expected = slowBlocks(bits, { ...options, boundary }).map((block) => ctm(tableOf(table), block));
      expect([...map.bits]).toEqual(expected);
      expect(map.rows * map.columns).toBe(expected.length);
      if (expected.length === 0) return;
      const { block = { rows: 4, columns: 4 } } = options;
      const shift = options.shift ?? (boundary === 'correlated' ? { rows: 1, columns: 1 } : block);
      const starts = (length: number, side: number, step: number) => {
        const isStart = (at: number) => at % step === 0 && (boundary === 'periodic' || at + side <= length);
        return Array.from({ length }, (_, at) => at).filter(isStart).length;
      };
      expect([map.rows, map.columns]).toEqual([
        starts(rows, block.rows, shift.rows),
        starts(columns, block.columns, shift.columns),
      ]);
    }),
    { numRuns: 120 },
  );
});

test('a block of another complexity stands out in its place', () => {
  const bits: number[][] = Array.from({ length: 8 }, (_, row) =>
    Array.from({ length: 12 }, (_, column) => (row > 3 && column > 7 ? 1 : 0)),
  );
  const noise = randomBits(5, 4, 4);
  noise.forEach((line, row) => {
    bits[4 + row].splice(4, 4, ...line);
  });
  const partition = makePartition();
  const {
    rows,
    columns,
    bits: values,
  } = complexityMap(bits.flat(), layOut(partition, 8, 12), ctmOf('2d-n4', partition));
  const constant = ctm(tableOf('2d-n4'), '0000/0000/0000/0000');
  const special = ctm(tableOf('2d-n4'), noise);
  expect([rows, columns]).toEqual([2, 3]);
  expect([...values]).toEqual([constant, constant, constant, constant, special, constant]);
});
