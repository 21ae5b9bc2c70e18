/** From numbers to bits. Every rule is a threshold: bit 1 where a value is greater than it. */
import { decimalOf } from '../decimal.ts';
import { Sum } from '../sum.ts';
import { failIn } from './errors.ts';
import { finiteChunks, type NonFinitePolicy } from './finite.ts';
import { median } from './median.ts';
import type { Tensor, Values } from './tensor.ts';

/** `sign` is the threshold 0: zero and negative values are 0. */
export type BinarizeRule = 'sign' | 'median' | 'mean' | { readonly threshold: number };

/** Reads sign, median, mean or threshold=X; undefined for anything else. */
export function parseBinarizeRule(text: string): BinarizeRule | undefined {
  if (text === 'sign' || text === 'median' || text === 'mean') return text;
  const [, number = ''] = /^threshold=(.*)$/is.exec(text) ?? [];
  const threshold = decimalOf(number);
  return Number.isFinite(threshold) ? { threshold } : undefined;
}

/** The threshold of a rule for one tensor: exact median or mean take passes of their own. Throws an ArrayFileError. */
export async function thresholdOf(
  tensor: Tensor,
  rule: BinarizeRule,
  policy: NonFinitePolicy = 'error',
): Promise<number> {
  if (rule === 'sign') return 0;
  if (rule === 'mean') return mean(tensor, policy);
  if (rule === 'median') return median(tensor, policy);
  return rule.threshold;
}

/** Writes 1 into `bits` where a value is greater than the threshold, else 0; returns as many bits as there are values. */
export function binarize(values: Values, threshold: number, bits: Uint8Array): Uint8Array {
  // Without a branch: signs are as good as random, and a wrong guess of the processor costs more than the rest.
  for (let i = 0; i < values.length; i++) bits[i] = Number(values[i] > threshold);
  return bits.subarray(0, values.length);
}

/** Arithmetic mean, between the least and the greatest value. */
async function mean(tensor: Tensor, policy: NonFinitePolicy): Promise<number> {
  const sum = new Sum();
  let count = 0;
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for await (const values of finiteChunks(tensor, policy)) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      sum.add(value);
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    count += values.length;
  }
  if (!Number.isFinite(sum.value)) throw failIn(tensor.file, tensor.name)('the sum of its values overflows');
  return Math.min(greatest, Math.max(least, sum.value / count));
}

/** The most bits that a quantised value can have here. */
export const MOST_BITS = 32;

/**
 * Checks in one pass that all values are integers of `bits` bits, signed (two's complement) or unsigned, but not some
 * of one and some of the other. Throws an ArrayFileError, and a RangeError for bits outside 1 to 32.
 */
export async function checkQuantised(tensor: Tensor, bits: number, policy: NonFinitePolicy = 'error'): Promise<void> {
  if (!Number.isInteger(bits) || bits < 1 || bits > MOST_BITS) throw new RangeError(`${bits} bits (1 to ${MOST_BITS})`);
  const fail = failIn(tensor.file, tensor.name);
  let [least, greatest] = [0, 0];
  for await (const values of finiteChunks(tensor, policy)) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (!Number.isInteger(value)) throw fail(`the value ${value} is not an integer of ${bits} bits`);
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  const most = least < 0 ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  if (least < -(2 ** (bits - 1)) || greatest > most) {
    throw fail(`values from ${least} to ${greatest} do not fit into ${bits} bit${bits === 1 ? '' : 's'}`);
  }
}

/** Writes bit number `plane` (0 is the least significant) of integers that `checkQuantised` has seen. */
export function bitPlane(values: ArrayLike<number>, plane: number, bits: Uint8Array): Uint8Array {
  for (let i = 0; i < values.length; i++) bits[i] = (values[i] >> plane) & 1;
  return bits.subarray(0, values.length);
}
