import { describe, expect, test } from 'vitest';
import { BOUNDARIES } from '../../../src/bdm/index.ts';
import { loadTable } from '../../../src/ctm/load.ts';
import { NetworkMeasures } from '../../../src/study/run/measures.ts';
import { type Bits, slowBlocks, slowMeasures } from '../../bdm/slowBdm.ts';
import { measuring, randomMatrices, rowsOf } from './matrices.ts';

const tables = await Promise.all((['2d-n4', '2d-n5'] as const).map(loadTable));

describe.each(BOUNDARIES)('boundary %s', (boundary) => {
  test.each(tables)('a network that changes has the measures of the slow definitions (n=$states)', (table) => {
    const shapes = [
      [9, 14],
      [7, 9],
      [3, 7],
    ] as const;
    const { matrices, redraw } = randomMatrices(shapes, ['binary', 'ternary', '3bit', 'float']);
    const names = (pooled: string) => ({ bdm: `bdm${pooled}`, blockEntropy: `blockEntropy${pooled}` });
    const [summed, pooled] = [names(''), names('_pooled')];
    const asked = [...Object.values(summed), ...Object.values(pooled)];
    const how = measuring(table, asked, { boundary });
    const measures = new NetworkMeasures(how, matrices);
    const nameOf = (name: string) => how.series[asked.indexOf(name)].name;
    let missing = 0;
    let measured = 0;
    for (let step = 0; step < 12; step++) {
      measures.record(step);
      const blocks = matrices.map(({ weights, inputs }) => {
        const bits: Bits = rowsOf(weights, inputs).map((row) => row.map((weight) => (weight > 0 ? 1 : 0)));
        return slowBlocks(bits, { boundary });
      });
      const each = blocks.map((some) => slowMeasures(some, table));
      const all = slowMeasures(blocks.flat(), table);
      for (const name of ['bdm', 'blockEntropy'] as const) {
        each.forEach((expected, layer) => {
          for (const { [name]: series } of [summed, pooled])
            expect(measures.steps[nameOf(series)].layers[layer][step]).toBeCloseTo(expected[name], 9);
        });
        expect(measures.steps[nameOf(summed[name])].total[step]).toBeCloseTo(
          each.reduce((sum, values) => sum + values[name], 0),
          9,
        );
        expect(measures.steps[nameOf(pooled[name])].total[step]).toBeCloseTo(all[name], 9);
      }
      measured += blocks.flat().length;
      missing += blocks.flat().filter((block) => isMissing(block)).length;
      redraw(step % 3 === 0 ? 1 : 0.1);
    }
    const counted = { measured, missing };
    expect(measures.blocks).toEqual({ [nameOf('bdm')]: counted, [nameOf('bdm_pooled')]: counted });
    if (boundary === 'recursive') expect(measured).toBeGreaterThan(12 * (2 * 3 + 1 * 2));

    function isMissing(block: string): boolean {
      const rows = block.split('/');
      const shape = { rows: rows.length, columns: rows[0].length };
      return table.isMissing(shape, Number.parseInt(rows.join(''), 2));
    }
  });
});

test('blocks of other sizes and neighbours are those of the slow definitions, along a network that changes', () => {
  const [table] = tables;
  const { matrices, redraw } = randomMatrices(
    [
      [9, 14],
      [7, 9],
    ],
    ['binary', 'float'],
  );
  const sizes = { blockEntropy_2x2: [2, 2], blockEntropy_3x3: [3, 3], bdm_2dn4_3x2: [3, 2] } as const;
  const how = measuring(table, [
    'blockEntropy_2x2',
    'blockEntropy_3x3',
    'bdm_3x2',
    'neighbours',
    'neighbours_vertical',
  ]);
  const measures = new NetworkMeasures(how, matrices);
  for (let step = 0; step < 6; step++) {
    measures.record(step);
    const bits = matrices.map(({ weights, inputs }) =>
      rowsOf(weights, inputs).map((row) => row.map((w) => Number(w > 0))),
    );
    for (const [name, [rows, columns]] of Object.entries(sizes)) {
      const values = bits.map((some) => slowMeasures(slowBlocks(some, { block: { rows, columns } }), table));
      values.forEach((expected, layer) => {
        const value = name.startsWith('bdm') ? expected.bdm : expected.blockEntropy;
        expect(measures.steps[name].layers[layer][step]).toBeCloseTo(value, 9);
      });
    }
    // The mean over layers counts each as often as it has weights.
    const unequal = bits.map((some) => {
      const pairs = some.slice(1).flatMap((row, i) => row.map((bit, j) => Number(bit !== some[i][j])));
      return pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length;
    });
    const { total, layers } = measures.samples.series.neighbours_vertical;
    unequal.forEach((share, layer) => {
      expect(layers[layer][step]).toBe(share);
    });
    expect(total[step]).toBeCloseTo((9 * 14 * unequal[0] + 7 * 9 * unequal[1]) / (9 * 14 + 7 * 9), 12);
    redraw(0.2);
  }
});

test('block entropy, for which no table counts, takes no blocks of strings, whichever table is named first', async () => {
  const strings = await loadTable('1d-n5');
  const [table] = tables;
  const { series } = measuring(table, ['rowBdm', 'blockEntropy', 'blockEntropy_2x2']);
  const { matrices } = randomMatrices([[9, 14]], ['binary']);
  const all = { '1d-n5': strings, '2d-n4': table };
  const measures = new NetworkMeasures({ ...measuring(table, []), series, tables: all }, matrices);
  measures.record(0);
  const bits: Bits = rowsOf(matrices[0].weights, 14).map((row) => row.map((weight) => Number(weight > 0)));
  const { blockEntropy } = slowMeasures(slowBlocks(bits, { boundary: 'ignore' }), table);
  expect(measures.steps.blockEntropy.total[0]).toBeCloseTo(blockEntropy, 9);
  const of = () =>
    new NetworkMeasures({ ...measuring(table, ['blockEntropy']), tables: { '1d-n5': strings } }, matrices);
  expect(of).toThrow(new RangeError('no complexity table 2d-n5, of which blockEntropy is'));
});
