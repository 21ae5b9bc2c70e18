import type { Shape } from '../nn/describe.ts';
import type { Examples } from '../nn/train.ts';

/** A classification data set as studies use it; validation sets and subsets are drawn from `training`. */
export interface DataSet {
  readonly training: Examples;
  readonly test: Examples;
  readonly classes: number;
  /** Of one example: [channels, height, width] of a picture, else [features]. */
  readonly shape: Shape;
}

/** The examples with the given numbers, copied. */
export function select(examples: Examples, numbers: Uint32Array): Examples {
  const { features } = examples;
  const x = new Float32Array(numbers.length * features);
  const labels = new Uint8Array(numbers.length);
  numbers.forEach((number, i) => {
    x.set(examples.x.subarray(number * features, (number + 1) * features), i * features);
    labels[i] = examples.labels[number];
  });
  return { x, labels, count: numbers.length, features };
}
