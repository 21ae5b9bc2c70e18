/** What several specs have in common, and what not. */
import type { StudySpec } from '../study/spec.ts';
import { type Choice, choicesOf } from './choices.ts';

export interface Differing {
  readonly label: string;
  /** Its place in the spec. */
  readonly place: string;
  /** In each spec, in their order; null where a spec does not have it. */
  readonly values: readonly (string | null)[];
}

/** Parts the choices of specs into those that all share and those that differ, in the order of the specs. */
export function partChoices(specs: readonly StudySpec[]): { common: Choice[]; differing: Differing[] } {
  const all = specs.map(choicesOf);
  const places = new Map(all.flat().map(([label, , place]) => [place, label]));
  const common: Choice[] = [];
  const differing: Differing[] = [];
  for (const [place, label] of places) {
    const values = all.map((choices) => choices.find((choice) => choice[2] === place)?.[1] ?? null);
    const [first] = values;
    if (first !== null && values.every((value) => value === first)) common.push([label, first, place]);
    else differing.push({ label, place, values });
  }
  return { common, differing };
}
