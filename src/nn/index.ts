export type { Backend } from './backend.ts';
export { BatchNorm } from './batchNorm.ts';
export { Convolution, type ConvolutionOptions } from './convolution.ts';
export { Dense, type DenseOptions } from './dense.ts';
export {
  buildNetwork,
  describeLayers,
  type LayerDescription,
  type LayersOptions,
  type NetworkOptions,
  type PerceptronOptions,
  type Shape,
  ShapeError,
  shapesOf,
} from './describe.ts';
export { Dropout } from './dropout.ts';
export { HardTanh } from './hardTanh.ts';
export type { Layer, Parameter } from './layer.ts';
export {
  CrossEntropy,
  countCorrect,
  createLoss,
  LOSS_UNITS,
  type Loss,
  type LossName,
  lossFits,
  MeanSquaredError,
  SquaredHinge,
} from './loss.ts';
export { MaxPooling, type PoolingOptions } from './maxPooling.ts';
export { Network } from './network.ts';
export {
  Adam,
  Bop,
  createOptimizer,
  OPTIMIZERS,
  type Optimizer,
  type OptimizerName,
  type OptimizerOptions,
  Sgd,
} from './optimizers.ts';
export { plain } from './plain.ts';
export { quantise, WEIGHT_KINDS, type WeightKind } from './quantisers.ts';
export { Relu } from './relu.ts';
export { SCHEDULES, type ScheduleName, type ScheduleOptions, scheduledRate } from './schedule.ts';
export { Sign } from './sign.ts';
export { bytesOf, onSimd } from './simd.ts';
export { STE, type SteName, sign } from './ste.ts';
export { outputsFor, TARGET_KINDS, type TargetKind, type Targets, targetsOf } from './targets.ts';
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
export type { TrainingState } from './trainingState.ts';
export { WeightMatrix, type WeightOptions } from './weightMatrix.ts';
