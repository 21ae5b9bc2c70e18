import { plain } from '../../src/nn/backend/plain.ts';
import { WeightMatrix } from '../../src/nn/layers/weightMatrix.ts';
import type { WeightKind } from '../../src/nn/quantisers.ts';
import { randomStream, uniform } from '../../src/random.ts';

/** Weight matrices of these shapes, with random weights; `redraw` gives them others. */
export function randomMatrices(shapes: readonly (readonly [number, number])[], kinds: readonly WeightKind[], seed = 1) {
  const random = randomStream(seed, 0);
  const matrices = shapes.map(
    ([outputs, inputs], i) =>
      new WeightMatrix(plain, outputs, inputs, {
        weights: kinds[i % kinds.length],
        bias: false,
        ste: 'identity',
        clipLatent: false,
      }),
  );
  const redraw = (share = 1) => {
    for (const matrix of matrices) {
      const { latentWeights } = matrix;
      for (let i = 0; i < latentWeights.length; i++) {
        if (uniform(random) < share) latentWeights[i] = uniform(random) + uniform(random) - 0.9;
      }
      matrix.refresh();
    }
  };
  redraw();
  return { matrices, redraw };
}

/** Rows of a row-major matrix. */
export function rowsOf(values: ArrayLike<number>, columns: number): number[][] {
  const list = Array.from(values);
  return Array.from({ length: list.length / columns }, (_, row) => list.slice(row * columns, (row + 1) * columns));
}
