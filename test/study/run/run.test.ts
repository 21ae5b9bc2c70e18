import { describe, expect, test } from 'vitest';
import { loadTable } from '../../../src/ctm/load.ts';
import { type Targets, targetsOf } from '../../../src/nn/examples.ts';
import { mean } from '../../../src/stats/series.ts';
import { performRun } from '../../../src/study/run/run.ts';
import { mapSeries } from '../../../src/study/run/trajectories.ts';
import { parseSpec } from '../../../src/study/spec.ts';
import { CLASSES, data } from '../examples.ts';

const tables = { '2d-n4': await loadTable('2d-n4') };
const RIVALS = ['canonicalBdm_2dn4', 'bitEntropy', 'lempelZiv', 'deflate', 'neighbours', 'placeboBdm_2dn4'];

function run(
  training: object,
  network: object = { hidden: [16], outputWeights: 'float' },
  given = data,
  controls: object = {},
  measures: object = {},
) {
  const spec = parseSpec(
    {
      study: 'tiny',
      data: { set: 'mnist', validation: 200, subset: 640, ...controls },
      network,
      training: { maxEpochs: 8, batchSize: 32, learningRate: 0.01, ...training },
      measures: { table: '2d-n4', ...measures },
      analysis: { fewestEpochs: 2 },
    },
    'tiny',
  );
  return performRun(spec, 0, given, tables);
}

test.each([
  { optimizer: 'adamw' },
  { optimizer: 'sgd' },
  { optimizer: 'bop' },
  { optimizer: 'sgd', schedule: 'step', scheduleEpochs: 3 },
  { schedule: 'cosine' },
  { loss: 'meanSquaredError' },
  { loss: 'squaredHinge' },
])('a run learns, the same again: %o', (training) => {
  const result = run(training);
  const { loss } = result.epochs;
  const last = loss.at(-1) as number;
  expect(last).toBeLessThan(0.8 * loss[0]);
  expect(result.test.accuracy).toBeGreaterThan(0.6);
  expect(run(training)).toEqual(result);
});

describe('a control', () => {
  const asWritten = { maxEpochs: 14, patience: null };
  const plain = run(asWritten);
  const controls = [{ labels: 'permuted' }, { inputs: 'random' }, { labels: 'permuted', inputs: 'random' }];

  test.each(controls)(
    '%o starts from the weights of the run that it is a control of, and is the same again',
    (control) => {
      const result = run(asWritten, undefined, undefined, control);
      const starts = ({ weights }: typeof result) => weights.map(({ start }) => start);
      expect(starts(result)).toEqual(starts(plain));
      expect(result.steps.loss).not.toEqual(plain.steps.loss);
      expect(result.training).toMatchObject({ stopped: 'maxEpochs', steps: 14 * 20 });
      expect(run(asWritten, undefined, undefined, control)).toEqual(result);
    },
  );

  test.each(controls)('%o learns nothing that holds for validation or test examples', (control) => {
    const { validation, test: tested } = run(asWritten, undefined, undefined, control);
    // The cross-entropy of knowing nothing of three classes; a plain run gets below it.
    expect(validation.loss.at(-1)).toBeGreaterThan(Math.log(CLASSES));
    expect(plain.validation.loss.at(-1)).toBeLessThan(0.8 * Math.log(CLASSES));
    // Weights that know nothing are right by chance, but agree or disagree with whole classes at once.
    expect(tested.accuracy).toBeLessThan(0.6);
    expect(plain.test.accuracy).toBeGreaterThan(0.6);
  });

  test('of noise is the control or the plain run at its ends', () => {
    const noisy = (noise: number) => run(asWritten, undefined, undefined, { labels: { noise } });
    expect(noisy(0)).toEqual(plain);
    expect(noisy(1)).toEqual(run(asWritten, undefined, undefined, { labels: 'permuted' }));
    expect(noisy(0.5).steps.loss).not.toEqual(plain.steps.loss);
  });

  test('with true labels and pictures is the plain run', () => {
    expect(run(asWritten, undefined, undefined, { labels: 'true', inputs: 'true' })).toEqual(plain);
  });
});

describe('a run that is to give no classes', () => {
  const regress = (targets: 'inputs' | 'values', network: object) => {
    const spec = parseSpec(
      {
        study: 'tiny',
        data: { set: 'sincos', validation: 200, subset: 640, targets },
        network,
        training: { loss: 'meanSquaredError', maxEpochs: 20, batchSize: 32, learningRate: 0.01 },
        measures: { table: '2d-n4' },
      },
      'tiny',
    );
    return performRun(spec, 0, data, tables);
  };
  /** The error of answering with the mean of every output. */
  const variance = (all: Targets, count: number) => {
    const width = all.length / count;
    let sum = 0;
    for (let j = 0; j < width; j++) {
      const column = Array.from({ length: count }, (_, i) => all[i * width + j]);
      const mean = column.reduce((a, b) => a + b, 0) / count;
      sum += column.reduce((squares, value) => squares + (value - mean) ** 2, 0) / count;
    }
    return sum / width;
  };

  test.each([
    ['inputs', { hidden: [32], outputWeights: 'binary' }, 0.7],
    ['inputs', { hidden: [32], outputWeights: 'float' }, 0.7],
    ['values', { hidden: [32], outputWeights: 'binary' }, 0.5],
    ['values', { hidden: [32], outputWeights: 'float' }, 0.5],
  ] as const)('%s: it learns with %o, the same again', (targets, network, share) => {
    const result = regress(targets, network);
    expect(result.test.accuracy).toBeNull();
    expect(result.test.loss).toBeLessThan(share * variance(targetsOf(data.test, targets), data.test.count));
    expect(result.weights.at(-1)?.start.rows).toBe(targets === 'inputs' ? 16 : 2);
    expect(regress(targets, network)).toEqual(result);
  });
});

test('a run of a chain of layers learns, the same again; each matrix is measured', () => {
  const layers = [
    { layer: 'convolution', channels: 8, kernel: 3, padding: 1 },
    { layer: 'batchNorm' },
    { layer: 'sign' },
    { layer: 'convolution', channels: 12, kernel: 3, weights: 'ternary', bias: true },
    { layer: 'batchNorm' },
    { layer: 'hardTanh' },
    { layer: 'dropout', rate: 0.1 },
    { layer: 'flatten' },
    { layer: 'dense', outputs: 10, weights: '4bit' },
  ];
  // The spec is of ten digits; here there are three, and seven logits that are never right.
  const ten = { ...data, classes: 10 };
  const result = run({}, { layers }, ten);
  expect(result.test.accuracy).toBeGreaterThan(0.6);
  expect(result.weights.map(({ start }) => [start.rows, start.columns])).toEqual([
    [8, 9],
    [12, 72],
    [10, 48],
  ]);
  expect(result.steps.series.bdm_2dn4.layers.map((layer) => layer.length)).toEqual(
    Array(3).fill(result.training.steps),
  );
  expect(run({}, { layers }, ten)).toEqual(result);
});

describe('what is sampled', () => {
  const network = { hidden: [16], outputWeights: 'float' };
  const sampled = (measures: object) => run({ maxEpochs: 3 }, network, data, {}, measures);
  // Three epochs of 20 steps.
  const each = sampled({ sampleEvery: 1 });
  const some = sampled({ sampleEvery: 7 });
  const steps = Array.from({ length: 60 }, (_, step) => step).filter((step) => step % 7 === 0 || step % 20 === 0);

  test('are taken every so many steps and at the first step of each epoch', () => {
    expect(each.samples.steps).toEqual(Array.from({ length: 60 }, (_, step) => step));
    expect(some.samples.steps).toEqual(steps);
    const at = (values: readonly number[]) => steps.map((step) => values[step]);
    expect(Object.keys(some.samples.series)).toEqual(RIVALS);
    for (const name of RIVALS) {
      const { total, layers } = each.samples.series[name];
      expect(some.samples.series[name]).toEqual({ total: at(total), layers: layers.map(at) });
    }
    // The output layer has float weights, which are taken as of eight bits.
    expect(some.samples.planes.map(({ layer, plane }) => [layer, plane])).toEqual(
      Array.from({ length: 8 }, (_, plane) => [1, plane]),
    );
    some.samples.planes.forEach(({ series }, i) => {
      for (const [name, values] of Object.entries(series)) {
        expect(values).toEqual(at(each.samples.planes[i].series[name]));
      }
      expect(Object.keys(series)).toEqual(['bdm_2dn4', 'blockEntropy', 'canonicalBdm_2dn4', 'placeboBdm_2dn4']);
    });
  });

  test('of an epoch are means over its samples', () => {
    const means = (values: readonly number[]) =>
      [0, 1, 2].map((epoch) => mean(values.filter((_, i) => Math.floor(steps[i] / 20) === epoch)));
    for (const name of RIVALS) {
      const { total, layers } = some.samples.series[name];
      expect(some.epochs.series[name]).toEqual({ total: means(total), layers: layers.map(means) });
    }
    expect(some.epochs.planes).toEqual(
      some.samples.planes.map(({ series, ...which }) => ({ ...which, series: mapSeries(series, means) })),
    );
  });

  test('change nothing else, and are left out where none are asked for', () => {
    const { samples, epochs, blocks, ...others } = each;
    const bare = sampled({ series: [], floatBits: null, sampleEvery: 1 });
    const { bdm_2dn4, blockEntropy } = epochs.series;
    expect(bare).toEqual({
      ...others,
      blocks: { bdm_2dn4: blocks.bdm_2dn4 },
      samples: { steps: samples.steps, series: {}, planes: [] },
      epochs: { loss: epochs.loss, series: { bdm_2dn4, blockEntropy }, planes: [] },
    });
  });
});

describe('series with options of their own', () => {
  const network = { hidden: [16] };
  const alone = (measures: object) => run({ maxEpochs: 3 }, network, data, {}, { series: [], ...measures });
  const options = ['bdm_correlated', 'bdm_pooled', 'blockEntropy_2x2', 'blockEntropy_periodic'];
  const together = alone({ series: options });

  test.each([
    [{ boundary: 'correlated' }, 'bdm_2dn4_correlated'],
    [{ aggregate: 'pooled' }, 'bdm_2dn4_pooled'],
    [{ boundary: 'periodic' }, 'blockEntropy_periodic'],
  ])('are those of a run in which all series have them: %o', (measures, name) => {
    const { steps, epochs, blocks } = alone(measures);
    expect(together.steps.series[name]).toEqual(steps.series[name]);
    expect(together.epochs.series[name]).toEqual(epochs.series[name]);
    expect(together.blocks[name]).toEqual(blocks[name]);
  });

  test('change nothing of the training or of the others', () => {
    const plain = alone({});
    expect(together.weights).toEqual(plain.weights);
    for (const name of ['bdm_2dn4', 'blockEntropy'])
      expect(together.steps.series[name]).toEqual(plain.steps.series[name]);
    expect(Object.keys(together.steps.series)).toEqual([
      'bdm_2dn4',
      'blockEntropy',
      'bdm_2dn4_correlated',
      'bdm_2dn4_pooled',
      'blockEntropy_2x2',
      'blockEntropy_periodic',
    ]);
  });
});

test('a network that is lost is an error, though its loss may stay finite: the sign of NaN is -1', () => {
  const training = { optimizer: 'sgd', learningRate: 10, momentum: 0, weightDecay: 1, patience: null, maxEpochs: 40 };
  const network = { hidden: [16], normaliseLogits: false };
  expect(() => run(training, network)).toThrow(/^run 0 diverged: \w+ of layer \d+ is not finite after \d+ steps$/);
});
