import type { Examples, Shape } from '../nn/examples.ts';

/** What a network meets in a data set. */
export interface Task {
  readonly classes: number;
  /** Of one example: [channels, height, width] of a picture, else [features]. */
  readonly shape: Shape;
  /** How many real values each example has beside its class, for regression; none if left out. */
  readonly values?: number;
}

/** A data set as studies use it; validation sets and subsets are drawn from `training`. */
export interface DataSet extends Task {
  readonly training: Examples;
  readonly test: Examples;
}

/** The examples with the given numbers, copied. */
export function select(examples: Examples, numbers: Uint32Array): Examples {
  const { x, labels, values, count, features } = examples;
  return {
    x: rows(x, features, numbers),
    labels: Uint8Array.from(numbers, (number) => labels[number]),
    ...(values && { values: rows(values, values.length / count, numbers) }),
    count: numbers.length,
    features,
  };
}

/** The rows with the given numbers of a matrix [any × width]. */
export function rows(matrix: Float32Array, width: number, numbers: Uint32Array): Float32Array {
  const chosen = new Float32Array(numbers.length * width);
  numbers.forEach((number, i) => {
    chosen.set(matrix.subarray(number * width, (number + 1) * width), i * width);
  });
  return chosen;
}
