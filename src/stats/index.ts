export { Bootstrap, type Interval, quantile } from './bootstrap.ts';
export { partialPearson, partialSpearman, pearson, spearman } from './correlation.ts';
export { gaussianFilter } from './gaussian.ts';
export { holm } from './holm.ts';
export { normalProbability, normalQuantile } from './normal.ts';
export { type Pairing, Pairings } from './pairing.ts';
export { firstDifferences, isConstant, mean, minMax, standardDeviation } from './series.ts';
export { SignFlips } from './signFlip.ts';
