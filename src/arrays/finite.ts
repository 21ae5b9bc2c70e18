import { failIn } from './errors.ts';
import type { Tensor, Values } from './tensor.ts';

/** What to do with NaN and infinite values: stop with an error that counts them, or read them as 0. */
export type NonFinitePolicy = 'error' | 'zero';

/** Values that were not finite, so far. */
export interface NonFiniteCount {
  nan: number;
  infinite: number;
}

/**
 * A tensor's chunks, all finite. With `error` an ArrayFileError follows in place of the first chunk with another value,
 * and counts them in the whole tensor. With `zero` they become 0 in the chunk. `seen` counts them as they go by.
 */
export async function* finiteChunks(
  tensor: Tensor,
  policy: NonFinitePolicy = 'error',
  seen: NonFiniteCount = { nan: 0, infinite: 0 },
): AsyncGenerator<Values, void> {
  let isGood = true;
  for await (const values of tensor.chunks()) {
    if (!areFinite(values)) {
      count(values, seen);
      if (policy === 'error') isGood = false;
      else replace(values);
    }
    if (isGood) yield values;
  }
  if (isGood) return;
  const { file, name } = tensor;
  throw failIn(file, name)(`${seen.nan} NaN and ${seen.infinite} infinite values`);
}

/** Whether no value is NaN or infinite. */
export function areFinite(values: Values): boolean {
  return values instanceof Float32Array ? areFiniteSingles(values) : areFiniteDoubles(values);
}

const EXPONENT = 0x7f80_0000;
const LEAST_EXPONENT = 0x0080_0000;

/** NaN and infinities have all bits of the exponent set, and only then does one more carry into the sign bit. */
function areFiniteSingles(values: Float32Array): boolean {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length);
  const whole = words.length - (words.length % 4);
  let carry = 0;
  for (let i = 0; i < whole; i += 4) {
    carry |=
      ((words[i] & EXPONENT) + LEAST_EXPONENT) |
      ((words[i + 1] & EXPONENT) + LEAST_EXPONENT) |
      ((words[i + 2] & EXPONENT) + LEAST_EXPONENT) |
      ((words[i + 3] & EXPONENT) + LEAST_EXPONENT);
  }
  for (let i = whole; i < words.length; i++) carry |= (words[i] & EXPONENT) + LEAST_EXPONENT;
  return carry >= 0;
}

/** A value times 0 is 0, or NaN when it is not finite. */
function areFiniteDoubles(values: Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}

function count(values: Values, seen: NonFiniteCount): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) seen.nan++;
    else if (!Number.isFinite(values[i])) seen.infinite++;
  }
}

function replace(values: Values): void {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) values[i] = 0;
}
