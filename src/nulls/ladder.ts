import type { Matrices } from '../bdm/index.ts';
import type { RandomGenerator } from '../random.ts';
import { drawOf } from './stack.ts';
import { Comparison, type Standings, type Values } from './standing.ts';
import type { NullName } from './table.ts';

export interface LadderOptions {
  readonly models: readonly NullName[];
  /** How many of each model, at least two. */
  readonly draws: number;
  /** Shape of the blocks that `blocks` moves; 4×4 unless told. */
  readonly block?: { readonly rows: number; readonly columns: number };
  /** A generator for each model, such as its stream of a seed. */
  random(model: NullName): RandomGenerator;
}

/** Where the measures of matrices stand among those of random ones, for each null model. The bits are not changed. */
export function ladder<Name extends string>(
  bits: Uint8Array,
  matrices: Matrices,
  valuesOf: (bits: Uint8Array) => Values<Name>,
  { models, draws, block = { rows: 4, columns: 4 }, random }: LadderOptions,
): Partial<Record<NullName, Standings<Name>>> {
  const values = valuesOf(bits);
  const drawn = new Uint8Array(bits.length);
  const standingsUnder = (name: NullName) => {
    const [draw, generator] = [drawOf(name, bits, matrices, block), random(name)];
    const comparison = new Comparison(values);
    for (let i = 0; i < draws; i++) {
      draw(drawn, generator);
      comparison.add(valuesOf(drawn));
    }
    return comparison.standings;
  };
  return Object.fromEntries(models.map((name) => [name, standingsUnder(name)]));
}
