import { InvalidArgumentError } from 'commander';
import type { AnyShape } from '../app/tables.ts';

/** What an option of every command that writes files means. */
export const OVERWRITE = 'replace files that are in the way though this program did not write them';

/** A parser of whole numbers in a range, for an option. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** The shape that `4x4` (a rectangle, 2-D) or `12` (a string, 1-D) means. */
export function parseShape(text: string): AnyShape {
  const match = /^(?:([1-9]\d?)x)?([1-9]\d?)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Expected a shape such as 4x4 (2-D) or 12 (1-D).');
  return { dims: match[1] === undefined ? 1 : 2, rows: Number(match[1] ?? 1), columns: Number(match[2]) };
}

/** An option that may be given more than once. */
export function collect<T>(parse: (text: string) => T): (text: string, before?: readonly T[]) => readonly T[] {
  return (text, before = []) => [...before, parse(text)];
}
