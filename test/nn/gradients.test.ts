import { describe, expect, test } from 'vitest';
import { BatchNorm } from '../../src/nn/batchNorm.ts';
import { Dense } from '../../src/nn/dense.ts';
import { crossEntropy } from '../../src/nn/loss.ts';
import { Network } from '../../src/nn/network.ts';
import { Sign } from '../../src/nn/sign.ts';
import { randomStream, uniform } from '../../src/random.ts';

const BATCH = 6;
const random = randomStream(7, 0);
const floats = (length: number) => Float32Array.from({ length }, () => 2 * uniform(random) - 1);
const labels = Uint8Array.of(0, 1, 2, 2, 1, 0);

function dense(inputs: number, outputs: number, weights: 'binary' | 'float', bias = true) {
  return new Dense({ inputs, outputs, weights, bias, ste: 'identity', clipLatent: false, largestBatch: BATCH, random });
}

describe('finite differences agree with the gradient of', () => {
  // Everything but the signs is differentiable: float weights, biases, both kinds of normalisation parameters.
  const layers = [dense(5, 4, 'float'), new BatchNorm(4, BATCH), dense(4, 3, 'float'), new BatchNorm(3, BATCH)];
  const network = new Network(layers, BATCH);
  const x = floats(BATCH * 5);
  const loss = () => crossEntropy(network.forward(x, BATCH, true), labels, BATCH, 3);

  const gradient = new Float32Array(BATCH * 3);
  crossEntropy(network.forward(x, BATCH, true), labels, BATCH, 3, gradient);
  network.backward(gradient, BATCH);

  layers.forEach((layer, i) => {
    for (const { name, value, gradient: claimed } of layer.parameters) {
      test(`layer ${i}'s ${name}`, () => {
        for (let at = 0; at < value.length; at++) expect(claimed[at]).toBeCloseTo(slope(value, at, loss), 3);
      });
    }
  });

  test('the input', () => {
    const first = layers[0].backward(
      layers[1].backward(layers[2].backward(layers[3].backward(gradient, BATCH, true), BATCH, true), BATCH, true),
      BATCH,
      true,
    );
    const claimed = first.slice();
    for (let at = 0; at < x.length; at++) expect(claimed[at]).toBeCloseTo(slope(x, at, loss), 3);
  });
});

/** Fourth-order central difference of a float32 computation. */
function slope(values: Float32Array, at: number, f: () => number): number {
  const before = values[at];
  const step = 1e-2;
  const [twoBelow, below, above, twoAbove] = [-2, -1, 1, 2].map((times) => {
    values[at] = before + times * step;
    return f();
  });
  values[at] = before;
  return (8 * (above - below) - (twoAbove - twoBelow)) / (12 * step);
}

describe('straight-through estimators, written out', () => {
  test('a binary layer multiplies by signs and passes the gradient to the latent weights', () => {
    const layer = new Dense({
      inputs: 2,
      outputs: 2,
      weights: 'binary',
      bias: false,
      ste: 'identity',
      clipLatent: false,
      largestBatch: 1,
      random,
    });
    layer.latentWeights.set([0.3, -2, 0, 0.7]);
    layer.refresh();
    // sign(W) = [[1, -1], [-1, 1]] (zero counts as negative), x = (3, 5): y = (3 - 5, -3 + 5).
    expect([...layer.forward(Float32Array.of(3, 5), 1)]).toEqual([-2, 2]);
    // dy = (1, 10): dW = dyᵀ x = [[3, 5], [30, 50]], dx = dy · sign(W) = (1 - 10, -1 + 10).
    expect([...layer.backward(Float32Array.of(1, 10), 1, true)]).toEqual([-9, 9]);
    expect([...layer.parameters[0].gradient]).toEqual([3, 5, 30, 50]);
  });

  test('the clipped estimator stops the gradient of latent weights beyond ±1', () => {
    const layer = new Dense({
      inputs: 2,
      outputs: 2,
      weights: 'binary',
      bias: false,
      ste: 'clipped',
      clipLatent: true,
      largestBatch: 1,
      random,
    });
    layer.latentWeights.set([0.3, -2, 1, 1.01]);
    layer.refresh();
    layer.forward(Float32Array.of(3, 5), 1);
    layer.backward(Float32Array.of(1, 10), 1, false);
    expect([...layer.parameters[0].gradient]).toEqual([3, 0, 30, 0]);
  });

  test('sign activations: clipped passes within ±1, identity everywhere', () => {
    const x = Float32Array.of(-1.5, -1, -0.2, 0, 0.9, 1.1);
    const dy = Float32Array.of(1, 2, 3, 4, 5, 6);
    const clipped = new Sign(6, 'clipped', 1);
    expect([...clipped.forward(x, 1)]).toEqual([-1, -1, -1, -1, 1, 1]);
    expect([...clipped.backward(dy, 1)]).toEqual([0, 2, 3, 4, 5, 0]);
    const identity = new Sign(6, 'identity', 1);
    identity.forward(x, 1);
    expect([...identity.backward(dy, 1)]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
