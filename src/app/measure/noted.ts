import type { Tensor } from '../../arrays/index.ts';

export function countValues({ shape }: Tensor): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The same tensor, of which is told how many values were read, a piece at a time. What that throws ends the reading. */
export function noted(tensor: Tensor, onValues: (values: number) => void): Tensor {
  return {
    ...tensor,
    async *chunks() {
      for await (const values of tensor.chunks()) {
        yield values;
        onValues(values.length);
      }
    },
  };
}
