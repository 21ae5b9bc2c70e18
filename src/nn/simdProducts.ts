import type { Products } from './products.ts';
import { PRODUCTS_WASM } from './productsWasm.generated.ts';

/** The little of the WebAssembly interface that is needed here; the DOM's types would bring all of a browser. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

type Kernel = (a: number, b: number, c: number, m: number, k: number, n: number) => void;

interface ProductKernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly timesTransposed: Kernel;
  readonly times: Kernel;
  readonly transposedTimes: Kernel;
}

const PAGE = 65_536;
/** Kernels may read up to 28 bytes beyond an operand. */
const MARGIN = 32;
const FIRST = 1024;

/**
 * The products in WebAssembly SIMD (kernels/products.ts): float32 sums, several at a time, always in the same order.
 * The operands are copied into the module's memory and the result out of it: a few per cent of the time.
 */
export const simdProducts: Products = instantiate();

function instantiate(): Products {
  const bytes = Uint8Array.from(atob(PRODUCTS_WASM), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const kernels = exports as ProductKernels;
  let floats = new Float32Array(kernels.memory.buffer);

  const call =
    (kernel: Kernel) => (a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number) => {
      const atA = FIRST;
      const atB = after(atA, m * k);
      const atC = after(atB, k * n);
      const end = after(atC, m * n);
      if (end > floats.byteLength) {
        kernels.memory.grow(Math.ceil((end - floats.byteLength) / PAGE));
        floats = new Float32Array(kernels.memory.buffer);
      }
      floats.set(exactly(a, m * k), atA / 4);
      floats.set(exactly(b, k * n), atB / 4);
      kernel(atA, atB, atC, m, k, n);
      c.set(floats.subarray(atC / 4, atC / 4 + m * n));
    };
  return {
    timesTransposed: call(kernels.timesTransposed),
    times: call(kernels.times),
    transposedTimes: call(kernels.transposedTimes),
  };
}

/** The first 16-byte boundary after so many floats and the margin. */
function after(start: number, floats: number): number {
  return Math.ceil((start + 4 * floats + MARGIN) / 16) * 16;
}

function exactly(values: Float32Array, length: number): Float32Array {
  return values.length === length ? values : values.subarray(0, length);
}
