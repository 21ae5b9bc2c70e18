export type { Backend } from './backend/backend.ts';
export { plain } from './backend/plain.ts';
export { memoryFor, onSimd } from './backend/simd.ts';
export {
  buildNetwork,
  describeLayers,
  type LayersOptions,
  type NetworkOptions,
  type PerceptronOptions,
  ShapeError,
  shapesOf,
} from './describe.ts';
export {
  type Examples,
  outputsFor,
  type Shape,
  TARGET_KINDS,
  type TargetKind,
  type Targets,
  targetsOf,
} from './examples.ts';
export { BatchNorm } from './layers/batchNorm.ts';
export { Convolution, type ConvolutionOptions } from './layers/convolution.ts';
export { Dense, type DenseOptions } from './layers/dense.ts';
export { Dropout } from './layers/dropout.ts';
export { HardTanh, Relu, Sign } from './layers/elementwise.ts';
export { Layer } from './layers/layer.ts';
export { MaxPooling, type PoolingOptions } from './layers/maxPooling.ts';
export type { Parameter } from './layers/parameter.ts';
export type { LayerDescription } from './layers/table.ts';
export { WeightMatrix, type WeightOptions } from './layers/weightMatrix.ts';
export { Network } from './network.ts';
export { quantise, WEIGHT_KINDS, type WeightKind } from './quantisers.ts';
export { STE, type SteName, sign } from './ste.ts';
export {
  CrossEntropy,
  countCorrect,
  createLoss,
  LOSS_UNITS,
  Loss,
  type LossName,
  lossFits,
  MeanSquaredError,
  SquaredHinge,
} from './training/loss.ts';
export { buildModel, type Model } from './training/model.ts';
export {
  Adam,
  Bop,
  createOptimizer,
  OPTIMIZERS,
  type Optimizer,
  type OptimizerName,
  type OptimizerOptions,
  Sgd,
} from './training/optimizers.ts';
export { SCHEDULES, type ScheduleName, type ScheduleOptions, scheduledRate } from './training/schedule.ts';
export { evaluate, type Observer, type TrainingOptions, type TrainingResult, train } from './training/train.ts';
export type { TrainingState } from './training/trainingState.ts';
