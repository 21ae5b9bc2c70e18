/**
 * What is judged is the paper's claim: BDM follows the loss more closely than block entropy. Here the two are named; all
 * other measures are what the runs have.
 */
import { parseSeries } from '../../measures/index.ts';

export const CLAIMED = 'bdm';
export const AGAINST = 'blockEntropy';
export const CLAIM = [CLAIMED, AGAINST] as const;
/** A question that a study names in advance (`analysis.hypothesis`): does a series follow the loss more closely than another, or less? */
export interface Hypothesis {
  readonly measure: string;
  readonly rival: string;
  readonly direction: 'more' | 'less';
}

export type Compared = (typeof CLAIM)[number];

/** Whether BDM is compared with a series as with a rival: it is neither BDM of other options nor what the claim names. */
export function isRival(name: string): boolean {
  return name !== AGAINST && parseSeries(name)?.measure !== CLAIMED;
}
