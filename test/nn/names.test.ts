import { describe, expect, test } from 'vitest';
import { Kernels } from '../../src/kernels.ts';
import { plain } from '../../src/nn/backend/plain.ts';
import { buildNetwork, describeLayers, matrixShapeOf, shapesOf } from '../../src/nn/describe.ts';
import { type Examples, outputsFor, targetsOf } from '../../src/nn/examples.ts';
import { WeightMatrix } from '../../src/nn/layers/weightMatrix.ts';
import { bitsOf, quantise, toIntegers } from '../../src/nn/quantisers.ts';
import { createLoss, lossFits } from '../../src/nn/training/loss.ts';
import { createOptimizer } from '../../src/nn/training/optimizers.ts';
import { scheduledRate } from '../../src/nn/training/schedule.ts';
import { randomStream } from '../../src/random.ts';
import { BACKENDS, placed } from './backends.ts';

const common = { bias: false, weightSte: 'identity', activationSte: 'clipped', clipLatent: false } as const;
const EXAMPLES: Examples = { x: Float32Array.of(1, 2, 3), labels: new Uint8Array(1), count: 1, features: 3 };
const three = () => Float32Array.of(1, 2, 3);

/** Refused by the compiler, which each line says, and when it is run: never taken for another, or for nothing. */
const UNKNOWN: Record<string, () => unknown> = {
  // @ts-expect-error: no such layer
  'a layer, in shapes': () => shapesOf([{ layer: 'softSign' }], [3], 3),
  // @ts-expect-error: no such layer
  'a layer, in a network': () => buildNetwork(plain, [3], 3, { ...common, layers: [{ layer: 'softSign' }] }, 1),
  // @ts-expect-error: no such layer
  'a layer, in the shape of its matrix': () => matrixShapeOf({ layer: 'softSign' }, [3]),
  // @ts-expect-error: no such kind of layer, though every object has it
  'a layer that has the name of a method': () => shapesOf([{ layer: 'toString' }], [3], 3),
  'a place of the norm': () =>
    // @ts-expect-error: no such place
    describeLayers({ ...common, hidden: [2], outputWeights: 'binary', normalise: 'no', normaliseLogits: true }, 2),
  // @ts-expect-error: no such kind
  'a kind of weights': () => quantise('9bit', three(), three()),
  // @ts-expect-error: no such kind
  'a kind of integers': () => toIntegers('9bit', three(), three()),
  // @ts-expect-error: no integers
  'a kind without bits': () => bitsOf('float'),
  // @ts-expect-error: no such loss
  'a loss': () => createLoss('absolute', plain, 3, 1),
  // @ts-expect-error: no such loss
  'a loss of classes': () => lossFits('absolute', 'classes'),
  // @ts-expect-error: no such optimiser
  'an optimiser': () => createOptimizer(plain, [], { optimizer: 'lion' }),
  // @ts-expect-error: no such schedule
  'a schedule': () => scheduledRate(0, 1, { learningRate: 1, schedule: 'linear', maxEpochs: 1 }),
  // @ts-expect-error: no such targets
  targets: () => targetsOf(EXAMPLES, 'ranks'),
  // @ts-expect-error: no such targets
  'outputs for targets': () => outputsFor('ranks', { classes: 2, shape: [3] }),
};

test.each(Object.entries(UNKNOWN))('an unknown name is refused: %s', (_, call) => {
  expect(call).toThrow(/^expected one of .*, got "/);
});

// Names are looked up when they are used, after the building, of which a part is on the plain backend.
describe.each(BACKENDS)('on the %s backend an unknown name is refused:', (_, on) => {
  test('an estimator', () => {
    const { backend, x } = on((backend) => ({ backend, x: placed(backend, three()) }));
    // @ts-expect-error: no such estimator
    expect(() => backend.passThrough('triangle', x, x, x, 3)).toThrow(RangeError);
  });

  test('an estimator of signs', () => {
    const layers = [{ layer: 'sign', ste: 'triangle' }] as const;
    // @ts-expect-error: no such estimator
    const network = on((backend) => buildNetwork(backend, [3], 3, { ...common, layers }, 1));
    const y = network.forward(1, true);
    expect(() => network.backward(y, 1)).toThrow(RangeError);
  });

  test('an estimator of binary weights', () => {
    const options = { weights: 'binary', bias: false, ste: 'triangle', clipLatent: true } as const;
    // @ts-expect-error: no such estimator
    const matrix = on((backend) => new WeightMatrix(backend, 2, 3, options, 1));
    matrix.initialise(randomStream(1, 0));
    expect(() => matrix.passThrough()).toThrow(RangeError);
  });

  test('a kind of weights', () => {
    const options = { weights: '9bit', bias: false, ste: 'clipped', clipLatent: true } as const;
    // @ts-expect-error: no such kind
    const matrix = on((backend) => new WeightMatrix(backend, 2, 3, options, 1));
    expect(() => matrix.initialise(randomStream(1, 0))).toThrow(RangeError);
  });
});

test('the types of the kernels are those of the module', () => {
  const { run } = new Kernels();
  const [scale, adam]: [Parameters<typeof run.scale>['length'], Parameters<typeof run.adam>['length']] = [3, 13];
  expect([run.scale.length, run.adam.length]).toEqual([scale, adam]);
  // @ts-expect-error: no such kernel
  expect(() => run.halve(0, 1, 2)).toThrow(TypeError);
  // @ts-expect-error: one parameter less than the kernel has; of no values, it does nothing
  expect(run.scale(0, 1)).toBeUndefined();
});
