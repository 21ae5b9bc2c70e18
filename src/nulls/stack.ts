import type { Matrices } from '../bdm/index.ts';
import { type RandomGenerator, randomStream } from '../random.ts';
import type { Draw, NullModel } from './nullModel.ts';
import { NULL_MODELS, NULL_NAMES, type NullName } from './table.ts';

/** Draws of matrices of one shape, one after the other, each by itself; `density` takes the ones of all together. */
export function drawOf(
  name: NullName,
  bits: Uint8Array,
  { count, rows, columns }: Matrices,
  block: { readonly rows: number; readonly columns: number },
): Draw {
  const model: NullModel = NULL_MODELS[name];
  if (model.slices === 'together') return model.drawOf({ bits, rows: count * rows, columns }, block);
  const cells = rows * columns;
  const sliceOf = (of: Uint8Array, i: number) => of.subarray(i * cells, (i + 1) * cells);
  const draws = Array.from({ length: count }, (_, i) => model.drawOf({ bits: sliceOf(bits, i), rows, columns }, block));
  return (into, random) => {
    for (const [i, draw] of draws.entries()) draw(sliceOf(into, i), random);
  };
}

/** A model's own stream of a seed: its draws do not depend on which other models are drawn. */
export function randomOf(name: NullName, seed: number): RandomGenerator {
  return randomStream(seed, NULL_NAMES.indexOf(name));
}
