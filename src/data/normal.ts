import { type RandomGenerator, uniform } from '../random.ts';

/** Independent values of mean 0 and deviation 1 (Box and Muller 1958). */
export function standardNormal(count: number, random: RandomGenerator): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    // 1 − u is never 0, whose logarithm is not finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(random)));
    const angle = 2 * Math.PI * uniform(random);
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
