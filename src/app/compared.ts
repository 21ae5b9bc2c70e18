import { CLAIM } from '../study/judgement/claim.ts';

/** The measures that every array and every checkpoint has: the paper's claim compares the two. */
export const COMPARED = CLAIM;
export type Compared = (typeof COMPARED)[number];

/** The name of a measure's normalised value: `normalisedBdm`. */
export function normalised(name: Compared): `normalised${Capitalize<Compared>}` {
  return `normalised${name.charAt(0).toUpperCase()}${name.slice(1)}` as `normalised${Capitalize<Compared>}`;
}
