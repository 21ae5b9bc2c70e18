import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Order, placesIn, reorder } from '../../../src/data/inputs/order.ts';
import { onGrid } from '../../../src/data/inputs/standardise.ts';
import { loadDataSet } from '../../../src/data/locate.ts';
import { onSimd } from '../../../src/nn/backend/simd.ts';
import type { Examples } from '../../../src/nn/examples.ts';
import { buildModel } from '../../../src/nn/training/model.ts';
import { evaluate, type TrainingOptions, train } from '../../../src/nn/training/train.ts';
import { randomStream, uniform } from '../../../src/random.ts';
import { NETWORK } from '../../nn/perceptron.ts';

const ORDERS: readonly Order[] = ['rows', 'columns', 'snake', { random: 0 }, { random: 1 }, { random: 0xffff_ffff }];
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

test('every order of a picture has each of its inputs once', () => {
  const size = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(size, size, fc.constantFrom(...ORDERS), (height, width, order) => {
      const places = placesIn(order, [1, height, width]);
      expect([...places].sort((a, b) => a - b)).toEqual(numbers(height * width));
    }),
  );
});

test('the orders of a picture of two rows and three columns, by hand', () => {
  const of = (order: Order) => [...placesIn(order, [1, 2, 3])];
  expect(of('rows')).toEqual([0, 1, 2, 3, 4, 5]);
  expect(of('columns')).toEqual([0, 3, 1, 4, 2, 5]);
  expect(of('snake')).toEqual([0, 1, 2, 5, 4, 3]);
});

test('each number is one random order, whatever the shape; those of two numbers differ', () => {
  const of = (random: number, shape = [100]) => placesIn({ random }, shape).join();
  expect(of(7)).toBe(of(7));
  expect(of(7, [1, 10, 10])).toBe(of(7));
  const orders = numbers(50).map((random) => of(random));
  expect(new Set([...orders, numbers(100).join()]).size).toBe(51);
});

test('random orders put each input anywhere, equally often', () => {
  const PLACES = 5;
  const counts = new Map<string, number>();
  for (const random of numbers(6000)) {
    placesIn({ random }, [PLACES]).forEach((input, place) => {
      const key = `${input} at ${place}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    });
  }
  expect(counts.size).toBe(PLACES ** 2);
  // Five standard deviations of a binomial count.
  const [mean, deviation] = [6000 / PLACES, Math.sqrt((6000 / PLACES) * (1 - 1 / PLACES))];
  for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(5 * deviation);
});

test('what is no picture has no columns', () => {
  for (const order of ['columns', 'snake'] as const) expect(() => placesIn(order, [48])).toThrow(RangeError);
});

test('inputs are put in order where they lie, those of each example by themselves', () => {
  const x = new Float32Array(new SharedArrayBuffer(4 * 8)).map((_, i) => i);
  reorder(x, Uint32Array.of(2, 0, 3, 1));
  expect([...x]).toEqual([2, 0, 3, 1, 6, 4, 7, 5]);
});

/** The same bits: `toEqual` takes a second for each hundred thousand values. */
function expectSame(found: Examples, expected: Examples) {
  const bytes = (values?: Float32Array | Uint8Array) => Buffer.from(new Uint8Array(values?.slice().buffer ?? []));
  for (const field of ['x', 'labels', 'values'] as const) {
    expect(bytes(found[field]).equals(bytes(expected[field]))).toBe(true);
  }
  const { count, features, grid } = expected;
  expect(found).toMatchObject({ count, features, grid });
}

test('in rows a set is as it is; in any other order it differs in the places of its inputs alone', async () => {
  const waves = { set: 'sincos', noise: 0.75, grid: 12 } as const;
  const plain = await loadDataSet(waves);
  const inRows = await loadDataSet({ ...waves, order: 'rows' });
  const places = placesIn({ random: 3 }, plain.shape);
  const ordered = await loadDataSet({ ...waves, order: { random: 3 } });
  for (const part of ['training', 'test'] as const) {
    expectSame(inRows[part], plain[part]);
    const x = plain[part].x.map((_, at, before) => before[at - (at % 48) + places[at % 48]]);
    expectSame(ordered[part], { ...plain[part], x });
  }
});

test('pictures in columns are pictures turned about their diagonal, in the memory that threads share', async () => {
  const pictures = { set: 'mnist', size: 4, antialias: false, grid: 12 } as const;
  const [plain, turned] = [await loadDataSet(pictures), await loadDataSet({ ...pictures, order: 'columns' })];
  expect(Buffer.from(turned.training.labels).equals(plain.training.labels)).toBe(true);
  expect(turned.training.x.buffer).toBeInstanceOf(SharedArrayBuffer);
  for (const example of [0, 59_999]) {
    for (const at of numbers(16)) {
      const [row, column] = [Math.floor(at / 4), at % 4];
      const transposed = plain.training.x[16 * example + 4 * column + row];
      expect(turned.training.x[16 * example + at]).toBe(transposed);
    }
  }
});

const TRAINING: TrainingOptions = {
  optimizer: 'adam',
  learningRate: 0.01,
  schedule: 'constant',
  loss: 'crossEntropy',
  batchSize: 16,
  evaluateEvery: 5,
  patience: null,
  maxEpochs: 10,
};

/** Three classes of 4×4 pictures, on a grid, in an order. */
function pictures(count: number, stream: number, places: Uint32Array) {
  const random = randomStream(3, stream);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  const x = Float32Array.from(
    { length: count * 16 },
    (_, at) => 2 * uniform(random) + Number((at % 16) % 3 === (at >> 4) % 3),
  );
  reorder(x, places);
  return onGrid({ x, labels, count, features: 16 }, 12);
}

test('a perceptron whose first weights are in the same order learns the same, bit for bit', () => {
  const learn = (order: Order) => {
    const places = placesIn(order, [1, 4, 4]);
    const random = randomStream(5, 1);
    const model = onSimd((backend) => buildModel(backend, [16], 3, NETWORK, TRAINING));
    const { network } = model;
    network.initialise(random);
    const [first] = network.matrices;
    reorder(first.latentWeights, places);
    network.refresh();
    const losses: number[] = [];
    const onStep = (_step: number, _epoch: number, loss: number) => losses.push(loss);
    const onEvaluation = (_steps: number, loss: number) => losses.push(loss);
    train(model, pictures(203, 0, places), pictures(99, 1, places), TRAINING, random, { onStep, onEvaluation });
    return {
      losses,
      places,
      weights: Float32Array.from(first.latentWeights),
      test: evaluate(model, pictures(300, 2, places)),
    };
  };
  const plain = learn('rows');
  expect(plain.test.accuracy).toBeGreaterThan(0.6);
  for (const order of ORDERS.slice(1)) {
    const { losses, places, weights, test } = learn(order);
    expect(losses).toEqual(plain.losses);
    expect(test).toEqual(plain.test);
    const expected = plain.weights.slice();
    reorder(expected, places);
    expect(weights).toEqual(expected);
    expect(weights).not.toEqual(plain.weights);
  }
});
