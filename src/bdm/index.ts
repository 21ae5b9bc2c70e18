export { AXES_RULES, type AxesRule, type Matrices, matricesOf, slicesOf } from './axes.ts';
export { bdm, blockEntropy } from './bdm.ts';
export { BlockHistogram, blockCode } from './histogram.ts';
export { type BlockMeasure, LiveMatrix, type LiveMatrixState } from './live.ts';
export { type ComplexityMap, complexityMap } from './map.ts';
export { type BlockMeasures, BlockMethod, type BlockValues } from './method.ts';
export { bdmRange, normalisedBdm, normalisedBlockEntropy } from './normalise.ts';
export {
  BLOCK_SHAPE,
  BOUNDARIES,
  type Boundary,
  blockCtm,
  isStandard,
  type Layout,
  layOut,
  makePartition,
  type Partition,
  type PartitionOptions,
  STANDARD_PARTITION,
  STRING_BLOCK_SHAPE,
} from './partition.ts';
export { type Flip, keepFlips, perturbationMap, rankEffects } from './perturb.ts';
export { PLACEBOS, type Placebo, type PlaceboOptions, placeboCtm } from './placebo.ts';
export { codePlaces, signCodes, signCodesOf } from './signs.ts';
export { BlockStream, type BlockStreamOptions, countPacked, countSigns } from './stream.ts';
