import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockHistogram, blockCode, makePartition, type PartitionOptions } from '../../src/bdm/index.ts';
import { cases, contents, histogramOf, rangeError } from './cases.ts';

describe('laws', () => {
  test('adding, taking away and clearing leave what a Map of counts holds', () => {
    const change = fc.record({ code: fc.nat(20), times: fc.nat(4), what: fc.constantFrom('add', 'remove', 'clear') });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60, size: 'max' }), (changes) => {
        const histogram = new BlockHistogram(makePartition({ block: { rows: 1, columns: 5 } }));
        const counts = new Map<number, number>();
        for (const { code, times, what } of changes) {
          const before = counts.get(code) ?? 0;
          if (what === 'add') {
            histogram.add(code, times);
            counts.set(code, before + times);
          } else if (what === 'remove' && before > 0) {
            histogram.remove(code);
            counts.set(code, before - 1);
          } else if (what === 'remove') {
            expect(rangeError(() => histogram.remove(code))).toContain(`${code}`);
          } else if (times === 0) {
            histogram.clear();
            counts.clear();
          }
          const expected = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
          const codes = [...histogram.codes.subarray(0, histogram.distinct)].sort((a, b) => a - b);
          expect(codes.map((held) => [held, histogram.counts[held]])).toEqual(expected);
          expect(histogram.total).toBe(expected.reduce((sum, [, count]) => sum + count, 0));
        }
      }),
    );
  });

  test('histograms add up: of two arrays, and of the parts of one that is cut between its blocks', () => {
    fc.assert(
      fc.property(cases(), fc.nat(), (given, place) => {
        const { options, rows, columns, bits } = given;
        const [blockRows, boundary] = [options.block?.rows ?? 4, options.boundary];
        const whole = histogramOf(given);
        const twice = new BlockHistogram(whole.partition).merge(whole).merge(whole);
        const both = new BlockHistogram(whole.partition);
        expect(contents(twice)).toBe(
          contents(both.addMatrix(bits.flat(), rows, columns).addMatrix(bits.flat(), rows, columns)),
        );
        expect(contents(histogramOf(given).merge(whole).clear())).toBe('');
        const isSideBySide = boundary === 'recursive' || (boundary === 'ignore' && !options.shift);
        if (!isSideBySide || rows <= blockRows) return;
        const at = blockRows * (1 + (place % Math.ceil(rows / blockRows - 1)));
        const upper = histogramOf({ ...given, rows: at, bits: bits.slice(0, at) });
        const lower = histogramOf({ ...given, rows: rows - at, bits: bits.slice(at) });
        expect(contents(upper.merge(lower))).toBe(contents(whole));
        expect(upper.total).toBe(whole.total);
      }),
      { numRuns: 120 },
    );
  });

  test('a code reads the bits of a block row by row, the first most significant', () => {
    fc.assert(
      fc.property(
        cases({ boundaries: ['ignore'] }),
        fc.nat(),
        fc.nat(),
        ({ options, bits, rows, columns }, down, right) => {
          const { block = { rows: 4, columns: 4 } } = options;
          if (rows < block.rows || columns < block.columns) return;
          const [row, column] = [down % (rows - block.rows + 1), right % (columns - block.columns + 1)];
          const text = bits
            .slice(row, row + block.rows)
            .map((line) => line.slice(column, column + block.columns).join(''));
          const code = blockCode(bits.flat(), columns, row, column, block.rows, block.columns);
          expect(code).toBe(Number.parseInt(text.join(''), 2));
        },
      ),
    );
  });
});

describe('histograms of blocks of other shapes do not add up', () => {
  const empty = (options: PartitionOptions) => new BlockHistogram(makePartition(options));
  test.each([
    [
      { rows: 4, columns: 4 },
      { rows: 4, columns: 3 },
    ],
    [
      { rows: 4, columns: 4 },
      { rows: 2, columns: 8 },
    ],
    [
      { rows: 1, columns: 12 },
      { rows: 3, columns: 4 },
    ],
    [
      { rows: 1, columns: 2 },
      { rows: 2, columns: 1 },
    ],
  ])('%o and %o', (one, other) => {
    const message = rangeError(() => empty({ block: one }).merge(empty({ block: other })));
    expect(message).toContain(`${one.rows}×${one.columns}`);
    expect(message).toContain(`${other.rows}×${other.columns}`);
  });

  test('nor do whole blocks and recursive ones, or recursive ones down to another minimum', () => {
    rangeError(() => empty({}).merge(empty({ boundary: 'recursive' })));
    rangeError(() => empty({ boundary: 'recursive' }).merge(empty({})));
    rangeError(() => empty({ boundary: 'recursive', minimum: 2 }).merge(empty({ boundary: 'recursive', minimum: 3 })));
  });
});
