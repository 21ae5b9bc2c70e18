/** What a study asks: the question that it names in advance, or whether BDM follows the loss more closely than block entropy. */
import { factsOf } from '../../measures/index.ts';
import type { Analysis, Correlations, Difference } from '../analysis/analysis.ts';
import { HYPOTHESIS } from '../analysis/holm.ts';
import { AGAINST, CLAIMED, type Hypothesis } from './claim.ts';
import type { Decision } from './words.ts';

export interface Question extends Pick<Hypothesis, 'measure' | 'rival'> {
  /** What is predicted of the measure; null where the study names nothing in advance. */
  readonly direction: Hypothesis['direction'] | null;
  /** The measure's coefficient minus the rival's. */
  readonly difference: Correlations<Difference>;
  /** Of its tests in Holm's correction. */
  readonly family: string;
}

export function questionOf({ hypothesis, difference }: Pick<Analysis, 'hypothesis' | 'difference'>): Question {
  if (hypothesis !== null) return { ...hypothesis, family: HYPOTHESIS };
  return { measure: CLAIMED, rival: AGAINST, direction: null, difference, family: AGAINST };
}

/**
 * What a decision is to a prediction. The test stays two-sided, so that a difference against the prediction is found as
 * surely as one that was predicted, and neither is called so by a p of half the size.
 */
export type Prediction = 'as predicted' | 'against the prediction' | 'undecided' | 'undefined';

/** Null where nothing was predicted. */
export function predictionOf({ direction }: Question, decision: Decision): Prediction | null {
  if (direction === null) return null;
  if (decision === 'undecided' || decision === 'undefined') return decision;
  return decision === direction ? 'as predicted' : 'against the prediction';
}

/** Which measure is closer to the loss, and whether that was predicted. */
export function closerOf(analysis: Pick<Analysis, 'hypothesis' | 'difference'>, decision: Decision): string {
  const question = questionOf(analysis);
  if (decision === 'undecided') return 'cannot tell';
  if (decision === 'undefined') return 'cannot be compared';
  const prediction = question.direction === null ? '' : `, ${predictionOf(question, decision)}`;
  return `${factsOf(decision === 'more' ? question.measure : question.rival).label}${prediction}`;
}
