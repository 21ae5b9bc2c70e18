/** Estimates and decisions in words. */
import { count, decimal, meanAndDeviation } from '../../format.ts';
import type { Analysis, Estimate } from '../analysis/analysis.ts';

/** What the paired difference that a study asks for decides; BDM − block entropy unless it says. */
export type Decision = 'more' | 'less' | 'undecided' | 'undefined';

/** "[0.92, 0.97]", or null where there is no interval. */
export function interval({ lo, hi }: Estimate, signed = false): string | null {
  return lo === null || hi === null ? null : `[${decimal(lo, 2, signed)}, ${decimal(hi, 2, signed)}]`;
}

/** A mean with its interval, "0.95 [0.92, 0.97]", or that it is "undefined (8 of 8 runs)". */
export function estimate(value: Estimate, signed = false): string {
  if (value.mean !== null) return `${decimal(value.mean, 2, signed)} ${interval(value, signed) ?? '(one run)'}`;
  return value.undefined === 0 ? 'no runs' : undefinedRuns(value);
}

/** "undefined (7 of 8 runs)". */
export function undefinedRuns(value: Estimate): string {
  return `undefined (${value.undefined} of ${count(value.defined + value.undefined, 'run')})`;
}

/** What a study's test found, and its mean and deviation over runs: the accuracy of classes, else the loss. */
export function testOutcome({
  accuracy,
  testLoss,
}: Pick<Analysis, 'accuracy' | 'testLoss'>): readonly ['accuracy' | 'loss', string] {
  const { mean, sd } = testLoss;
  if (accuracy.mean !== null || mean === null) return ['accuracy', meanAndDeviation(accuracy.mean, accuracy.sd)];
  return ['loss', `${decimal(mean, 4)}${sd === null ? ' (one run)' : `\u00a0±\u00a0${decimal(sd, 4)}`}`];
}
