export { Adam } from './adam.ts';
export type { Backend } from './backend.ts';
export { BatchNorm } from './batchNorm.ts';
export { Dense, type DenseOptions } from './dense.ts';
export type { Layer, Parameter } from './layer.ts';
export { CrossEntropy, countCorrect } from './loss.ts';
export { binarizedPerceptron, Network, type NetworkOptions } from './network.ts';
export { plain } from './plain.ts';
export { Sign } from './sign.ts';
export { onSimd } from './simd.ts';
export { STE, type SteName, sign } from './ste.ts';
export {
  buildModel,
  type Examples,
  evaluate,
  type Model,
  type Observer,
  type TrainingOptions,
  type TrainingResult,
  train,
} from './train.ts';
