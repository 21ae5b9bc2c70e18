import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { blockCodes } from '../../src/bdm/histogram.ts';
import { type BlockMeasure, LiveMatrix, makePartition, type PartitionOptions } from '../../src/bdm/index.ts';
import { below, randomStream } from '../../src/random.ts';
import { Sum } from '../../src/sum.ts';
import { type Case, cases, contents, ctmOf, listed, loadTables, randomBits, rangeError, tableOf } from './cases.ts';
import { flipped, slowBlocks, slowCounts, slowMeasures } from './slowBdm.ts';

beforeAll(() => loadTables('1d-n5', '2d-n4'));

const MEASURES = ['bdm', 'blockEntropy'] as const satisfies BlockMeasure[];

function liveOf({ table, options, rows, columns, bits }: Case): LiveMatrix {
  const partition = makePartition(options);
  return new LiveMatrix(bits.flat(), rows, columns, ctmOf(table, partition), partition);
}

/** The bits of a live matrix as a nested array. */
function bitsOf({ bits, layout: { rows, columns } }: LiveMatrix): number[][] {
  return Array.from({ length: rows }, (_, row) => [...bits.subarray(row * columns, (row + 1) * columns)]);
}

function expectRecounted(live: LiveMatrix, table: string, options: PartitionOptions): void {
  const blocks = slowBlocks(bitsOf(live), options);
  const expected = slowMeasures(blocks, tableOf(table));
  expect(contents(live.histogram)).toBe(listed(slowCounts(blocks)));
  expect(live.histogram.total).toBe(blocks.length);
  for (const measure of MEASURES) expect(live[measure]).toBeCloseTo(expected[measure], 9);
}

describe('after a hundred thousand flips both measures and all counts equal a full recount:', () => {
  const string = { rows: 1, columns: 12 };
  const square = { rows: 2, columns: 2 };
  test.each<{ options: PartitionOptions; rows: number; columns: number }>([
    { options: { boundary: 'ignore' }, rows: 23, columns: 21 },
    { options: { boundary: 'correlated' }, rows: 23, columns: 21 },
    { options: { boundary: 'correlated', shift: { rows: 2, columns: 3 } }, rows: 22, columns: 23 },
    { options: { boundary: 'recursive' }, rows: 23, columns: 22 },
    { options: { boundary: 'recursive', minimum: 1 }, rows: 7, columns: 22 },
    { options: { boundary: 'periodic' }, rows: 23, columns: 21 },
    { options: { boundary: 'periodic', shift: { rows: 1, columns: 1 } }, rows: 9, columns: 6 },
    { options: { boundary: 'periodic', shift: { rows: 1, columns: 2 } }, rows: 3, columns: 2 },
    { options: { boundary: 'ignore', block: string }, rows: 1, columns: 250 },
    { options: { boundary: 'correlated', block: string }, rows: 1, columns: 60 },
    { options: { boundary: 'recursive', block: string }, rows: 3, columns: 35 },
    { options: { boundary: 'periodic', block: string, shift: { rows: 1, columns: 1 } }, rows: 1, columns: 5 },
    { options: { boundary: 'correlated', block: square }, rows: 101, columns: 99 },
    { options: { block: { rows: 1, columns: 1 } }, rows: 101, columns: 99 },
    { options: { boundary: 'recursive', block: { rows: 4, columns: 1 }, minimum: 1 }, rows: 22, columns: 3 },
  ])('$options, $rows × $columns', ({ options, rows, columns }) => {
    const table = options.block === string ? '1d-n5' : '2d-n4';
    const live = liveOf({ table, options, rows, columns, bits: randomBits(rows, rows, columns) });
    const random = randomStream(rows * columns, 0);
    for (let flip = 1; flip <= 100_000; flip++) {
      live.flip(below(random, rows), below(random, columns));
      if (flip === 100 || flip === 100_000) expectRecounted(live, table, options);
    }
  });
});

describe('laws', () => {
  test('whatever array, block, boundary, shift and minimum: as constructed, after flips and after an update', () => {
    fc.assert(
      fc.property(cases(), fc.array(fc.tuple(fc.nat(), fc.nat())), fc.integer(), (given, flips, seed) => {
        const { table, options, rows, columns } = given;
        const live = liveOf(given);
        expect(bitsOf(live)).toEqual(given.bits);
        expectRecounted(live, table, options);
        let { bits } = given;
        for (const [row, column] of flips) {
          live.flip(row % rows, column % columns);
          bits = flipped(bits, row % rows, column % columns);
        }
        expect(bitsOf(live)).toEqual(bits);
        expectRecounted(live, table, options);
        const next = randomBits(seed, rows, columns);
        live.update(next.flat().map((bit) => bit - 0.5));
        expect(bitsOf(live)).toEqual(next);
        expectRecounted(live, table, options);
      }),
      { numRuns: 150 },
    );
  });

  test('saved and put back into another array of its shape, it goes on as it would have: same bits, same order of codes', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat()));
    fc.assert(
      fc.property(cases(), flips, flips, fc.integer(), (given, before, after, seed) => {
        const { rows, columns } = given;
        const flip = (live: LiveMatrix, places: readonly (readonly [number, number])[]) => {
          for (const [row, column] of places) live.flip(row % rows, column % columns);
        };
        const live = liveOf(given);
        flip(live, before);
        const other = liveOf({ ...given, bits: randomBits(seed, rows, columns) });
        other.restore(structuredClone(live.save()));
        for (const matrix of [live, other]) flip(matrix, after);
        expect(other.save()).toEqual(live.save());
        for (const measure of MEASURES) expect(other[measure]).toBe(live[measure]);
        expect(contents(other.histogram)).toBe(contents(live.histogram));
      }),
      { numRuns: 150 },
    );
  });

  test('a state of other codes is refused', () => {
    const live = liveOf({ table: '2d-n4', options: {}, rows: 8, columns: 8, bits: randomBits(1, 8, 8) });
    const state = live.save();
    for (const codes of [state.codes.slice(1), state.codes.map(() => state.codes[0])]) {
      expect(() => live.restore({ ...state, codes })).toThrow('the codes are not those that occur');
    }
  });

  test('the effect of a flip is what measuring, flipping and measuring again gives, and leaves no trace', () => {
    fc.assert(
      fc.property(cases(), fc.nat(), fc.nat(), (given, down, right) => {
        const { table, options, rows, columns, bits } = given;
        const live = liveOf(given);
        const [row, column] = [down % rows, right % columns];
        const slow = (array: readonly (readonly number[])[]) =>
          slowMeasures(slowBlocks(array, options), tableOf(table));
        const [slowBefore, slowAfter] = [slow(bits), slow(flipped(bits, row, column))];
        for (const measure of MEASURES) {
          const before = { value: live[measure], bits: bitsOf(live), blocks: contents(live.histogram) };
          const effect = live.effectOfFlip(row, column, measure);
          expect({ value: live[measure], bits: bitsOf(live), blocks: contents(live.histogram) }).toEqual(before);
          live.flip(row, column);
          expect(effect).toBeCloseTo(live[measure] - before.value, 9);
          expect(effect).toBeCloseTo(slowAfter[measure] - slowBefore[measure], 9);
          live.flip(row, column);
          expect(live[measure]).toBeCloseTo(before.value, 9);
          expect(contents(live.histogram)).toBe(before.blocks);
        }
        expect(live.effectOfFlip(row, column)).toBe(live.effectOfFlip(row, column, 'bdm'));
      }),
      { numRuns: 150 },
    );
  });

  test('setting a bit flips it where it differs and changes nothing where it does not', () => {
    fc.assert(
      fc.property(cases({ side: 9, length: 30 }), fc.nat(), fc.nat(), (given, down, right) => {
        const { table, options, rows, columns, bits } = given;
        const live = liveOf(given);
        const [row, column] = [down % rows, right % columns];
        live.set(row, column, bits[row][column] === 1 ? 1 : 0);
        expect(bitsOf(live)).toEqual(bits);
        live.set(row, column, bits[row][column] === 1 ? 0 : 1);
        expect(bitsOf(live)).toEqual(flipped(bits, row, column));
        expectRecounted(live, table, options);
      }),
      { numRuns: 100 },
    );
  });

  test('updates in float32 of standard blocks, one after the other, equal a recount', () => {
    // 2^-149 is the least positive float32.
    const value = fc.constantFrom(
      1,
      2 ** -149,
      Number.POSITIVE_INFINITY,
      0,
      -0,
      -1,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
    );
    const sides = fc.tuple(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 23 }));
    const updates = sides.chain(([rows, columns]) => {
      const values = fc.float32Array({ minLength: rows * columns, maxLength: rows * columns });
      const special = fc.array(value, { minLength: rows * columns, maxLength: rows * columns });
      const either = fc.oneof(
        values,
        special.map((given) => Float32Array.from(given)),
      );
      return fc.tuple(fc.constant(rows), fc.constant(columns), fc.array(either, { minLength: 1, maxLength: 4 }));
    });
    fc.assert(
      fc.property(updates, ([rows, columns, all]) => {
        const live = new LiveMatrix(all[0], rows, columns, ctmOf('2d-n4', makePartition()));
        for (const values of all) {
          live.update(values);
          expect([...live.bits]).toEqual([...values].map((given) => (given > 0 ? 1 : 0)));
          expectRecounted(live, '2d-n4', {});
        }
        // The same by codes that are known.
        const codes = Uint16Array.from(blockCodes(all[0], live.layout));
        live.update(all[0], codes);
        expect([...live.bits]).toEqual([...all[0]].map((given) => (given > 0 ? 1 : 0)));
        expectRecounted(live, '2d-n4', {});
        expect(() => live.update(all[0], new Uint16Array(codes.length + 1))).toThrow(RangeError);
      }),
      { numRuns: 100 },
    );
  });
});

test('an array without blocks has 0 bits of both, and no flip changes that', () => {
  const live = liveOf({ table: '2d-n4', options: {}, rows: 3, columns: 9, bits: randomBits(1, 3, 9) });
  live.flip(2, 8);
  expect([live.bdm, live.blockEntropy, live.histogram.total]).toEqual([0, 0, 0]);
  expect(MEASURES.map((measure) => live.effectOfFlip(0, 0, measure))).toEqual([0, 0]);
});

test('without a partition the blocks are 4×4, side by side; the given values are not changed', () => {
  const values = new Array(64).fill(1);
  const live = new LiveMatrix(values, 8, 8, ctmOf('2d-n4', makePartition()));
  live.flip(0, 0);
  expectRecounted(live, '2d-n4', { block: { rows: 4, columns: 4 }, boundary: 'ignore' });
  expect(values).toEqual(new Array(64).fill(1));
});

test('the entropy of a constant array is 0 and never less, however many blocks', () => {
  const partition = makePartition({ block: { rows: 1, columns: 1 } });
  for (let columns = 1; columns <= 300; columns++) {
    const live = new LiveMatrix(new Uint8Array(columns), 1, columns, ctmOf('2d-n4', partition), partition);
    live.flip(0, 0);
    live.flip(0, 0);
    expect(live.blockEntropy).toBeGreaterThanOrEqual(0);
    expect(live.blockEntropy).toBeLessThan(1e-12);
  }
});

test('an update with values of another length does what the constructor does with them, whatever was before', () => {
  const ctm = ctmOf('2d-n4', makePartition());
  const outcome = (make: () => LiveMatrix) => {
    try {
      return bitsOf(make());
    } catch (error) {
      return String(error);
    }
  };
  for (const length of [0, 8, 63, 65, 100]) {
    for (const values of [new Float32Array(length), new Array<number>(length).fill(0)]) {
      const updated = () => {
        const live = new LiveMatrix(new Float32Array(64), 8, 8, ctm);
        live.update(new Float32Array(64).fill(1));
        live.update(values);
        return live;
      };
      expect(outcome(updated)).toEqual(outcome(() => new LiveMatrix(values, 8, 8, ctm)));
    }
  }
});

describe('a RangeError names a cell that the array does not have, and nothing changes:', () => {
  const OUTSIDE = [
    [-1, 0],
    [0, -1],
    [4, 0],
    [0, 6],
    [0, Number.NaN],
    [Number.NaN, 0],
  ];
  const BETWEEN = [
    [0.5, 0],
    [0, 2.5],
  ];
  describe.each<[string, (live: LiveMatrix, row: number, column: number) => void]>([
    ['flip', (live, row, column) => live.flip(row, column)],
    ['effectOfFlip', (live, row, column) => live.effectOfFlip(row, column)],
    ['set to 0', (live, row, column) => live.set(row, column, 0)],
    ['set to 1', (live, row, column) => live.set(row, column, 1)],
  ])('%s', (_, act) => {
    test.each([
      ['outside', OUTSIDE],
      ['between cells', BETWEEN],
    ])('%s', (_, cells) => {
      const bits = randomBits(3, 4, 6);
      for (const boundary of ['ignore', 'periodic'] as const) {
        for (const [row, column] of cells) {
          const live = liveOf({ table: '2d-n4', options: { boundary }, rows: 4, columns: 6, bits });
          const before = contents(live.histogram);
          const message = rangeError(() => act(live, row, column));
          expect(message).toContain(`${row}`);
          expect(message).toContain(`${column}`);
          expect(message).toContain('4×6');
          expect([bitsOf(live), contents(live.histogram)]).toEqual([bits, before]);
        }
      }
    });
  });

  test('an empty array', () => {
    for (const [rows, columns] of [
      [0, 4],
      [4, 0],
      [-4, 4],
      [Number.NaN, 4],
    ]) {
      const make = () => liveOf({ table: '2d-n4', options: {}, rows, columns, bits: [] });
      expect(rangeError(make)).toContain(`${rows}×${columns}`);
    }
  });
});

describe('a compensated sum', () => {
  test('keeps what a plain one loses (the example of Neumaier 1974)', () => {
    const sum = new Sum();
    for (const term of [1, 1e100, 1, -1e100]) sum.add(term);
    expect(sum.value).toBe(2);
  });

  test('equals the exact sum of the doubles, however many', () => {
    const random = randomStream(1, 0);
    const sum = new Sum();
    let exact = 0n;
    for (let i = 0; i < 100_000; i++) {
      // Multiples of 2^-40 up to 2^13: exact doubles, whose sum of absolute values a double cannot hold.
      const steps = (below(random, 2 ** 31) * 2 ** 22 + below(random, 2 ** 22)) * (below(random, 2) === 0 ? -1 : 1);
      exact += BigInt(steps);
      sum.add(steps * 2 ** -40);
    }
    expect(Math.abs(sum.value - Number(exact) * 2 ** -40)).toBeLessThanOrEqual(Math.abs(sum.value) * Number.EPSILON);
  });
});
