/** The measures that every array and every checkpoint has: the paper's claim compares the two. */
export const COMPARED = ['bdm', 'blockEntropy'] as const;
export type Compared = (typeof COMPARED)[number];

/** The name of a measure's normalised value: `normalisedBdm`. */
export function normalised(name: Compared): `normalised${Capitalize<Compared>}` {
  return `normalised${name.charAt(0).toUpperCase()}${name.slice(1)}` as `normalised${Capitalize<Compared>}`;
}

/** Something of each of these names. */
export function each<Name extends string, T>(names: readonly Name[], make: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}
