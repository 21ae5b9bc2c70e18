/** What a layer may multiply with instead of its latent weights W: q(W), of the same sign or 0. */
import { lookUp } from './lookUp.ts';
import { sign } from './ste.ts';

interface Quantiser {
  /** Of its integers, in two's complement. */
  readonly bits: number;
  readonly toIntegers: (weights: Float32Array, integers: Float32Array | Int8Array) => number;
}

const QUANTISERS = {
  ternary: { bits: 2, toIntegers: toTernary },
  '2bit': symmetric(2),
  '3bit': symmetric(3),
  '4bit': symmetric(4),
  '5bit': symmetric(5),
  '6bit': symmetric(6),
  '7bit': symmetric(7),
  '8bit': symmetric(8),
} satisfies Record<string, Quantiser>;

/** Kinds whose weights are integers times one step. */
export type IntegerKind = keyof typeof QUANTISERS;

export type WeightKind = 'binary' | IntegerKind | 'float';

/**
 * - `binary`: q(w) = sign(w), ±1.
 * - `ternary`: q(w) = sign(w) where |w| > 0.7 · mean |W|, else 0 (Li & Liu, arXiv 1605.04711, eq. 6); not scaled: batch
 *   normalisation takes a scale away.
 * - `2bit` … `8bit`: the nearest of 2^k - 1 evenly spaced values from -max |W| to max |W| (uniform symmetric quantiser,
 *   Krishnamoorthi, arXiv 1806.08342, section 2.2).
 * - `float`: q(w) = w.
 */
export const WEIGHT_KINDS: readonly WeightKind[] = ['binary', ...(Object.keys(QUANTISERS) as IntegerKind[]), 'float'];

/** How many bits the integers of a kind have, in two's complement. */
export function bitsOf(kind: IntegerKind): number {
  return lookUp(QUANTISERS, kind).bits;
}

/** quantised = q(W) of all the weights of a matrix. */
export function quantise(kind: IntegerKind, weights: Float32Array, quantised: Float32Array): void {
  const step = toIntegers(kind, weights, quantised);
  for (let i = 0; i < quantised.length; i++) quantised[i] *= step;
}

/** Writes the integers c of q(W) = step · c and returns the step, which is 1 for `ternary`. */
export function toIntegers(kind: IntegerKind, weights: Float32Array, integers: Float32Array | Int8Array): number {
  return lookUp(QUANTISERS, kind).toIntegers(weights, integers);
}

function toTernary(weights: Float32Array, integers: Float32Array | Int8Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += Math.abs(weights[i]);
  const threshold = (0.7 * sum) / weights.length;
  for (let i = 0; i < weights.length; i++) integers[i] = Math.abs(weights[i]) > threshold ? sign(weights[i]) : 0;
  return 1;
}

function symmetric(bits: number): Quantiser {
  const levels = 2 ** (bits - 1) - 1;
  return {
    bits,
    toIntegers(weights, integers) {
      let largest = 0;
      for (let i = 0; i < weights.length; i++) largest = Math.max(largest, Math.abs(weights[i]));
      // Of weights that are all 0 any step will do.
      const step = largest > 0 ? largest / levels : 1;
      // Away from 0 where two are as near, so that q is odd.
      for (let i = 0; i < weights.length; i++) integers[i] = sign(weights[i]) * Math.round(Math.abs(weights[i]) / step);
      return step;
    },
  };
}
