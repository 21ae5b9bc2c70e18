/**
 * Seeded random numbers. A generator is an argument, never global; a run takes the stream that its number gives, so
 * that it draws the same numbers whichever thread runs it and in whatever order.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

export type { RandomGenerator };

/** A generator that draws what one in this state (`getState`) would draw next. Throws an Error for no such state. */
export const randomFromState = xoroshiro128plusFromState;

/** A double in [0, 1). */
export const uniform = uniformFloat64;

/** Stream number `stream` of a seed: streams are 2^64 draws apart, those of neighbouring seeds unrelated. */
export function randomStream(seed: number, stream: number): RandomGenerator {
  const random = xoroshiro128plusFromState([1, 2, 3, 4].map((word) => mix(seed + word * 0x9e3779b9)));
  for (let i = 0; i < stream; i++) random.jump();
  return random;
}

/** A stream of a number that is no study's seed: none of its draws are those of a study whose seed is that number. */
export function ownStream(number: number, stream: number): RandomGenerator {
  return randomStream(uniform32(randomStream(number, 0)), stream);
}

/** Spreads each bit over all 32: the finaliser of MurmurHash3 (Appleby). The generator alone is linear in its seed. */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** An integer in [0, 2^32). */
export function uniform32(random: RandomGenerator): number {
  return random.next() >>> 0;
}

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

/** An integer in [0, bound). */
export function below(random: RandomGenerator, bound: number): number {
  return uniformInt(random, 0, bound - 1);
}

/** The numbers from 0 to count - 1. */
export function inOrder(count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}

/** Shuffles in place (Fisher–Yates), or as far as to draw the first `count` values at random. */
export function shuffle(values: Uint32Array, random: RandomGenerator, count = values.length): void {
  for (let i = 0; i < Math.min(count, values.length - 1); i++) {
    const j = i + below(random, values.length - i);
    const value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
