export {
  type BinarizeRule,
  binarize,
  bitPlane,
  checkQuantised,
  MOST_BITS,
  parseBinarizeRule,
  thresholdOf,
} from './binarize.ts';
export { ArrayFileError, plainText } from './errors.ts';
export { areFinite, finiteChunks, type NonFiniteCount, type NonFinitePolicy } from './finite.ts';
export { ARRAY_FILE_ENDINGS, openArrays } from './open.ts';
export type { Tensor, Values } from './tensor.ts';
export { type NamedArray, writeNpy, writeNpz, writeSafetensors } from './write.ts';
