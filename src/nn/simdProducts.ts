import { Kernels } from '../kernels.ts';
import type { Products } from './products.ts';

/** Kernels may read up to 28 bytes beyond an operand. */
const MARGIN = 32;

/**
 * The products in WebAssembly SIMD (kernels/products.ts): float32 sums, several at a time, always in the same order.
 * The operands are copied into the module's memory and the result out of it: a few per cent of the time.
 */
export const simdProducts: Products = instantiate();

function instantiate(): Products {
  const kernels = new Kernels();
  let floats = new Float32Array(kernels.buffer);

  const call =
    (name: keyof Products) => (a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number) => {
      const [atA, atB, atC] = kernels.reserve(4 * m * k + MARGIN, 4 * k * n + MARGIN, 4 * m * n);
      if (floats.buffer !== kernels.buffer) floats = new Float32Array(kernels.buffer);
      floats.set(exactly(a, m * k), atA / 4);
      floats.set(exactly(b, k * n), atB / 4);
      kernels.run[name](atA, atB, atC, m, k, n);
      c.set(floats.subarray(atC / 4, atC / 4 + m * n));
    };
  return {
    timesTransposed: call('timesTransposed'),
    times: call('times'),
    transposedTimes: call('transposedTimes'),
  };
}

function exactly(values: Float32Array, length: number): Float32Array {
  return values.length === length ? values : values.subarray(0, length);
}
