/**
 * What is judged is the paper's claim: BDM follows the loss more closely than block entropy. Here the two are named; all
 * other measures are what the runs have.
 */
export const CLAIMED = 'bdm';
export const AGAINST = 'blockEntropy';
export const CLAIM = [CLAIMED, AGAINST] as const;
export type Compared = (typeof CLAIM)[number];
