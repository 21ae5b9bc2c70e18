export { bdm, blockEntropy } from './bdm.ts';
export { BLOCK_SHAPE, BlockHistogram, blockCode } from './histogram.ts';
