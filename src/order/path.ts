/** A path through vectors of bits on which neighbours are alike. */
import { inOrder } from '../random.ts';
import { MOST_VECTORS, type Vectors, withDistances } from './distances.ts';

/** A pair (i, j) is i · 2^14 + j. */
const SHIFT = Math.log2(MOST_VECTORS);

/**
 * The order of vectors on the path of the greedy edges: of all pairs, the closest by Hamming distance first, those become
 * neighbours that have fewer than two yet and are not joined by the path already (Bentley 1992, ORSA J. Comput. 4:387,
 * "greedy"). Pairs of one distance come in the order of their numbers, and the path starts at the end with the lesser
 * number. Throws a RangeError for more vectors than `MOST_VECTORS`.
 */
export function greedyPath(vectors: Vectors): Uint32Array {
  const { count } = vectors;
  if (count < 2) return inOrder(count);
  const pairs = closestFirst(vectors);
  /** Two of each; −1 where there is none yet. */
  const neighbours = new Int32Array(2 * count).fill(-1);
  /** Of each end of a piece of the path, its other end. */
  const otherEnd = inOrder(count);
  for (let [next, missing] = [0, count - 1]; missing > 0; next++) {
    const i = pairs[next] >> SHIFT;
    const j = pairs[next] & (MOST_VECTORS - 1);
    if (neighbours[2 * i + 1] >= 0 || neighbours[2 * j + 1] >= 0 || otherEnd[i] === j) continue;
    neighbours[2 * i + Number(neighbours[2 * i] >= 0)] = j;
    neighbours[2 * j + Number(neighbours[2 * j] >= 0)] = i;
    const [a, b] = [otherEnd[i], otherEnd[j]];
    otherEnd[a] = b;
    otherEnd[b] = a;
    missing--;
  }
  return walk(neighbours);
}

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

/** All pairs, sorted by distance: by counting. */
function closestFirst(vectors: Vectors): Uint32Array {
  const { count, length } = vectors;
  return withDistances(vectors, (distances) => {
    const starts = new Uint32Array(32 * length + 2);
    for (let pair = 0; pair < distances.length; pair++) starts[distances[pair] + 1]++;
    for (let distance = 1; distance < starts.length; distance++) starts[distance] += starts[distance - 1];
    const sorted = new Uint32Array(distances.length);
    for (let i = 0, pair = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++) sorted[starts[distances[pair++]]++] = (i << SHIFT) | j;
    }
    return sorted;
  });
}
