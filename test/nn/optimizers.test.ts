import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/nn/backend/backend.ts';
import { createOptimizer, type OptimizerName } from '../../src/nn/training/optimizers.ts';
import { BACKENDS, placed } from './backends.ts';

const parameter = (backend: Backend, values: readonly number[], more: { clip?: number; binary?: boolean } = {}) => ({
  name: 'w',
  value: placed(backend, values),
  gradient: backend.allocate(values.length),
  ...more,
});

describe.each(BACKENDS)('on the %s backend', (_, on) => {
  test('Bop, written out', () => {
    const { value, gradient, optimizer } = on((backend) => {
      // As drawn: only their signs count, that of 0 is -1.
      const weights = parameter(backend, [0.1, -0.1, 0.3, 0], { binary: true });
      const settings = { optimizer: 'bop', adaptivity: 1 / 4, flipThreshold: 1 / 2 } as const;
      return { ...weights, optimizer: createOptimizer(backend, [weights], settings) };
    });
    const steps = [
      // m = (1, 1, 0.25, -0.25): the first weight flips; the second's sign is another, the others' m is short.
      { given: [4, 4, 1, -1], after: [-1, -1, 1, -1] },
      // m = (0.75, 0.75, 0.5, -0.5): beyond 1/2 none is of its weight's sign, and 1/2 is not beyond it.
      { given: [0, 0, 1.25, -1.25], after: [-1, -1, 1, -1] },
      // m = (-0.6875, 0.5625, 0.875, -0.875): all but the second.
      { given: [-5, 0, 2, -2], after: [1, -1, -1, 1] },
    ];
    for (const { given, after } of steps) {
      gradient.set(given);
      optimizer.step(0.1);
      expect([...value]).toEqual(after);
    }
  });

  test('with Bop Adam moves what is not binary', () => {
    const moved = (optimizer: OptimizerName) => {
      const { bias, steps } = on((backend) => {
        const bias = parameter(backend, [0.5, -1, 2]);
        const weights = parameter(backend, [1, -1], { binary: true });
        return { bias, steps: createOptimizer(backend, [weights, bias], { optimizer }) };
      });
      for (const rate of [0.1, 0.01]) {
        bias.gradient.set([1, -2, rate]);
        steps.step(rate);
      }
      return [...bias.value];
    };
    expect(moved('bop')).toEqual(moved('adam'));
  });

  test.each<OptimizerName>(['adam', 'adamw', 'sgd'])('%s clips what has a bound', (name) => {
    const { value, gradient, optimizer } = on((backend) => {
      const weights = parameter(backend, [0.9, -0.9, 0.5], { clip: 1 });
      return { ...weights, optimizer: createOptimizer(backend, [weights], { optimizer: name }) };
    });
    gradient.set([-1, 1, 0]);
    optimizer.step(0.5);
    expect([...value.subarray(0, 2)]).toEqual([1, -1]);
    expect(Math.abs(value[2])).toBeLessThanOrEqual(0.5);
  });
});
