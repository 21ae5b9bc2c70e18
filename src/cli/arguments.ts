import { InvalidArgumentError } from 'commander';

/** Exit status of a command that Ctrl-C stopped, as shells have it. */
export const INTERRUPTED = 130;

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
