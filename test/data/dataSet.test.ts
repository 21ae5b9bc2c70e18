import { expect, test } from 'vitest';
import { select } from '../../src/data/dataSet.ts';

test('chosen examples keep their inputs, labels and real values', () => {
  const examples = {
    x: Float32Array.of(0, 1, 10, 11, 20, 21),
    labels: Uint8Array.of(5, 6, 7),
    values: Float32Array.of(0.5, 1.5, 2.5),
    count: 3,
    features: 2,
  };
  expect(select(examples, Uint32Array.of(2, 0))).toEqual({
    x: Float32Array.of(20, 21, 0, 1),
    labels: Uint8Array.of(7, 5),
    values: Float32Array.of(2.5, 0.5),
    count: 2,
    features: 2,
  });
  const { values, ...without } = examples;
  expect(select(without, Uint32Array.of(1))).not.toHaveProperty('values');
});
