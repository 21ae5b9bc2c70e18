import type { Backend } from '../../src/nn/backend/backend.ts';
import { plain } from '../../src/nn/backend/plain.ts';
import { onSimd } from '../../src/nn/backend/simd.ts';

type On = <T>(build: (backend: Backend) => T) => T;

/** Ways to build something, by the name of the backend. */
export const BACKENDS: readonly (readonly [name: string, on: On])[] = [
  ['plain', (build) => build(plain)],
  ['simd', onSimd],
];

/** An array of a backend with these values. */
export function placed(backend: Backend, values: ArrayLike<number>): Float32Array {
  const array = backend.allocate(values.length);
  array.set(values);
  return array;
}
