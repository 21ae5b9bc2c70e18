/** A path through vectors of bits on which neighbours are alike. */
import { inOrder } from '../random.ts';
import { type Vectors, withDistances } from './distances.ts';

/**
 * The order of vectors on the path of the greedy edges: of all pairs, the closest by Hamming distance first, those become
 * neighbours that have fewer than two yet and are not joined by the path already (Bentley 1992, ORSA J. Comput. 4:387,
 * "greedy"). Pairs of one distance come in the order of their numbers, and the path starts at the end with the lesser
 * number. Throws a RangeError for more vectors than `MOST_VECTORS`.
 */
export function greedyPath(vectors: Vectors): Uint32Array {
  const { count, length } = vectors;
  if (count < 2) return inOrder(count);
  const pairs = (count * (count - 1)) / 2;
  // No distance is greater than a vector has bits.
  const places = 32 * length + 2;
  return withDistances(
    vectors,
    (distances, kernels, [starts, sorted, neighbours, otherEnd]) => {
      kernels.run.closestFirst(distances.byteOffset, count, starts, places, sorted);
      kernels.run.greedyEdges(sorted, count, neighbours, otherEnd);
      return walk(new Int32Array(kernels.buffer, neighbours, 2 * count));
    },
    [4 * places, 4 * pairs, 8 * count, 4 * count],
  );
}

/** The numbers of vectors from the lesser end of their path to the other, given two neighbours of each, −1 for none. */
function walk(neighbours: Int32Array): Uint32Array {
  const order = new Uint32Array(neighbours.length / 2);
  let [before, here] = [-1, order.findIndex((_, i) => neighbours[2 * i + 1] < 0)];
  for (let place = 0; place < order.length; place++) {
    order[place] = here;
    const [a, b] = [neighbours[2 * here], neighbours[2 * here + 1]];
    [before, here] = [here, a === before ? b : a];
  }
  return order;
}
