import { describe, expect, test } from 'vitest';
import { Dense } from '../../src/nn/layers/dense.ts';
import { Embedding } from '../../src/nn/layers/embedding.ts';
import { Network } from '../../src/nn/network.ts';
import { randomStream } from '../../src/random.ts';
import { BACKENDS, placed } from './backends.ts';

const common = { bias: false, ste: 'clipped', clipLatent: false } as const;

describe.each(BACKENDS)('an embedding on the %s backend', (_, on) => {
  const layerOf = (weights: 'float' | 'binary' | 'ternary', x: readonly number[]) =>
    on((backend) => {
      const layer = new Embedding(backend, { inputs: 2, symbols: 3, size: 2, weights, ...common, largestBatch: 2 });
      layer.matrix.latentWeights.set([0.5, -2, 1, 3, -0.25, 0]);
      layer.refresh();
      return { layer, x: placed(backend, x), dy: placed(backend, [1, 10, 100, 1000, 2, 20, 200, 2000]) };
    });

  test('by hand: each integer is its row, and a row has the sum of the gradients at its places', () => {
    const { layer, x, dy } = layerOf('float', [2, 0, 2, 2]);
    expect([...layer.forward(x, 2)]).toEqual([-0.25, 0, 0.5, -2, -0.25, 0, -0.25, 0]);
    layer.backward(dy);
    expect([...layer.matrix.gradient]).toEqual([100, 1000, 0, 0, 1 + 2 + 200, 10 + 20 + 2000]);
    // Nothing is left of it after another pass.
    layer.forward(placedLike(x, [1, 1]), 1);
    layer.backward(dy);
    expect([...layer.matrix.gradient]).toEqual([0, 0, 101, 1010, 0, 0]);
  });

  test('the network uses rows of signs, and the gradient passes the estimator of the latent weights', () => {
    const { layer, x, dy } = layerOf('binary', [0, 1, 2, 2]);
    expect([...layer.forward(x, 2)]).toEqual([1, -1, 1, 1, -1, -1, -1, -1]);
    layer.backward(dy);
    expect([...layer.matrix.gradient]).toEqual([1, 0, 100, 0, 202, 2020]);
  });

  test('other kinds of weights are those of their quantiser', () => {
    const { layer, x } = layerOf('ternary', [0, 1, 2, 2]);
    // mean |w| = 1.125, so that the threshold is 0.7875.
    expect([...layer.forward(x, 2)]).toEqual([0, -1, 1, 1, 0, 0, 0, 0].map((value) => value));
  });

  test.each([3, -1, 0.5, Number.NaN])('%d is refused', (value) => {
    const { layer, x } = layerOf('float', [0, 1, value, 1]);
    expect(() => layer.forward(x, 2)).toThrow(/is no integer from 0 to 2$/);
  });

  test('a network puts back what was saved', () => {
    const network = on((backend) => {
      const embedding = new Embedding(backend, {
        inputs: 2,
        symbols: 5,
        size: 3,
        weights: 'binary',
        ...common,
        largestBatch: 2,
      });
      const dense = new Dense(backend, {
        inputs: 6,
        outputs: 4,
        weights: 'binary',
        binaryInputs: true,
        ...common,
        largestBatch: 2,
      });
      return new Network(backend, [embedding, dense], 2);
    });
    network.initialise(randomStream(1, 0));
    network.input.set([0, 1, 4, 4]);
    const before = [...network.forward(2, false)];
    const saved = network.save();
    network.initialise(randomStream(2, 0));
    expect([...network.forward(2, false)]).not.toEqual(before);
    network.restore(saved);
    expect([...network.forward(2, false)]).toEqual(before);
    expect(network.state.map(({ layer, name }) => [layer, name])).toEqual([
      [0, 'latentWeights'],
      [1, 'latentWeights'],
    ]);
  });
});

/** The same array with other values. */
function placedLike(x: Float32Array, values: readonly number[]): Float32Array {
  x.set(values);
  return x;
}
