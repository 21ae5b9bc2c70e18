import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { slicesOf } from '../bdm/index.ts';
import { vectorsOf, withDistances } from '../order/index.ts';
import type { Weights } from './measure.ts';
import type { SeriesOptions } from './options.ts';

/**
 * Effective rank of a matrix of the signs ±1: how many of its singular values σ count, from 1 for a matrix of rank 1.
 *
 * - `participation`: (Σ σ²)² / Σ σ⁴, the participation ratio of the squared singular values. It is exact: Σ σ² is the
 *   number of cells, Σ σ⁴ the sum of the squared products of all rows with one another.
 * - `entropy`: exp of the Shannon entropy of σ / Σ σ (Roy & Vetterli 2007, EUSIPCO 15:606).
 *
 * Of several matrices the sum. It does not depend on the order of rows and columns. Throws a RangeError for a matrix of more
 * than 65 535 rows or columns.
 */
export function effectiveRank({ bits, matrices }: Pick<Weights, 'bits' | 'matrices'>, rank: SeriesOptions['rank']) {
  return slicesOf(bits, matrices).reduce((sum, { bits, rows, columns }) => sum + rankOf(bits, rows, columns, rank), 0);
}

function rankOf(bits: Uint8Array, rows: number, columns: number, rank: SeriesOptions['rank']): number {
  const { ofRows, ofColumns } = vectorsOf(bits, rows, columns);
  const vectors = rows <= columns ? ofRows : ofColumns;
  const { count, bits: length } = vectors;
  // Two vectors of signs that differ in d places have the product length − 2 d.
  const products = withDistances(vectors, (distances) => Float64Array.from(distances, (d) => length - 2 * d));
  if (rank === 'participation') {
    const squares = products.reduce((sum, product) => sum + 2 * product ** 2, count * length ** 2);
    return (count * length) ** 2 / squares;
  }
  const matrix = Matrix.eye(count, count, length);
  let pair = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      matrix.set(i, j, products[pair]);
      matrix.set(j, i, products[pair++]);
    }
  }
  const { realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return entropyRank(realEigenvalues.map((value) => Math.sqrt(Math.max(0, value))));
}

function entropyRank(singular: readonly number[]): number {
  const total = singular.reduce((sum, value) => sum + value, 0);
  return Math.exp(
    singular.reduce((sum, value) => sum + (value === 0 ? 0 : (value / total) * Math.log(total / value)), 0),
  );
}
