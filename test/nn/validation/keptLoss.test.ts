import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onGrid } from '../../../src/data/inputs/standardise.ts';
import { plain } from '../../../src/nn/backend/plain.ts';
import { onSimd, release } from '../../../src/nn/backend/simd.ts';
import type { NetworkOptions } from '../../../src/nn/describe.ts';
import { buildModel, type Model } from '../../../src/nn/training/model.ts';
import { evaluate, type TrainingOptions } from '../../../src/nn/training/train.ts';
import { keptLoss } from '../../../src/nn/validation/keptLoss.ts';
import { type RandomGenerator, randomStream, uniform } from '../../../src/random.ts';
import { NETWORK } from '../perceptron.ts';

const TRAINING: TrainingOptions = {
  optimizer: 'adam',
  learningRate: 0.05,
  schedule: 'constant',
  loss: 'crossEntropy',
  batchSize: 8,
  evaluateEvery: 5,
  patience: null,
  maxEpochs: 1,
};
const CLASSES = 5;

function drawn(count: number, features: number, random: RandomGenerator) {
  const x = Float32Array.from({ length: count * features }, () => 6 * uniform(random) - 3);
  const labels = Uint8Array.from({ length: count }, () => Math.floor(CLASSES * uniform(random)));
  return { x, labels, count, features };
}

function built(on: 'plain' | 'simd', features: number, network: NetworkOptions, random: RandomGenerator): Model {
  const build = on === 'plain' ? <T>(make: (backend: typeof plain) => T) => make(plain) : onSimd;
  const model = build((backend) => buildModel(backend, [features], CLASSES, network, TRAINING));
  model.network.initialise(random);
  return model;
}

/** A step of training on random examples: some weights flip, the statistics move. */
function step({ network, loss, optimizer }: Model, random: RandomGenerator): void {
  const { x, labels } = drawn(8, network.layers[0].inputs, random);
  network.input.set(x);
  loss.loss(network.forward(8, true), labels, 8);
  network.backward(loss.gradient, 8);
  // Slopes of both signs.
  for (const { name, value } of network.parameters) if (name === 'gamma') value[0] = -Math.abs(value[0]);
  optimizer.step(0.05);
  network.refresh();
}

describe('the loss with kept sums', () => {
  const width = fc.integer({ min: 1, max: 70 });

  test('is that of a network evaluated afresh, to the last bit, after each of some steps', () => {
    const networks = fc.record({
      hidden: fc.array(width, { minLength: 1, maxLength: 3 }),
      normaliseLogits: fc.boolean(),
    });
    fc.assert(
      fc.property(networks, width, fc.integer({ min: 1, max: 300 }), fc.nat(), (given, features, count, stream) => {
        const random = randomStream(stream, 0);
        const examples = onGrid(drawn(count, features, random), 12);
        const model = built('simd', features, { ...NETWORK, ...given }, random);
        const kept = keptLoss(model, examples);
        for (let i = 0; i < 4; i++) {
          expect(kept?.evaluate()).toBe(evaluate(model, examples).loss);
          step(model, random);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is the same of layers that are too wide for tables', () => {
    const random = randomStream(6, 0);
    const examples = onGrid(drawn(70, 10, random), 12);
    for (const hidden of [
      [254, 40],
      [255, 40],
      [300, 9, 5],
    ]) {
      const model = built('simd', 10, { ...NETWORK, hidden }, random);
      const kept = keptLoss(model, examples);
      for (let i = 0; i < 3; i++) {
        expect(kept?.evaluate()).toBe(evaluate(model, examples).loss);
        step(model, random);
      }
    }
  });

  test('is that of plain TypeScript but for float32 rounding of exp and log', () => {
    const random = randomStream(2, 0);
    const examples = onGrid(drawn(100, 20, random), 12);
    const model = built('plain', 20, { ...NETWORK, hidden: [40, 9] }, random);
    const kept = keptLoss(model, examples);
    for (let i = 0; i < 5; i++) {
      const { loss } = evaluate(model, examples);
      expect(Math.abs((kept?.evaluate() ?? 0) - loss)).toBeLessThan(1e-6 * loss);
      step(model, random);
    }
  });

  test('follows weights that are put back', () => {
    const random = randomStream(3, 0);
    const examples = onGrid(drawn(64, 12, random), 12);
    const model = built('simd', 12, NETWORK, random);
    const kept = keptLoss(model, examples);
    const saved = model.network.save();
    const before = kept?.evaluate();
    step(model, random);
    expect(kept?.evaluate()).not.toBe(before);
    model.network.restore(saved);
    expect(kept?.evaluate()).toBe(before);
  });

  test('NaN in a normalisation comes out as with a network evaluated afresh', () => {
    const random = randomStream(4, 0);
    const examples = onGrid(drawn(40, 12, random), 12);
    const model = built('simd', 12, NETWORK, random);
    const [, norm] = model.network.layers;
    norm.parameters[0].value[3] = Number.NaN;
    expect(keptLoss(model, examples)?.evaluate()).toBe(evaluate(model, examples).loss);
  });

  test('is not for inputs on no grid, other losses, or networks that are no chains of signs', () => {
    const random = randomStream(5, 0);
    const examples = drawn(10, 12, random);
    const kept = (network: NetworkOptions, training: Partial<TrainingOptions> = {}, grid = 12) => {
      const model = onSimd((backend) => {
        return buildModel(backend, [12], CLASSES, network, { ...TRAINING, ...training });
      });
      return keptLoss(model, { ...examples, ...(grid > 0 && { grid }) });
    };
    expect(kept(NETWORK)).toBeDefined();
    expect(kept(NETWORK, {}, 0)).toBeUndefined();
    expect(kept(NETWORK, { loss: 'squaredHinge' })).toBeUndefined();
    expect(kept({ ...NETWORK, bias: true })).toBeUndefined();
    expect(kept({ ...NETWORK, outputWeights: 'float' })).toBeUndefined();
    expect(kept({ ...NETWORK, normalise: 'afterSign' })).toBeUndefined();
    const { hidden: _, outputWeights: __, normalise: ___, normaliseLogits: ____, ...common } = NETWORK;
    expect(kept({ ...common, layers: [{ layer: 'dense', outputs: CLASSES }] })).toBeUndefined();
  });
});

test('what was computed before in memory that was given back changes nothing', () => {
  const lossOf = () => {
    const random = randomStream(7, 0);
    const model = built('simd', 30, { ...NETWORK, hidden: [40, 20] }, random);
    const examples = onGrid(drawn(50, 30, random), 12);
    const kept = keptLoss(model, examples);
    step(model, random);
    const loss = kept?.evaluate();
    kept?.close();
    release(model.network.input);
    return loss;
  };
  const loss = lossOf();
  // Another network fills the same memory.
  const random = randomStream(8, 0);
  const other = built('simd', 64, { ...NETWORK, hidden: [64, 64] }, random);
  const kept = keptLoss(other, onGrid(drawn(90, 64, random), 12));
  step(other, random);
  kept?.evaluate();
  kept?.close();
  release(other.network.input);
  expect(lossOf()).toBe(loss);
});
