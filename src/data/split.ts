import { type RandomGenerator, shuffle } from '../random.ts';

/**
 * Draws `size` of the examples `from` at random such that each class keeps its share; what is left over by rounding
 * goes to the classes with the largest remainders, the lower class first. Both parts come back in ascending order.
 */
export function stratifiedDraw(
  from: Uint32Array,
  labels: Uint8Array,
  size: number,
  random: RandomGenerator,
): { drawn: Uint32Array; rest: Uint32Array } {
  if (!Number.isInteger(size) || size < 0 || size > from.length) {
    throw new RangeError(`cannot draw ${size} of ${from.length} examples`);
  }
  const classes = byClass(from, labels);
  const shares = classes.map((members) => (size * members.length) / from.length);
  const quotas = shares.map(Math.floor);
  const byRemainder = classes.map((_, i) => i).sort((a, b) => shares[b] - quotas[b] - (shares[a] - quotas[a]) || a - b);
  const missing = size - quotas.reduce((a, b) => a + b, 0);
  for (const i of byRemainder.slice(0, missing)) quotas[i]++;

  /** By example: those of the first part, then of the second. */
  const parts = [new Uint8Array(labels.length), new Uint8Array(labels.length)];
  classes.forEach((members, i) => {
    shuffle(members, random, quotas[i]);
    for (let place = 0; place < members.length; place++) parts[Number(place >= quotas[i])][members[place]] = 1;
  });
  const [drawn, rest] = parts.map(placesOfOnes);
  return { drawn, rest };
}

/** Where ones stand, in ascending order. */
function placesOfOnes(ones: Uint8Array): Uint32Array {
  const places = new Uint32Array(ones.reduce((sum, one) => sum + one, 0));
  for (let place = 0, found = 0; place < ones.length; place++) if (ones[place] === 1) places[found++] = place;
  return places;
}

/** The examples of each class that occurs, the lowest class first, in the order in which they come. */
function byClass(from: Uint32Array, labels: Uint8Array): Uint32Array[] {
  const counts = new Uint32Array(256);
  for (let i = 0; i < from.length; i++) counts[labels[from[i]]]++;
  const classes = Array.from(counts, (count) => new Uint32Array(count));
  const filled = new Uint32Array(256);
  for (let i = 0; i < from.length; i++) {
    const label = labels[from[i]];
    classes[label][filled[label]++] = from[i];
  }
  return classes.filter(({ length }) => length > 0);
}
