import { expect, test } from 'vitest';
import type { PerceptronOptions } from '../../src/nn/describe.ts';
import { onSimd } from '../../src/nn/simd.ts';
import { buildModel, evaluate, type TrainingOptions, train } from '../../src/nn/train.ts';
import { randomStream, uniform } from '../../src/random.ts';

const NETWORK: PerceptronOptions = {
  hidden: [16],
  outputWeights: 'binary',
  bias: false,
  normalise: 'beforeSign',
  normaliseLogits: true,
  weightSte: 'identity',
  activationSte: 'clipped',
  clipLatent: false,
};
const TRAINING: TrainingOptions = {
  optimizer: 'adam',
  learningRate: 0.01,
  schedule: 'constant',
  loss: 'crossEntropy',
  batchSize: 16,
  evaluateEvery: 5,
  patience: 10,
  maxEpochs: 40,
};

/** Two classes: whether the first four of eight inputs sum to more than the others. */
function examples(count: number, stream: number) {
  const random = randomStream(3, stream);
  const x = Float32Array.from({ length: count * 8 }, () => 2 * uniform(random) - 1);
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const row = x.subarray(8 * i, 8 * i + 8);
    return row.reduce((sum, value, j) => sum + (j < 4 ? value : -value), 0) > 0 ? 1 : 0;
  });
  return { x, labels, count, features: 8 };
}

function trained(options: Partial<TrainingOptions> = {}, network: Partial<PerceptronOptions> = {}) {
  const random = randomStream(5, 1);
  const given = { ...TRAINING, ...options };
  const model = onSimd((backend) => buildModel(backend, [8], 2, { ...NETWORK, ...network }, given));
  model.network.initialise(random);
  const losses: number[] = [];
  const evaluations: { steps: number; loss: number; best: boolean }[] = [];
  const result = train(model, examples(203, 0), examples(100, 1), given, random, {
    onStep: (_step, _epoch, loss) => losses.push(loss),
    onEvaluation: (steps, loss, best) => evaluations.push({ steps, loss, best }),
  });
  return { model, losses, evaluations, result };
}

test('a separable problem is learnt, with every choice of the options', () => {
  for (const change of [
    {},
    { normalise: 'afterSign' },
    { outputWeights: 'float', bias: true },
    { clipLatent: true, weightSte: 'clipped' },
    { activationSte: 'polynomial' },
    { activationSte: 'swish' },
  ]) {
    const { model } = trained({}, change as Partial<PerceptronOptions>);
    expect(evaluate(model, examples(500, 2)).accuracy).toBeGreaterThan(0.85);
  }
});

test('so it is with every optimiser, schedule and loss', () => {
  const changes: Partial<TrainingOptions>[] = [
    { optimizer: 'adamw', weightDecay: 0.1 },
    { optimizer: 'sgd', learningRate: 0.1 },
    { optimizer: 'bop', adaptivity: 1e-2, flipThreshold: 1e-3 },
    { schedule: 'step', scheduleEpochs: 10, scheduleFactor: 0.5 },
    { schedule: 'cosine' },
    { loss: 'meanSquaredError' },
    { loss: 'squaredHinge' },
  ];
  const accuracies = changes.map((change) => evaluate(trained(change).model, examples(500, 2)).accuracy);
  for (const accuracy of accuracies) expect(accuracy).toBeGreaterThan(0.85);
});

test('with Bop the latent weights are the binary ones', () => {
  const { network } = trained({ optimizer: 'bop', maxEpochs: 1 }).model;
  for (const { latentWeights, weights } of network.matrices) expect(latentWeights).toEqual(weights);
});

test('the rate follows the schedule: after it has fallen to next to nothing, nothing moves', () => {
  const moved = (maxEpochs: number) => {
    const change = { schedule: 'step', scheduleEpochs: 1, scheduleFactor: 1e-30, patience: null, maxEpochs } as const;
    return trained(change).model.network.parameters.map(({ value }) => [...value]);
  };
  expect(moved(3)).toEqual(moved(1));
});

test('the network ends with the weights of least validation loss', () => {
  const { model, evaluations, result } = trained();
  const least = Math.min(...evaluations.map(({ loss }) => loss));
  expect(result.keptValidationLoss).toBe(least);
  expect(evaluate(model, examples(100, 1)).loss).toBe(least);
  expect(evaluations.filter(({ best }) => best).at(-1)?.steps).toBe(result.keptSteps);
});

test('patience is counted in evaluations since the best', () => {
  const { result, losses } = trained({ patience: 3 });
  expect(result.stopped).toBe('patience');
  expect(result.steps).toBe(result.keptSteps + 3 * TRAINING.evaluateEvery);
  expect(losses).toHaveLength(result.steps);
});

test('without patience all epochs are trained and the last weights are kept, better ones or not', () => {
  const { model, result, evaluations } = trained({ patience: null, maxEpochs: 3, learningRate: 1 });
  // 203 examples in batches of 16: the last batch has 11.
  expect(result).toMatchObject({ stopped: 'maxEpochs', stepsPerEpoch: 13, steps: 39, keptSteps: 39 });
  expect(evaluations.map(({ steps }) => steps)).toEqual([5, 10, 15, 20, 25, 30, 35, 39]);
  expect(Math.min(...evaluations.map(({ loss }) => loss))).toBeLessThan(result.keptValidationLoss);
  expect(evaluate(model, examples(100, 1)).loss).toBe(result.keptValidationLoss);
});

test('training shorter than the interval of evaluation is evaluated at its end', () => {
  const { result, evaluations } = trained({ evaluateEvery: 1000, maxEpochs: 1 });
  expect(evaluations).toHaveLength(1);
  expect(result).toMatchObject({ keptSteps: 13, keptValidationLoss: evaluations[0].loss });
});

test('the same seed gives the same losses, bit for bit', () => {
  expect(trained().losses).toEqual(trained().losses);
});

test('latent weights stay within ±1 where they are clipped', () => {
  const { model } = trained({ learningRate: 0.5 }, { clipLatent: true });
  for (const { latentWeights } of model.network.matrices)
    expect(Math.max(...latentWeights.map(Math.abs))).toBeLessThanOrEqual(1);
});
