import { describe, expect, test } from 'vitest';
import { plain } from '../../src/nn/backend/plain.ts';
import { onSimd } from '../../src/nn/backend/simd.ts';
import type { PerceptronOptions } from '../../src/nn/describe.ts';
import { type Examples, outputsFor, targetsOf } from '../../src/nn/examples.ts';
import type { LayerDescription } from '../../src/nn/layers/table.ts';
import { buildModel } from '../../src/nn/training/model.ts';
import { evaluate, type TrainingOptions, train } from '../../src/nn/training/train.ts';
import type { TrainingState } from '../../src/nn/training/trainingState.ts';
import { randomStream, uniform } from '../../src/random.ts';
import { NETWORK } from './perceptron.ts';

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
  const evaluations: { steps: number; loss: number; best: boolean; accuracy: number | null }[] = [];
  const result = train(model, examples(203, 0), examples(100, 1), given, random, {
    onStep: (_step, _epoch, loss) => losses.push(loss),
    onEvaluation: (steps, loss, best, accuracy) => evaluations.push({ steps, loss, best, accuracy }),
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

test('an evaluation says the share of right answers, as `evaluate` does; a batch may be larger than all examples', () => {
  const { model, evaluations, result } = trained({ patience: null, batchSize: 1000, maxEpochs: 15 });
  expect(result).toMatchObject({ steps: 15, stepsPerEpoch: 1 });
  const { loss, accuracy } = evaluate(model, examples(100, 1));
  expect(evaluations.at(-1)).toMatchObject({ steps: 15, loss, accuracy });
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

describe('tasks that are no classification', () => {
  /** What a network of one real-valued hidden layer makes of eight inputs; the values are the sums of either half. */
  const regression = (targets: 'inputs' | 'values', width: number) => {
    const withValues = (count: number, stream: number): Examples => {
      const given = examples(count, stream);
      const values = Float32Array.from({ length: 2 * count }, (_, i) =>
        given.x.subarray(4 * i, 4 * i + 4).reduce((sum, value) => sum + value, 0),
      );
      return { ...given, values };
    };
    const options = { ...TRAINING, loss: 'meanSquaredError', maxEpochs: 60 } as const;
    const layers: LayerDescription[] = [
      { layer: 'dense', outputs: width, weights: 'float', bias: true },
      { layer: 'dense', outputs: targets === 'inputs' ? 8 : 2, weights: 'float', bias: true },
    ];
    const { hidden: _, ...common } = NETWORK;
    const training = withValues(203, 0);
    const outputs = outputsFor(targets, { classes: 2, shape: [8], values: 2 });
    const model = onSimd((backend) => buildModel(backend, [8], outputs, { ...common, layers }, options, targets));
    const random = randomStream(5, 1);
    model.network.initialise(random);
    train(model, training, withValues(100, 1), options, random);
    return evaluate(model, withValues(500, 2));
  };

  test('values that are linear in the inputs are learnt; no answer is right or wrong', () => {
    // Four uniform values of ±1 have a sum of variance 4/3, the error of knowing nothing.
    const { loss, accuracy } = regression('values', 2);
    expect(loss).toBeLessThan(0.001);
    expect(accuracy).toBeNull();
  });

  test('inputs come back from a layer as wide as they are; a narrow one lets no more through than its share', () => {
    expect(regression('inputs', 8).loss).toBeLessThan(0.001);
    // Of eight independent inputs of variance 1/3, a linear code of two keeps two at most.
    const narrow = regression('inputs', 2).loss;
    expect(narrow).toBeGreaterThan(0.9 * (6 / 8 / 3));
    expect(narrow).toBeLessThan(1.1 * (6 / 8 / 3));
  });

  test('need the mean squared error, and values where these are the targets', () => {
    const build = (loss: 'crossEntropy' | 'squaredHinge') =>
      buildModel(plain, [8], 8, NETWORK, { ...TRAINING, loss }, 'inputs');
    for (const loss of ['crossEntropy', 'squaredHinge'] as const) {
      expect(() => build(loss)).toThrow(`the loss ${loss} is one of classes only`);
    }
    expect(() => targetsOf(examples(10, 0), 'values')).toThrow('the examples have no values');
  });
});

describe('a training that is taken up again', () => {
  const random = () => randomStream(5, 1);
  const build = (network: Partial<PerceptronOptions> = {}) =>
    onSimd((backend) => buildModel(backend, [8], 2, { ...NETWORK, ...network }, TRAINING));

  test('ends with the weights of one that was not stopped', () => {
    const states: TrainingState[] = [];
    const whole = build();
    whole.network.initialise(random());
    const result = train(whole, examples(203, 0), examples(100, 1), TRAINING, random(), {
      onStepDone: (_step, _epoch, state) => states.push(state()),
    });
    expect(states.map(({ steps }) => steps)).toEqual(Array.from({ length: result.steps }, (_, step) => step + 1));
    // Also from the last: nothing is left to do.
    for (const at of [0, 20, result.steps - 1]) {
      const model = build();
      const resumed = train(model, examples(203, 0), examples(100, 1), TRAINING, random(), {}, states[at]);
      expect(resumed).toEqual(result);
      expect(model.network.save()).toEqual(whole.network.save());
    }
  });

  test('must be of the same network and as many examples', () => {
    let state: TrainingState | undefined;
    const model = build();
    train(model, examples(203, 0), examples(100, 1), TRAINING, random(), {
      onStepDone: (_step, _epoch, take) => {
        state ??= take();
      },
    });
    const go = (network: Partial<PerceptronOptions>, count: number) =>
      train(build(network), examples(count, 0), examples(100, 1), TRAINING, random(), {}, state);
    expect(() => go({}, 204)).toThrow('a training of 203 examples, not 204');
    for (const network of [{ hidden: [15] }, { bias: true }]) {
      expect(() => go(network, 203)).toThrow('the saved arrays are not of this network');
    }
  });
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
