export { bootstrapMean, type Interval, quantile } from './bootstrap.ts';
export { pearson, spearman } from './correlation.ts';
export { gaussianFilter } from './gaussian.ts';
export { isConstant, mean, minMax, standardDeviation } from './series.ts';
export { signFlipTest } from './signFlip.ts';
