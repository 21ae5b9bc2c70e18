import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOUNDARIES } from '../../../src/bdm/index.ts';
import { loadTable } from '../../../src/ctm/load.ts';
import { generateModular } from '../../../src/data/generated/modular.ts';
import { type Progress, performRun, type RunState } from '../../../src/study/run/run.ts';
import { mapSeries } from '../../../src/study/run/trajectories.ts';
import { parseSpec, type StudySpec } from '../../../src/study/spec.ts';
import { data } from '../examples.ts';

const tables = { '2d-n4': await loadTable('2d-n4') };
const SERIES = [
  ...['bdm_2x2', 'blockEntropy_2x2', 'bitEntropy', 'lempelZiv', 'deflate', 'neighbours'],
  ...['canonicalBdm_2x2', 'randomLempelZiv_2draws', 'placeboBdm_2x2', 'effectiveRank'],
];
/** As many classes as the spec's data set has. */
const digits = { ...data, classes: 10 };
const sums = generateModular({ prime: 11 });
const perform = (spec: StudySpec, options = {}) =>
  performRun(spec, 2, spec.data.set === 'modular' ? sums : digits, tables, options);

const STOPPED = new Error('stopped');

/** The state of a run stopped after `step` (counted from 0), as it comes back from a file. */
function stateAfter(step: number, spec: StudySpec, from?: RunState, series?: readonly string[]): RunState {
  let state: RunState | undefined;
  let current = -1;
  const stopped = () =>
    perform(spec, {
      from,
      series,
      onProgress: (progress: Progress) => {
        current = progress.step;
      },
      onBoundary: (take: () => RunState) => {
        if (current !== step) return;
        state = deserialize(serialize(take()));
        throw STOPPED;
      },
    });
  expect(stopped).toThrow(STOPPED);
  return state as RunState;
}

const weights = fc.constantFrom('binary', 'ternary', '3bit', 'float');
const perceptron = fc.record({
  hidden: fc.array(fc.integer({ min: 4, max: 12 }), { minLength: 1, maxLength: 2 }),
  outputWeights: weights,
  normalise: fc.constantFrom('beforeSign', 'afterSign'),
  normaliseLogits: fc.boolean(),
});
const chain = fc
  .record({
    channels: fc.integer({ min: 4, max: 9 }),
    weights,
    bias: fc.boolean(),
    rate: fc.double({ min: 0, max: 0.5, noNaN: true }),
  })
  .map(({ channels, rate, ...ofWeights }) => ({
    layers: [
      { layer: 'convolution', channels, kernel: 3, padding: 1, ...ofWeights },
      { layer: 'maxPooling', size: 2 },
      { layer: 'batchNorm' },
      { layer: 'sign' },
      { layer: 'dropout', rate },
      { layer: 'flatten' },
      { layer: 'dense', outputs: 10 },
    ],
  }));
const specs = fc
  .record({
    network: fc.oneof(perceptron, chain),
    optimizer: fc.constantFrom('adam', 'adamw', 'sgd', 'bop'),
    schedule: fc.constantFrom('constant', 'step', 'cosine'),
    loss: fc.constantFrom('crossEntropy', 'squaredHinge', 'meanSquaredError'),
    batchSize: fc.integer({ min: 7, max: 40 }),
    evaluateEvery: fc.integer({ min: 1, max: 7 }),
    patience: fc.constantFrom(null, 1, 2, 3),
    labels: fc.constantFrom('true', 'permuted'),
    measures: fc.record({
      aggregate: fc.constantFrom('sum', 'pooled'),
      boundary: fc.constantFrom(...BOUNDARIES),
      series: fc.subarray(SERIES),
      floatBits: fc.constantFrom(null, 3),
      sampleEvery: fc.integer({ min: 1, max: 5 }),
    }),
    seed: fc.nat(1000),
  })
  .map(({ network, measures, labels, seed, ...training }) =>
    parseSpec(
      {
        study: 'stopped',
        seed,
        data: { set: 'mnist', size: 4, validation: 50, subset: 83, labels },
        network,
        training: { ...training, learningRate: 0.01, maxEpochs: 4 },
        measures: { table: '2d-n4', ...measures },
        analysis: { fewestEpochs: 2 },
      },
      'stopped',
    ),
  );

test('a run stopped after any step, and once more, ends as one that was not stopped: every field, bit for bit', () => {
  fc.assert(
    fc.property(specs, fc.nat(), fc.nat(), (spec, first, second) => {
      const whole = perform(spec);
      const { steps } = whole.training;
      const at = first % steps;
      const state = stateAfter(at, spec);
      const before = serialize(state);
      expect(perform(spec, { from: state })).toStrictEqual(whole);
      if (at + 1 < steps) {
        const later = stateAfter(at + 1 + (second % (steps - at - 1)), spec, state);
        expect(perform(spec, { from: later })).toStrictEqual(whole);
      }
      // A state is not used up.
      expect(serialize(state).equals(before)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test.each(['float', 'binary', '3bit'])('so does one of %s embeddings that takes all examples at once', (weights) => {
  const spec = parseSpec(
    {
      study: 'stopped',
      data: { set: 'modular', prime: 11, validation: 20, subset: 60 },
      network: {
        layers: [
          { layer: 'embedding', symbols: 12, size: 6, weights },
          { layer: 'dense', outputs: 8, weights },
          { layer: 'relu' },
          { layer: 'dense', outputs: 11, weights },
        ],
      },
      training: { optimizer: 'adamw', weightDecay: 1, maxEpochs: 9, patience: null, batchSize: 1000, evaluateEvery: 2 },
      measures: { table: '2d-n4', floatBits: 4, floatQuantiser: 'clipped' },
    },
    'stopped',
  );
  const whole = perform(spec);
  expect(whole.training).toMatchObject({ steps: 9, stepsPerEpoch: 1, keptSteps: 9 });
  // The matrix of the embedding is the first of three.
  expect(whole.epochs.series.bdm_2dn4.layers).toHaveLength(3);
  expect(whole.state[0]).toMatchObject({ layer: 0, name: 'latentWeights', length: 12 * 6 });
  for (const step of [0, 4, 8]) expect(perform(spec, { from: stateAfter(step, spec) })).toStrictEqual(whole);
});

const spec = parseSpec(
  {
    study: 'stopped',
    data: { set: 'mnist', size: 4, validation: 50, subset: 83 },
    network: { hidden: [8] },
    training: { maxEpochs: 3, patience: null, batchSize: 16, evaluateEvery: 5 },
    measures: { table: '2d-n4' },
    analysis: { fewestEpochs: 2 },
  },
  'stopped',
);

test('a state of another run, another network or other series is refused', () => {
  const state = stateAfter(3, spec);
  expect(() => perform(spec, { from: { ...state, run: 1 } })).toThrow('a state of run 1, not of run 2');
  const other = { ...spec, network: { ...spec.network, hidden: [9] } } as StudySpec;
  expect(() => perform(other, { from: state })).toThrow(RangeError);
  const fewer = () => perform(spec, { from: state, series: ['bdm_2dn4'] });
  expect(fewer).toThrow(/^a state of bdm_2dn4, blockEntropy, .*, not of bdm_2dn4$/);
});

test('a state of series in another order is refused where what lies by place would go to others', () => {
  const series = ['bdm_2dn4', 'blockEntropy_2x2', 'canonicalBdm_2dn4', 'lempelZiv', 'placeboBdm_2dn4'];
  const state = stateAfter(3, spec, undefined, series);
  const inOrder = (places: number[]) => ({ series: places.map((i) => series[i]) });
  // Which of those of each step and those of samples comes first does not matter.
  for (const order of [inOrder([0, 1, 2, 3, 4]), inOrder([2, 0, 3, 4, 1])]) {
    expect(perform(spec, { ...order, from: state })).toEqual(perform(spec, order));
  }
  for (const order of [inOrder([1, 0, 2, 3, 4]), inOrder([0, 1, 4, 3, 2])]) {
    expect(() => perform(spec, { ...order, from: state })).toThrow(
      /^a state of bdm_2dn4, blockEntropy_2x2, .*, not of /,
    );
  }
});

test('each step is told once, with its measures and the latest evaluation; a resumed run goes on behind them', () => {
  const told: Progress[] = [];
  const onProgress = (progress: Progress) => told.push(progress);
  const { steps, samples, validation, training } = perform(spec, { onProgress });
  expect(told.map(({ step }) => step)).toEqual(Array.from({ length: training.steps }, (_, step) => step));
  const { stepsPerEpoch } = training;
  told.forEach((progress, step) => {
    const evaluated = validation.steps.filter((after) => after <= step + 1).length - 1;
    expect(progress).toEqual({
      run: 2,
      step,
      epoch: Math.floor(step / stepsPerEpoch),
      loss: steps.loss[step],
      series: mapSeries({ ...steps.series, ...samples.series }, ({ total, layers }, name) => {
        const at = name in steps.series ? step : samples.steps.filter((taken) => taken <= step).length - 1;
        return { total: total[at], layers: layers.map((values) => values[at]) };
      }),
      validation: evaluated < 0 ? null : { steps: validation.steps[evaluated], loss: validation.loss[evaluated] },
    });
  });
  const again: Progress[] = [];
  perform(spec, { from: stateAfter(6, spec), onProgress: (progress: Progress) => again.push(progress) });
  expect(again).toEqual(told.slice(7));
});
