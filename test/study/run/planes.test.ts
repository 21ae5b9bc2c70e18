import { describe, expect, test } from 'vitest';
import { BOUNDARIES } from '../../../src/bdm/index.ts';
import { loadTable } from '../../../src/ctm/load.ts';
import type { WeightKind } from '../../../src/nn/quantisers.ts';
import { drawOf, randomOf } from '../../../src/nulls/index.ts';
import { NetworkMeasures } from '../../../src/study/run/measures.ts';
import { slowBlocks, slowMeasures } from '../../bdm/slowBdm.ts';
import { measuring, randomMatrices, rowsOf } from './matrices.ts';

const table = await loadTable('2d-n4');
const NAMES = ['bdm', 'blockEntropy'];

/** Digits of an integer in two's complement, the most significant first. */
const digitsOf = (integer: number, bits: number) =>
  (integer < 0 ? 2 ** bits + integer : integer).toString(2).padStart(bits, '0');

describe.each(BOUNDARIES)('boundary %s', (boundary) => {
  test.each<[WeightKind, number]>([
    ['ternary', 2],
    ['2bit', 2],
    ['4bit', 4],
    ['8bit', 8],
  ])('planes of %s weights are the digits of what the network multiplies with', (kind, bits) => {
    const { matrices, redraw } = randomMatrices([[9, 13]], [kind]);
    const how = measuring(table, NAMES, { boundary });
    const [bdm, blockEntropy] = how.series.map(({ name }) => name);
    const planes = new NetworkMeasures(how, matrices);
    for (let sample = 0; sample < 3; sample++) {
      planes.record(sample);
      const [{ weights, inputs }] = matrices;
      // The greatest weight is 2^(k - 1) - 1 steps.
      const step = Math.max(...weights.map(Math.abs)) / (kind === 'ternary' ? 1 : 2 ** (bits - 1) - 1);
      const digits = rowsOf(weights, inputs).map((row) =>
        row.map((weight) => digitsOf(Math.round(weight / step), bits)),
      );
      expect(planes.samples.planes.map(({ layer, plane }) => [layer, plane])).toEqual(
        Array.from({ length: bits }, (_, plane) => [0, plane]),
      );
      for (const { plane, series } of planes.samples.planes) {
        const ones = digits.map((row) => row.map((some) => Number(some[bits - 1 - plane])));
        const slow = slowMeasures(slowBlocks(ones, { boundary }), table);
        expect(series[bdm][sample]).toBeCloseTo(slow.bdm, 9);
        expect(series[blockEntropy][sample]).toBeCloseTo(slow.blockEntropy, 9);
      }
      redraw();
    }
  });
});

test('binary weights have no planes; float ones those of weights of so many bits, or none', () => {
  const shapes = [
    [8, 8],
    [9, 12],
    [12, 9],
  ] as const;
  const samplesOf = (kinds: readonly WeightKind[], floatBits: number | null) => {
    const planes = new NetworkMeasures(
      measuring(table, NAMES, {}, { floatBits }),
      randomMatrices(shapes, kinds).matrices,
    );
    planes.record(0);
    return planes.samples.planes;
  };
  const layersOf = (series: ReturnType<typeof samplesOf>) => series.map(({ layer }) => layer);
  expect(samplesOf(['binary'], 8)).toEqual([]);
  expect(samplesOf(['binary', 'float', 'binary'], null)).toEqual([]);
  expect(layersOf(samplesOf(['binary', 'ternary', 'float'], 3))).toEqual([1, 1, 2, 2, 2]);
  expect(samplesOf(['float'], 5)).toEqual(samplesOf(['5bit'], null));
});

function recorded(measures: NetworkMeasures): NetworkMeasures {
  measures.record(0);
  return measures;
}

test("the last plane is that of the signs where no integer is 0: a block's complement is as complex as the block", () => {
  const { matrices } = randomMatrices([[16, 24]], ['6bit']);
  const [matrix] = matrices;
  matrix.latentWeights.forEach((weight, i) => {
    matrix.latentWeights[i] = (weight > 0 ? 1 : -1) * (0.1 + Math.abs(weight));
  });
  matrix.refresh();
  expect(matrix.weights).not.toContain(0);
  const { steps, samples } = recorded(new NetworkMeasures(measuring(table, NAMES), matrices));
  const last = samples.planes[5].series;
  for (const [name, { total }] of Object.entries(steps)) expect(last[name][0]).toBeCloseTo(total[0], 9);
  expect(Object.keys(steps)).toHaveLength(2);
});

test('planes against a null model draw each layer’s random matrices from a stream of its own', () => {
  const shape = [9, 13] as const;
  const { matrices } = randomMatrices([shape, shape], ['2bit']);
  const [{ latentWeights }, other] = matrices;
  other.latentWeights.set(latentWeights);
  other.refresh();
  const measures = recorded(new NetworkMeasures(measuring(table, ['bdm_density_ratio_4draws']), matrices));
  const bdmOf = (bits: Uint8Array) => slowMeasures(slowBlocks(rowsOf(bits, shape[1]), {}), table).bdm;
  const weights = [...other.weights];
  const step = Math.max(...weights.map(Math.abs));
  const ratio = (layer: number, plane: number) => {
    const digits = weights.map((weight) => digitsOf(Math.round(weight / step), 2));
    const bits = Uint8Array.from(digits, (some) => Number(some[1 - plane]));
    const draw = drawOf('density', bits, { count: 1, rows: shape[0], columns: shape[1] }, { rows: 4, columns: 4 });
    const random = randomOf('density', layer);
    const drawn = Array.from({ length: 4 }, () => {
      const into = new Uint8Array(bits.length);
      draw(into, random);
      return bdmOf(into);
    });
    return (100 * bdmOf(bits)) / (drawn.reduce((sum, value) => sum + value, 0) / drawn.length);
  };
  const { planes } = measures.samples;
  expect(planes).toHaveLength(4);
  for (const { layer, plane, series } of planes) {
    expect(Object.values(series)[0][0], `${layer} ${plane}`).toBeCloseTo(ratio(layer, plane), 9);
  }
});
