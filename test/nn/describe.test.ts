import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/nn/backend/backend.ts';
import { plain } from '../../src/nn/backend/plain.ts';
import { memoryFor, onSimd } from '../../src/nn/backend/simd.ts';
import { buildNetwork, describeLayers, ShapeError, shapesOf } from '../../src/nn/describe.ts';
import { Dropout } from '../../src/nn/layers/dropout.ts';
import type { LayerDescription } from '../../src/nn/layers/table.ts';
import { buildModel } from '../../src/nn/training/model.ts';
import { randomStream, uniform } from '../../src/random.ts';
import { BACKENDS, placed } from './backends.ts';

const common = { bias: false, weightSte: 'identity', activationSte: 'clipped', clipLatent: false } as const;
const ofKind = (layer: 'batchNorm' | 'relu' | 'hardTanh' | 'flatten' | 'sign'): LayerDescription => ({ layer });

test('a perceptron is a chain of dense layers, norms and signs', () => {
  const perceptron = { hidden: [8, 4], outputWeights: 'float', normaliseLogits: true, ...common } as const;
  const kinds = (normalise: 'beforeSign' | 'afterSign') =>
    describeLayers({ ...perceptron, normalise }, 3).map(({ layer }) => layer);
  const hidden = ['dense', 'batchNorm', 'sign'];
  expect(kinds('beforeSign')).toEqual(['flatten', ...hidden, ...hidden, 'dense', 'batchNorm']);
  const other = ['dense', 'sign', 'batchNorm'];
  expect(kinds('afterSign')).toEqual(['flatten', ...other, ...other, 'dense', 'batchNorm']);
});

test('shapes follow from layer to layer', () => {
  const layers: LayerDescription[] = [
    { layer: 'convolution', channels: 6, kernel: 5, stride: 2, padding: 1 },
    ofKind('relu'),
    { layer: 'maxPooling', size: 2 },
    ofKind('flatten'),
    { layer: 'dense', outputs: 4 },
  ];
  // (9 + 2 - 5) / 2 + 1 = 4 down, (12 + 2 - 5) / 2 + 1 = 5 across.
  expect(shapesOf(layers, [2, 9, 12], 4)).toEqual([[2, 9, 12], [6, 4, 5], [6, 4, 5], [6, 2, 2], [24], [4]]);
});

describe('a layer that does not fit is named by its number:', () => {
  const flat: LayerDescription[] = [ofKind('flatten'), { layer: 'dense', outputs: 4 }];
  test.each<[LayerDescription[], string]>([
    [
      [{ layer: 'dense', outputs: 4 }],
      'layer 1, dense: expected a row of values, got 2×6×6; a flatten layer makes it one',
    ],
    [
      [ofKind('flatten'), { layer: 'convolution', channels: 4, kernel: 1 }],
      'layer 2, convolution: expected channels × height × width, got 72 values',
    ],
    [
      [{ layer: 'convolution', channels: 4, kernel: 7 }, ...flat],
      'layer 1, convolution: a kernel of 7×7 does not fit into pictures of 6×6',
    ],
    [
      [ofKind('relu'), { layer: 'maxPooling', size: 7 }, ...flat],
      'layer 2, maxPooling: squares of 7×7 do not fit into pictures of 6×6',
    ],
    [
      [...flat, ofKind('sign'), { layer: 'dense', outputs: 5 }],
      'layer 4, dense: it is the last and gives 5 values, not 4 values, one for each class',
    ],
    [[ofKind('sign')], 'layer 1, sign: it is the last and gives 2×6×6, not 4 values, one for each class'],
  ])('%o', (layers, message) => {
    expect(() => shapesOf(layers, [2, 6, 6], 4)).toThrow(new ShapeError(message));
    expect(() => buildNetwork(plain, [2, 6, 6], 4, { ...common, layers }, 2)).toThrow(message);
  });
});

test('what is built computes the same with products of signs as without, to the last bit', () => {
  // The second convolution covers 4 · 16 values, which are signs.
  const layers: LayerDescription[] = [
    { layer: 'convolution', channels: 4, kernel: 2 },
    ofKind('sign'),
    { layer: 'maxPooling', size: 2 },
    { layer: 'convolution', channels: 3, kernel: 4 },
    ofKind('flatten'),
    { layer: 'dense', outputs: 2, weights: 'float' },
  ];
  const outputs = (described: LayerDescription[]) => {
    const network = onSimd((backend) => buildNetwork(backend, [1, 11, 13], 2, { ...common, layers: described }, 3));
    network.initialise(randomStream(2, 0));
    const random = randomStream(2, 1);
    for (let i = 0; i < network.input.length; i++) network.input[i] = uniform(random) - 0.5;
    const packed = network.matrices.map((matrix) => matrix.packed !== null);
    return { packed, y: [...network.forward(3, false)] };
  };
  const signs = outputs(layers);
  // Hard tanh of signs is what it is given, but the builder does not know.
  const floats = outputs([...layers.slice(0, 3), ofKind('hardTanh'), ...layers.slice(3)]);
  expect([signs.packed, floats.packed]).toEqual([
    [false, true, false],
    [false, false, false],
  ]);
  expect(signs.y).toEqual(floats.y);
});

test('layers take bias and estimator from the network unless they say their own', () => {
  const layers: LayerDescription[] = [
    { layer: 'dense', outputs: 3, bias: false },
    { layer: 'sign', ste: 'identity' },
    ofKind('sign'),
    { layer: 'dense', outputs: 2 },
  ];
  const network = buildNetwork(plain, [3], 2, { ...common, bias: true, layers }, 1);
  expect(network.matrices.map(({ bias }) => bias !== null)).toEqual([false, true]);
  const [, own, ofNetwork] = network.layers;
  for (const layer of [own, ofNetwork]) layer.forward(Float32Array.of(2, 0.5, -3), 1, true);
  const gradients = [own, ofNetwork].map((layer) => [...layer.backward(Float32Array.of(1, 1, 1), 1, true)]);
  expect(gradients).toEqual([
    [1, 1, 1],
    [0, 1, 0],
  ]);
});

test('layers with weights take estimator and clipping from the network too', () => {
  const layers: LayerDescription[] = [
    { layer: 'dense', outputs: 2 },
    { layer: 'dense', outputs: 2, weightSte: 'identity', clipLatent: false },
  ];
  const options = { ...common, weightSte: 'clipped', clipLatent: true, layers } as const;
  const network = buildNetwork(plain, [2], 2, options, 1);
  const clips = network.parameters.map(({ clip }) => clip);
  expect(clips).toEqual([1, undefined]);
  for (const { latentWeights } of network.matrices) latentWeights.set([0.5, 1.5, -1.5, -0.5]);
  network.refresh();
  network.input.set([1, 1]);
  network.forward(1, true);
  // y = (2, -2) of the first layer; dx = (1, 1) of the second, whose first row of gradients is y.
  network.backward(Float32Array.of(1, 0), 1);
  expect(network.parameters.map(({ gradient }) => [...gradient])).toEqual([
    [1, 0, 0, 1],
    [2, -2, 0, 0],
  ]);
});

test('what a network would take is known without taking it', () => {
  const training = {
    optimizer: 'adam',
    learningRate: 0.001,
    schedule: 'constant',
    loss: 'crossEntropy',
    batchSize: 64,
    evaluateEvery: 20,
    patience: null,
    maxEpochs: 1,
  } as const;
  const layers: LayerDescription[] = [
    { layer: 'convolution', channels: 40, kernel: 3, padding: 1, bias: true },
    ofKind('batchNorm'),
    ofKind('sign'),
    { layer: 'maxPooling', size: 2 },
    { layer: 'dropout', rate: 0.5 },
    ofKind('flatten'),
    { layer: 'dense', outputs: 50 },
    ofKind('relu'),
    { layer: 'dense', outputs: 10, weights: 'float' },
  ];
  for (const optimizer of ['adam', 'sgd', 'bop'] as const) {
    const build = (backend: Backend) =>
      buildModel(backend, [3, 20, 20], 10, { ...common, layers }, { ...training, optimizer });
    const memory = onSimd(build).network.input.buffer.byteLength;
    // Pages of 64 KiB; the module's own data take the first KiB.
    expect(memory).toBe(65_536 * Math.ceil((1024 + memoryFor(build)) / 65_536));
  }
  const wide: LayerDescription[] = Array.from({ length: 64 }, () => ({ layer: 'dense', outputs: 1_000_000 }));
  const huge = memoryFor((backend) => buildNetwork(backend, [1_000_000], 1_000_000, { ...common, layers: wide }, 1));
  // 64 matrices: of each weight the latent one, the binary one and the gradient, and its bit in the codes of rows and columns.
  expect(huge / (64 * 1e12 * (3 * 4 + 2 / 8))).toBeCloseTo(1, 3);
});

describe.each(BACKENDS)('dropout on the %s backend', (_, on) => {
  const { layer, x } = on((backend) => ({
    layer: new Dropout(backend, 1000, 0.2, 10),
    x: placed(backend, new Float32Array(10_000).fill(4)),
  }));
  const drawn = (stream: number) => {
    layer.draw(randomStream(1, stream), 10);
    return [...layer.forward(x, 10, true)];
  };

  test('leaves out the share that it is told and keeps the mean', () => {
    const y = drawn(0);
    expect(new Set(y)).toEqual(new Set([0, 5]));
    const share = y.filter((value) => value === 0).length / y.length;
    // Five standard deviations of 10 000 draws.
    expect(Math.abs(share - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / 10_000));
  });

  test('draws from the generator that it is given, and passes the gradient where it passed the value', () => {
    const y = drawn(0);
    expect(drawn(1)).not.toEqual(y);
    expect(drawn(0)).toEqual(y);
    expect([...layer.backward(x, 10)]).toEqual(y);
  });

  test('is nothing in use', () => {
    expect(layer.forward(x, 10, false)).toBe(x);
  });
});
