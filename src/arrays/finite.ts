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

/** One pass: a value times 0 is 0, or NaN when it is not finite. Four sums, so that additions need not wait. */
function areFinite(values: Values): boolean {
  const whole = values.length - (values.length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    a += values[i] * 0;
    b += values[i + 1] * 0;
    c += values[i + 2] * 0;
    d += values[i + 3] * 0;
  }
  for (let i = whole; i < values.length; i++) a += values[i] * 0;
  return a + b + c + d === 0;
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
