import type { CtmTable } from '../../../src/ctm/index.ts';
import { type SeriesOptions, seriesNamed } from '../../../src/measures/index.ts';
import { plain } from '../../../src/nn/backend/plain.ts';
import { WeightMatrix } from '../../../src/nn/layers/weightMatrix.ts';
import type { WeightKind } from '../../../src/nn/quantisers.ts';
import { randomStream, uniform } from '../../../src/random.ts';
import type { NetworkMeasuring } from '../../../src/study/run/measures.ts';

/** Weight matrices of these shapes, with random weights; `redraw` gives them others. */
export function randomMatrices(shapes: readonly (readonly [number, number])[], kinds: readonly WeightKind[], seed = 1) {
  const random = randomStream(seed, 0);
  const matrices = shapes.map(
    ([outputs, inputs], i) =>
      new WeightMatrix(
        plain,
        outputs,
        inputs,
        { weights: kinds[i % kinds.length], bias: false, ste: 'identity', clipLatent: false },
        1,
      ),
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

/** What `NetworkMeasures` needs, of these series measured at every step. */
export function measuring(
  table: CtmTable,
  names: readonly string[],
  options: Partial<SeriesOptions> = {},
  change: Partial<NetworkMeasuring> = {},
): NetworkMeasuring {
  const series = names.map((name) => seriesNamed(name, { table: '2d-n4', ...options }));
  return { series, tables: { '2d-n4': table }, sampleEvery: 1, stepsPerEpoch: 1000, floatBits: null, ...change };
}
