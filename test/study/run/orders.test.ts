/** Series in other orders than the stored one, placebo tables and rows as strings, along a network that changes. */
import { expect, test } from 'vitest';
import { blockCtm, makePartition, placeboCtm } from '../../../src/bdm/index.ts';
import { loadTable } from '../../../src/ctm/load.ts';
import { drawOf, randomOf } from '../../../src/nulls/index.ts';
import { canonicalOrder, randomOrders } from '../../../src/order/index.ts';
import { inOrder, randomStream, shuffle } from '../../../src/random.ts';
import { NetworkMeasures } from '../../../src/study/run/measures.ts';
import { type Bits, slowBlocks, slowMeasures } from '../../bdm/slowBdm.ts';
import { measuring, randomMatrices, rowsOf } from './matrices.ts';

const table = await loadTable('2d-n4');
const strings = await loadTable('1d-n5');
const SHAPES = [
  [9, 26],
  [8, 13],
] as const;
const KINDS = ['binary', 'ternary'] as const;

const bitsOf = (weights: Float32Array, inputs: number): Bits =>
  rowsOf(weights, inputs).map((row) => row.map((weight) => Number(weight > 0)));

/** Cell by cell. */
const inOrderOf = (bits: Bits, { rows, columns }: { rows: Uint32Array; columns: Uint32Array }): Bits =>
  [...rows].map((row) => [...columns].map((column) => bits[row][column]));

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Neighbours in rows that differ, as a share. */
const unequal = (bits: Bits) => mean(bits.flatMap((row) => row.slice(1).map((bit, i) => Number(bit !== row[i]))));

test('a series in another order is the measure of the reordered matrix; in random ones the mean over them', () => {
  const { matrices, redraw } = randomMatrices(SHAPES, KINDS);
  const names = ['canonicalBdm', 'canonicalBdm_pooled', 'canonicalBlockEntropy', 'randomBdm', 'randomBdm_4draws'];
  const asked = [...names, 'canonicalNeighbours_horizontal', 'randomNeighbours_horizontal'];
  const how = measuring(table, asked);
  const measures = new NetworkMeasures(how, matrices);
  const { series } = measures.samples;
  const nameOf = (name: string) => how.series[asked.indexOf(name)].name;
  for (let step = 0; step < 4; step++) {
    measures.record(step);
    const all = matrices.map(({ weights, inputs }) => bitsOf(weights, inputs));
    const canonical = all.map((bits) =>
      inOrderOf(bits, canonicalOrder(Uint8Array.from(bits.flat()), bits.length, bits[0].length)),
    );
    const random = (draws: number) =>
      all.map((bits) => randomOrders(bits.length, bits[0].length, draws).map((order) => inOrderOf(bits, order)));
    const measured = (bits: Bits) => slowMeasures(slowBlocks(bits, {}), table);
    const expectLayers = (name: string, values: readonly number[]) =>
      values.forEach((value, layer) => {
        expect(series[nameOf(name)].layers[layer][step], name).toBeCloseTo(value, 9);
      });
    expectLayers(
      'canonicalBdm',
      canonical.map((bits) => measured(bits).bdm),
    );
    expectLayers(
      'canonicalBlockEntropy',
      canonical.map((bits) => measured(bits).blockEntropy),
    );
    expectLayers('canonicalNeighbours_horizontal', canonical.map(unequal));
    for (const [name, draws] of [
      ['randomBdm', 8],
      ['randomBdm_4draws', 4],
    ] as const) {
      expectLayers(
        name,
        random(draws).map((some) => mean(some.map((bits) => measured(bits).bdm))),
      );
    }
    expectLayers(
      'randomNeighbours_horizontal',
      random(8).map((some) => mean(some.map(unequal))),
    );
    const pooled = slowMeasures(
      canonical.flatMap((bits) => slowBlocks(bits, {})),
      table,
    );
    expect(series[nameOf('canonicalBdm_pooled')].total[step]).toBeCloseTo(pooled.bdm, 9);
    redraw(0.3);
  }
  expect(measures.steps).toEqual({});
});

test('a placebo series is BDM from the shuffled table; rows as strings are blocks of one row of twelve', () => {
  const { matrices, redraw } = randomMatrices(SHAPES, KINDS);
  const how = measuring(table, ['placeboBdm', 'placeboBdm_any_seed2', 'rowBdm', 'canonicalRowBdm']);
  const measures = new NetworkMeasures({ ...how, tables: { ...how.tables, '1d-n5': strings } }, matrices);
  const { series } = measures.samples;
  const placebos = (['alike', 'any'] as const).map((kind, i) =>
    placeboCtm(blockCtm(table, makePartition()), makePartition(), { kind, seed: i + 1 }),
  );
  for (let step = 0; step < 3; step++) {
    measures.record(step);
    matrices.forEach(({ weights, inputs, outputs }, layer) => {
      const bits = bitsOf(weights, inputs);
      const counts = new Map<string, number>();
      for (const block of slowBlocks(bits, {})) counts.set(block, (counts.get(block) ?? 0) + 1);
      placebos.forEach((ctm, i) => {
        let expected = 0;
        for (const [block, count] of counts) {
          expected += ctm[Number.parseInt(block.replaceAll('/', ''), 2)] + Math.log2(count);
        }
        expect(series[how.series[i].name].layers[layer][step]).toBeCloseTo(expected, 9);
      });
      const options = { block: { rows: 1, columns: 12 } };
      const order = canonicalOrder(Uint8Array.from(bits.flat()), outputs, inputs);
      for (const [name, some] of [
        ['rowBdm', bits],
        ['canonicalRowBdm', inOrderOf(bits, order)],
      ] as const) {
        expect(series[name].layers[layer][step]).toBeCloseTo(slowMeasures(slowBlocks(some, options), strings).bdm, 9);
      }
    });
    redraw(0.3);
  }
});

test('a series against a null model is the standing of its value among draws of that model, in its order', () => {
  const { matrices } = randomMatrices(SHAPES, KINDS);
  const asked = [
    'bdm_density_ratio_4draws',
    'canonicalBdm_margins_z_4draws',
    'neighbours_horizontal_permuted_z_4draws',
    'bdm_blocks_z',
  ];
  const how = measuring(table, asked);
  const names = how.series.map(({ name }) => name);
  const measures = new NetworkMeasures(how, matrices);
  measures.record(0);
  const { series } = measures.samples;
  const bits = matrices.map(({ weights, inputs }) => bitsOf(weights, inputs));
  const drawn = (model: 'density' | 'margins' | 'permuted') =>
    bits.map((one, layer) => {
      const [flat, random] = [Uint8Array.from(one.flat()), randomOf(model, layer)];
      const draw = drawOf(model, flat, { count: 1, rows: one.length, columns: one[0].length }, { rows: 4, columns: 4 });
      return [1, 2, 3, 4].map(() => {
        const into = new Uint8Array(flat.length);
        draw(into, random);
        return rowsOf(into, one[0].length);
      });
    });
  const canonical = (one: Bits) =>
    inOrderOf(one, canonicalOrder(Uint8Array.from(one.flat()), one.length, one[0].length));
  const bdmOf = (one: Bits) => slowMeasures(slowBlocks(one, {}), table).bdm;
  const deviation = (values: readonly number[]) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));
  const z = (value: number, others: readonly number[]) => (value - mean(others)) / deviation(others);
  const ofNetwork = (some: readonly (readonly Bits[])[], value: (one: Bits) => number) =>
    [0, 1, 2, 3].map((i) => value(some[0][i]) + value(some[1][i]));

  const [density, margins, permuted] = (['density', 'margins', 'permuted'] as const).map(drawn);
  const own = bits.map(bdmOf);
  expect(series[names[0]].layers[0][0]).toBeCloseTo((100 * own[0]) / mean(density[0].map(bdmOf)), 9);
  expect(series[names[0]].total[0]).toBeCloseTo((100 * (own[0] + own[1])) / mean(ofNetwork(density, bdmOf)), 9);
  const inCanonical = (one: Bits) => bdmOf(canonical(one));
  expect(series[names[1]].layers[1][0]).toBeCloseTo(z(inCanonical(bits[1]), margins[1].map(inCanonical)), 6);
  expect(series[names[1]].total[0]).toBeCloseTo(
    z(inCanonical(bits[0]) + inCanonical(bits[1]), ofNetwork(margins, inCanonical)),
    6,
  );
  expect(series[names[2]].layers[0][0]).toBeCloseTo(z(unequal(bits[0]), permuted[0].map(unequal)), 6);
  // The same blocks elsewhere have the same BDM.
  expect(series[names[3]].total[0]).toBe(0);
});

test('against a null model both sides are means over as many random orders: of its own draws z has a deviation of 1', () => {
  const scores: number[] = [];
  for (let seed = 1; seed <= 60; seed++) {
    const { matrices } = randomMatrices([[16, 40]], ['binary'], seed);
    const measures = new NetworkMeasures(measuring(table, ['randomBdm_density_16draws']), matrices);
    measures.record(0);
    scores.push(Object.values(measures.samples.series)[0].total[0]);
  }
  const spread = Math.sqrt(mean(scores.map((score) => (score - mean(scores)) ** 2)));
  // Of a t distribution with 15 degrees of freedom 1.07, give or take 0.1 from 60 of them.
  expect(spread).toBeGreaterThan(0.7);
  expect(spread).toBeLessThan(1.5);
});

test('canonical values of a network are the same bits when its inputs and hidden units are renamed', () => {
  const names = ['canonicalBdm', 'canonicalLempelZiv', 'canonicalDeflate', 'canonicalPlaceboBdm', 'effectiveRank'];
  const { matrices } = randomMatrices(
    [
      [24, 60],
      [12, 24],
    ],
    ['binary'],
  );
  const renamed = randomMatrices(
    [
      [24, 60],
      [12, 24],
    ],
    ['binary'],
  ).matrices;
  const random = randomStream(3, 0);
  const shuffled = (length: number) => {
    const order = inOrder(length);
    shuffle(order, random);
    return order;
  };
  const [inputs, hidden, outputs] = [60, 24, 12].map(shuffled);
  // A hidden unit takes its column of the next layer along.
  for (const [layer, rows, columns] of [
    [0, hidden, inputs],
    [1, outputs, hidden],
  ] as const) {
    const [from, to] = [matrices[layer].latentWeights, renamed[layer].latentWeights];
    to.set([...rows].flatMap((row) => [...columns].map((column) => from[row * columns.length + column])));
    renamed[layer].refresh();
  }
  const [own, other] = [matrices, renamed].map((some) => {
    const measures = new NetworkMeasures(measuring(table, names), some);
    measures.record(0);
    return measures.samples.series;
  });
  expect(Object.keys(own)).toHaveLength(names.length);
  // Exact products of rows: the rank is the same bits too.
  expect(other).toEqual(own);
});
