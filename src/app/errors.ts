import { plainText } from '../plainText.ts';
import { systemProblem } from '../systemErrors.ts';

/** A mistake of the user's: one clear line, shown without a stack trace. */
export class UserError extends Error {}

/** What was asked for cannot be, whatever the files hold. */
export class UsageError extends UserError {}

/** The work's signal stopped it; the message says what is kept. */
export class InterruptedError extends UserError {}

/** One line that says what went wrong. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return plainText(String(error));
  const { path } = error as NodeJS.ErrnoException;
  const problem = path === undefined ? undefined : systemProblem(error);
  return plainText(problem === undefined ? error.message : `${path}: ${problem}`);
}

/** Does something with one of several things; what is wrong with it is told, and no reason to leave the others out. */
export function attempts<Problem>(
  isExpected: (error: unknown) => error is Problem,
  onProblem: (problem: Problem) => void,
): (work: () => Promise<void>) => Promise<void> {
  return (work) =>
    work().catch((error) => {
      if (!isExpected(error)) throw error;
      onProblem(error);
    });
}
