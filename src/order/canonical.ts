/**
 * The canonical order of a binary matrix: an order of its rows and one of its columns that depend on nothing but the matrix
 * up to permutations, and that put alike ones beside each other (seriation). First rows and columns get names that do not
 * depend on those that they have; then both are led along paths of nearest neighbours, in which ties are broken by name.
 */
import { MOST_VECTORS, makeVectors, type Vectors, vectorsOf } from './distances.ts';
import { canonicalNames } from './names.ts';
import { greedyPath } from './path.ts';

/** The stored row, and the stored column, at each place. */
export interface Order {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
}

/**
 * The canonical order of a matrix [rows × columns] of the bits 0 and 1. `isUnique` says that every permutation of the
 * matrix leads to the same bits; it is false where so much of a matrix is alike that the search was given up and ties stay as stored.
 * Throws a RangeError for more than 16 384 rows or columns.
 */
export function canonicalOrder(
  bits: Uint8Array,
  rows: number,
  columns: number,
): Order & { readonly isUnique: boolean } {
  if (Math.max(rows, columns) > MOST_VECTORS) {
    throw new RangeError(`canonical order of ${rows} × ${columns}: at most ${MOST_VECTORS} rows and columns`);
  }
  const names = canonicalNames(bits, rows, columns);
  // Distances of rows do not depend on the columns' order, nor those of columns on the rows'.
  const { ofRows, ofColumns } = vectorsOf(bits, rows, columns);
  return {
    rows: alongPath(ofRows, names.rows),
    columns: alongPath(ofColumns, names.columns),
    isUnique: names.areUnique,
  };
}

/** The numbers of vectors along their path, which knows them by other names: `named` has the vector of each name. */
function alongPath({ count, bits, length, words }: Vectors, named: Uint32Array): Uint32Array {
  const vectors = makeVectors(count, bits);
  for (let name = 0; name < count; name++) {
    const [from, to] = [named[name] * length, name * length];
    for (let word = 0; word < length; word++) vectors.words[to + word] = words[from + word];
  }
  const path = greedyPath(vectors);
  for (let place = 0; place < count; place++) path[place] = named[path[place]];
  return path;
}

/** The bits of a matrix in another order, written to `place`. */
export function reordered(
  bits: Uint8Array,
  columns: number,
  order: Order,
  place: Uint8Array = new Uint8Array(bits.length),
): Uint8Array {
  let cell = 0;
  for (let i = 0; i < order.rows.length; i++) {
    const row = order.rows[i] * columns;
    for (let j = 0; j < columns; j++) place[cell++] = bits[row + order.columns[j]];
  }
  return place;
}
