import { describe, expect, test } from 'vitest';
import type { Backend, Window } from '../../src/nn/backend/backend.ts';
import type { Targets } from '../../src/nn/examples.ts';
import { BatchNorm } from '../../src/nn/layers/batchNorm.ts';
import { Convolution } from '../../src/nn/layers/convolution.ts';
import { Dense } from '../../src/nn/layers/dense.ts';
import { Dropout } from '../../src/nn/layers/dropout.ts';
import { HardTanh, Relu, Sign } from '../../src/nn/layers/elementwise.ts';
import { Embedding } from '../../src/nn/layers/embedding.ts';
import type { Layer } from '../../src/nn/layers/layer.ts';
import { MaxPooling } from '../../src/nn/layers/maxPooling.ts';
import { Network } from '../../src/nn/network.ts';
import type { SteName } from '../../src/nn/ste.ts';
import { STE, STE_NAMES } from '../../src/nn/ste.ts';
import { createLoss, type LossName } from '../../src/nn/training/loss.ts';
import { below, randomStream, uniform } from '../../src/random.ts';
import { BACKENDS, placed } from './backends.ts';

const BATCH = 6;
const SYMBOLS = 4;
const labels = Uint8Array.of(0, 1, 2, 2, 1, 0);

function dense(
  backend: Backend,
  inputs: number,
  outputs: number,
  weights: 'binary' | 'float',
  ste: SteName = 'identity',
) {
  const bias = weights === 'float';
  return new Dense(backend, { inputs, outputs, weights, bias, ste, clipLatent: false, largestBatch: BATCH });
}

/** Everything but the signs is differentiable. Pictures are large enough for whole and for incomplete vectors. */
const NETWORKS: Record<string, (backend: Backend) => Layer[]> = {
  'a perceptron': (backend) => [
    dense(backend, 5, 4, 'float'),
    new BatchNorm(backend, 4, BATCH),
    dense(backend, 4, 3, 'float'),
    new BatchNorm(backend, 3, BATCH),
  ],
  'a convolutional network': (backend) => [
    convolution(backend, 3, { channels: 2, height: 6, width: 5, kernel: 3, stride: 1, padding: 1 }),
    new BatchNorm(backend, 3, BATCH, 30),
    new MaxPooling(backend, { channels: 3, height: 6, width: 5, size: 2, largestBatch: BATCH }),
    convolution(backend, 3, { channels: 3, height: 3, width: 2, kernel: 2, stride: 2, padding: 1 }),
    new HardTanh(backend, 12, BATCH),
    new Dropout(backend, 12, 0.25, BATCH),
    dense(backend, 12, 4, 'float'),
    new Relu(backend, 4, BATCH),
    dense(backend, 4, 3, 'float'),
  ],
  'an embedding': (backend) => [
    new Embedding(backend, {
      inputs: 2,
      symbols: SYMBOLS,
      size: 5,
      weights: 'float',
      ste: 'identity',
      clipLatent: false,
      largestBatch: BATCH,
    }),
    new HardTanh(backend, 10, BATCH),
    dense(backend, 10, 3, 'float'),
  ],
};

const cases = BACKENDS.flatMap(([backend, on]) => Object.keys(NETWORKS).map((name) => [name, backend, on] as const));
describe.each(cases)('finite differences agree with the gradient of %s on the %s backend:', (name, _, on) => {
  const { network, crossEntropy } = on((backend) => ({
    network: new Network(backend, NETWORKS[name](backend), BATCH),
    crossEntropy: createLoss('crossEntropy', backend, 3, BATCH),
  }));
  const random = randomStream(7, 1);
  network.initialise(random);
  network.draw(random, BATCH);
  const x = network.input;
  const isOfIntegers = network.layers[0] instanceof Embedding;
  for (let i = 0; i < x.length; i++) x[i] = isOfIntegers ? below(random, SYMBOLS) : 2 * uniform(random) - 1;
  const loss = () => crossEntropy.loss(network.forward(BATCH, true), labels, BATCH);

  loss();
  network.backward(crossEntropy.gradient, BATCH);
  const claims = network.layers.map(({ parameters }) => parameters.map(({ gradient }) => gradient.slice()));

  network.layers.forEach((layer, i) => {
    layer.parameters.forEach(({ name, value }, p) => {
      test(`layer ${i}'s ${name}`, () => {
        for (let at = 0; at < value.length; at++) expect(claims[i][p][at]).toBeCloseTo(slope(value, at, loss), 3);
      });
    });
  });

  // Integers have no slope.
  if (isOfIntegers) return;
  test('the input', () => {
    loss();
    let passed = crossEntropy.gradient;
    for (const layer of network.layers.toReversed()) passed = layer.backward(passed, BATCH, true);
    const claimed = passed.slice();
    for (let at = 0; at < x.length; at++) expect(claimed[at]).toBeCloseTo(slope(x, at, loss), 3);
  });
});

const losses: (readonly [LossName, string, Targets])[] = [
  ['crossEntropy', 'labels', labels],
  ['squaredHinge', 'labels', labels],
  ['meanSquaredError', 'labels', labels],
  ['meanSquaredError', 'real values', Float32Array.from({ length: 3 * BATCH }, (_, i) => ((5 * i) % 7) / 2 - 1.5)],
];
describe.each(BACKENDS)('finite differences agree with the gradient of a loss on the %s backend:', (_, on) => {
  test.each(losses)('%s of %s', (name, _, targets) => {
    const { loss, z } = on((backend) => ({
      loss: createLoss(name, backend, 3, BATCH),
      // None of them near the hinge's kinks at ±1.
      z: placed(
        backend,
        Array.from({ length: 3 * BATCH }, (_, i) => ((7 * i) % 18) / 5 - 1.7),
      ),
    }));
    const value = () => loss.loss(z, targets, BATCH);
    value();
    const claimed = loss.gradient.slice();
    for (let at = 0; at < z.length; at++) expect(claimed[at]).toBeCloseTo(slope(z, at, value), 4);
  });
});

/** Fourth-order central difference of a float32 computation. */
function slope(values: Float32Array, at: number, f: () => number): number {
  const before = values[at];
  // With the stream above no kink of ReLU, hard tanh or max-pooling lies within.
  const step = 2e-3;
  const [twoBelow, below, above, twoAbove] = [-2, -1, 1, 2].map((times) => {
    values[at] = before + times * step;
    return f();
  });
  values[at] = before;
  return (8 * (above - below) - (twoAbove - twoBelow)) / (12 * step);
}

function convolution(backend: Backend, channels: number, window: Window, weights: 'binary' | 'float' = 'float') {
  const common = { bias: true, ste: 'clipped', clipLatent: false, largestBatch: BATCH } as const;
  return new Convolution(backend, { ...common, window, channels, weights });
}

describe.each(BACKENDS)('straight-through estimators, written out, on the %s backend', (_, on) => {
  const layerWith = (weights: readonly number[], ste: SteName) =>
    on((backend) => {
      const layer = dense(backend, 2, 2, 'binary', ste);
      layer.matrix.latentWeights.set(weights);
      layer.refresh();
      return { layer, x: placed(backend, [3, 5]), dy: placed(backend, [1, 10]) };
    });

  test('a binary layer multiplies by signs and passes the gradient to the latent weights', () => {
    const { layer, x, dy } = layerWith([0.3, -2, 0, 0.7], 'identity');
    // sign(W) = [[1, -1], [-1, 1]] (zero counts as negative), x = (3, 5): y = (3 - 5, -3 + 5).
    expect([...layer.forward(x, 1).slice(0, 2)]).toEqual([-2, 2]);
    // dy = (1, 10): dW = dyᵀ x = [[3, 5], [30, 50]], dx = dy · sign(W) = (1 - 10, -1 + 10).
    expect([...layer.backward(dy, 1, true).slice(0, 2)]).toEqual([-9, 9]);
    expect([...layer.parameters[0].gradient]).toEqual([3, 5, 30, 50]);
  });

  test('the clipped estimator stops the gradient of latent weights beyond ±1', () => {
    const { layer, x, dy } = layerWith([0.3, -2, 1, 1.01], 'clipped');
    layer.forward(x, 1);
    layer.backward(dy, 1, false);
    expect([...layer.parameters[0].gradient]).toEqual([3, 0, 30, 0]);
  });

  test('a binary convolution multiplies by signs and passes the gradient to the latent weights', () => {
    const { layer, x, dy } = on((backend) => {
      const window = { channels: 1, height: 1, width: 2, kernel: 1, stride: 1, padding: 0 };
      const layer = convolution(backend, 2, window, 'binary');
      layer.matrix.latentWeights.set([0.3, -2]);
      layer.matrix.bias?.value.set([10, 20]);
      layer.refresh();
      return { layer, x: placed(backend, [3, 5]), dy: placed(backend, [1, 2, 3, 4]) };
    });
    expect([...layer.forward(x, 1).slice(0, 4)]).toEqual([3 + 10, 5 + 10, -3 + 20, -5 + 20]);
    expect([...layer.backward(dy, 1, true).slice(0, 2)]).toEqual([1 - 3, 2 - 4]);
    // The second weight is beyond 1: clipped.
    expect(layer.parameters.map(({ gradient }) => [...gradient])).toEqual([
      [1 * 3 + 2 * 5, 0],
      [1 + 2, 3 + 4],
    ]);
  });

  test.each([
    ['identity', [1, 2, 3, 4, 5, 6]],
    ['clipped', [0, 2, 3, 4, 5, 0]],
    // 2 - 2|x| within ±1.
    ['polynomial', [0, 0, 4.8, 8, 1, 0]],
  ] as const)('sign activations: %s', (ste, expected) => {
    const { layer, x, dy } = on((backend) => ({
      layer: new Sign(backend, 6, ste, 1),
      x: placed(backend, [-1.5, -1, -0.2, 0, 0.9, 1.1]),
      dy: placed(backend, [1, 2, 3, 4, 5, 6]),
    }));
    expect([...layer.forward(x, 1)]).toEqual([-1, -1, -1, -1, 1, 1]);
    [...layer.backward(dy, 1)].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5);
    });
  });
});

test('the slopes of all estimators but the identity enclose the jump of sign, 2, as far as they are meant to', () => {
  // The derivative of 2σ(βx)(1 + βx(1 - σ(βx))) - 1 rises from -1 to 1; so do ApproxSign and hard tanh.
  for (const name of STE_NAMES.filter((ste) => ste !== 'identity')) {
    let area = 0;
    for (let x = -20; x < 20; x += 1e-3) area += 1e-3 * STE[name](x + 5e-4);
    expect(area).toBeCloseTo(2, 3);
  }
});
