import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { CtmTable } from '../../ctm/index.ts';
import { checkBySample, differingClasses } from '../../ctm/verify.ts';
import { buildTable, SPLIT_LEVELS, type TableBuildOptions } from '../../engine/tables.ts';
import { randomStream } from '../../random.ts';
import { entries } from '../../turing/index.ts';

export interface VerifyRequest extends Partial<Pick<TableBuildOptions, 'threads' | 'signal' | 'onProgress'>> {
  /** How long a sample takes, about; a minute unless told. */
  readonly seconds?: number;
  /** Repeats a sample; a new one unless told. */
  readonly seed?: number;
}

/** Tables with more entries are checked by a sample: the whole tree takes longer than anyone waits for a check. */
const MOST_ENTRIES_WHOLE = 8;
const MOST_STANDARD_ERRORS = 5;

/**
 * Counts the machines of a table anew, all of them up to 4 states: then `differing` is how many symmetry classes have
 * another count. For 5 states a random sample of subtrees: then `difference` is the table's halting machines minus those
 * that the sample gives, and `errors` that in standard errors.
 */
export async function verifyTable(table: CtmTable, request: VerifyRequest = {}) {
  const { space, cutoff, counts } = table.distribution;
  const { seconds = 60, seed = randomInt(2 ** 32), threads = availableParallelism(), ...options } = request;
  if (entries(space) <= MOST_ENTRIES_WHOLE) {
    const { distribution, ...built } = await buildTable(space, { ...options, threads, cutoff });
    const { halting } = distribution;
    const differing = differingClasses(table, distribution);
    const agrees = differing === 0 && halting === table.halting;
    return { isWhole: true, ...built, halting, differing, classes: counts.length, agrees } as const;
  }
  const check = await checkBySample(
    table,
    entries(space) - SPLIT_LEVELS,
    seconds,
    randomStream(seed, 0),
    options.signal,
  );
  const difference = Number(table.halting) - check.halting;
  const errors = check.standardError === 0 ? 0 : difference / check.standardError;
  const agrees = check.exceeded === 0 && Math.abs(errors) <= MOST_STANDARD_ERRORS;
  return { isWhole: false, ...check, seed, difference, errors, agrees } as const;
}
