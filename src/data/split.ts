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
  const labelsFound = new Set(Uint8Array.from(from, (example) => labels[example]).sort());
  const classes = Array.from(labelsFound, (label) => from.filter((example) => labels[example] === label));
  const shares = classes.map((members) => (size * members.length) / from.length);
  const quotas = shares.map(Math.floor);
  const byRemainder = classes.map((_, i) => i).sort((a, b) => shares[b] - quotas[b] - (shares[a] - quotas[a]) || a - b);
  const missing = size - quotas.reduce((a, b) => a + b, 0);
  for (const i of byRemainder.slice(0, missing)) quotas[i]++;

  const drawn: number[] = [];
  const rest: number[] = [];
  classes.forEach((members, i) => {
    shuffle(members, random);
    drawn.push(...members.subarray(0, quotas[i]));
    rest.push(...members.subarray(quotas[i]));
  });
  return { drawn: Uint32Array.from(drawn).sort(), rest: Uint32Array.from(rest).sort() };
}
