/** What each element of an array contributes: the perturbation analysis of the causal calculus. */
import type { BlockMeasure, LiveMatrix } from './live.ts';

/**
 * By how much flipping each element, alone, would change the measure: bits of BDM, or bits per block of entropy; row by
 * row (Zenil et al. 2019, Nature Machine Intelligence 1:58: the elements' information values, sign reversed).
 */
export function perturbationMap(matrix: LiveMatrix, measure: BlockMeasure = 'bdm'): Float64Array {
  const { rows, columns } = matrix.layout;
  const effects = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      effects[row * columns + column] = matrix.effectOfFlip(row, column, measure);
    }
  }
  return effects;
}

/** Elements in the order of their effects, the greatest increase first; equal ones by their place in the array. */
export function rankEffects(effects: Float64Array): Uint32Array {
  return Uint32Array.from(effects.keys()).sort((a, b) => effects[b] - effects[a] || a - b);
}

/** A flip that was made, and the measure's change by it. */
export interface Flip {
  readonly row: number;
  readonly column: number;
  readonly effect: number;
}

/**
 * Makes so many flips and keeps them: each time the one that then raises (or lowers) the measure most, the first of
 * equal ones. Each flip costs a perturbation map of the whole array, since all effects depend on how often blocks occur.
 * Throws a RangeError for a count that is no whole number.
 */
export function keepFlips(
  matrix: LiveMatrix,
  count: number,
  direction: 'raise' | 'lower',
  measure: BlockMeasure = 'bdm',
): Flip[] {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`${count} flips`);
  const { columns } = matrix.layout;
  return Array.from({ length: count }, () => {
    const effects = perturbationMap(matrix, measure);
    let best = 0;
    for (let i = 1; i < effects.length; i++) {
      if (direction === 'raise' ? effects[i] > effects[best] : effects[i] < effects[best]) best = i;
    }
    const flip = { row: Math.floor(best / columns), column: best % columns, effect: effects[best] };
    matrix.flip(flip.row, flip.column);
    return flip;
  });
}
