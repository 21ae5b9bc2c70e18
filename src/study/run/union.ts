import { isDeepStrictEqual } from 'node:util';

/**
 * What one of two values has, or both, part by part: of two files of one run the series of both. Where they differ ours
 * stays, and `onDifference` hears the part's name (`epochs.loss.3`).
 */
export function union<T>(
  ours: T,
  theirs: T,
  onDifference: (part: string) => void = () => {},
  names: readonly string[] = [],
): T {
  if (isDeepStrictEqual(ours, theirs)) return ours;
  const isAlike = isObject(ours) && isObject(theirs) && Array.isArray(ours) === Array.isArray(theirs);
  if (!isAlike || (Array.isArray(ours) && ours.length !== (theirs as unknown[]).length)) {
    onDifference(names.join('.'));
    return ours;
  }
  const inBoth = Object.keys(ours).filter((name) => Object.hasOwn(theirs, name)) as (keyof T & string)[];
  const united = inBoth.map((name) => [name, union(ours[name], theirs[name], onDifference, [...names, name])] as const);
  // Of two lists each item is in both.
  return Array.isArray(ours)
    ? (united.map(([, item]) => item) as T)
    : { ...theirs, ...ours, ...Object.fromEntries(united) };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
