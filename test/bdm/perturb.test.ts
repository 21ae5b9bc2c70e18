import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type BlockMeasure,
  keepFlips,
  LiveMatrix,
  makePartition,
  perturbationMap,
  rankEffects,
} from '../../src/bdm/index.ts';
import { type Case, cases, contents, ctmOf, loadTables, tableOf } from './cases.ts';
import { type Bits, flipped, slowBlocks, slowMeasures } from './slowBdm.ts';

beforeAll(() => loadTables('1d-n5', '2d-n4'));

const measures = fc.constantFrom<BlockMeasure>('bdm', 'blockEntropy');

function liveOf({ table, options, rows, columns, bits }: Case): LiveMatrix {
  const partition = makePartition(options);
  return new LiveMatrix(bits.flat(), rows, columns, ctmOf(table, partition), partition);
}

/** By how much each flip alone changes the measure, each array measured as a whole. */
function slowEffects({ table, options }: Case, bits: Bits, measure: BlockMeasure): number[] {
  const measured = (array: Bits) => slowMeasures(slowBlocks(array, options), tableOf(table))[measure];
  const before = measured(bits);
  return bits.flatMap((line, row) => line.map((_, column) => measured(flipped(bits, row, column)) - before));
}

describe('laws', () => {
  test('the perturbation map equals measuring each flipped array as a whole, and changes nothing', () => {
    fc.assert(
      fc.property(cases({ side: 9, length: 40 }), measures, (given, measure) => {
        const live = liveOf(given);
        const before = contents(live.histogram);
        const effects = perturbationMap(live, measure);
        const expected = slowEffects(given, given.bits, measure);
        expect(effects).toHaveLength(expected.length);
        expect(Math.max(...expected.map((effect, i) => Math.abs(effect - effects[i])))).toBeLessThan(1e-9);
        expect([...live.bits]).toEqual(given.bits.flat());
        expect(contents(live.histogram)).toBe(before);
        if (measure === 'bdm') expect(perturbationMap(live)).toEqual(effects);
      }),
      { numRuns: 80 },
    );
  });

  test('a cell that no block holds has no effect', () => {
    fc.assert(
      fc.property(cases({ side: 9, length: 40, boundaries: ['ignore'] }), measures, (given, measure) => {
        const { options, rows, columns } = given;
        const { block = { rows: 4, columns: 4 } } = options;
        if (options.shift) return;
        const effects = perturbationMap(liveOf(given), measure);
        effects.forEach((effect, i) => {
          const [row, column] = [Math.floor(i / columns), i % columns];
          const isHeld = row < rows - (rows % block.rows) && column < columns - (columns % block.columns);
          if (!isHeld) expect(Math.abs(effect)).toBe(0);
        });
      }),
    );
  });

  test('ranked effects fall, equal ones in the order of their places', () => {
    const effect = fc.oneof(fc.constantFrom(-1, 0, 0.5), fc.double({ noNaN: true, min: -50, max: 50 }));
    fc.assert(
      fc.property(fc.array(effect), (effects) => {
        const rank = [...rankEffects(Float64Array.from(effects))];
        expect(rank.toSorted((a, b) => a - b)).toEqual(effects.map((_, i) => i));
        for (let i = 1; i < rank.length; i++) {
          const [a, b] = [rank[i - 1], rank[i]];
          expect(effects[a] > effects[b] || (effects[a] === effects[b] && a < b)).toBe(true);
        }
      }),
    );
  });

  test('kept flips are kept, one after the other; no other flip would have raised or lowered the measure more', () => {
    const direction = fc.constantFrom<'raise' | 'lower'>('raise', 'lower');
    fc.assert(
      fc.property(cases({ side: 7, length: 25 }), measures, direction, fc.nat(4), (given, measure, which, count) => {
        const live = liveOf(given);
        const before = live[measure];
        const flips = keepFlips(live, count, which, measure);
        expect(flips).toHaveLength(count);
        const sign = which === 'raise' ? 1 : -1;
        let bits: Bits = given.bits;
        let total = 0;
        for (const { row, column, effect } of flips) {
          const effects = slowEffects(given, bits, measure);
          const chosen = effects[row * given.columns + column];
          expect(effect).toBeCloseTo(chosen, 9);
          expect(sign * chosen).toBeGreaterThan(Math.max(...effects.map((other) => sign * other)) - 1e-9);
          total += effect;
          bits = flipped(bits, row, column);
        }
        expect([...live.bits]).toEqual(bits.flat());
        expect(live[measure] - before).toBeCloseTo(total, 8);
      }),
      { numRuns: 80 },
    );
  });

  test('effects that are equal are so to the last bit, lest rounding choose', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1), { minLength: 16, maxLength: 16 }), measures, (cells, measure) => {
        // X Y X Y, where X and Y differ in their first bit: to make an X a Y is as good as to make a Y an X.
        const x = [0, 4, 8, 12].map((at) => cells.slice(at, at + 4));
        const y = flipped(x, 0, 0);
        const bits = x.map((line, i) => [...line, ...y[i], ...line, ...y[i]]);
        const given = { table: '2d-n4', options: {}, rows: 4, columns: 16, bits };
        const effects = perturbationMap(liveOf(given), measure);
        expect(effects[4]).toBe(effects[0]);
      }),
    );
  });

  test('of flips with one effect the first is kept', () => {
    fc.assert(
      fc.property(cases({ side: 7, length: 25 }), measures, (given, measure) => {
        for (const direction of ['raise', 'lower'] as const) {
          const effects = [...perturbationMap(liveOf(given), measure)];
          const best = direction === 'raise' ? Math.max(...effects) : Math.min(...effects);
          const [{ row, column, effect }] = keepFlips(liveOf(given), 1, direction, measure);
          expect(effect).toBe(best);
          expect(row * given.columns + column).toBe(effects.indexOf(best));
        }
      }),
      { numRuns: 80 },
    );
  });
});

test('from zeros, raising finds a bit that makes the block most complex, lowering takes it back', () => {
  const given = { table: '2d-n4', options: {}, rows: 4, columns: 4, bits: new Array(4).fill([0, 0, 0, 0]) };
  const live = liveOf(given);
  const [up] = keepFlips(live, 1, 'raise');
  expect(live.bits.reduce((sum, bit) => sum + bit, 0)).toBe(1);
  const [down] = keepFlips(live, 1, 'lower');
  expect([down.row, down.column]).toEqual([up.row, up.column]);
  expect(down.effect).toBeCloseTo(-up.effect, 12);
  expect([...live.bits]).toEqual(new Array(16).fill(0));
});
