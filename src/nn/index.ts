export type { Backend } from './backend/backend.ts';
export { plain } from './backend/plain.ts';
export * from './backend/simd.ts';
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
export * from './layers/batchNorm.ts';
export * from './layers/convolution.ts';
export * from './layers/dense.ts';
export * from './layers/dropout.ts';
export * from './layers/elementwise.ts';
export * from './layers/embedding.ts';
export { Layer } from './layers/layer.ts';
export * from './layers/maxPooling.ts';
export type { Parameter } from './layers/parameter.ts';
export type { LayerDescription } from './layers/table.ts';
export * from './layers/weightMatrix.ts';
export { Network } from './network.ts';
export { quantise, WEIGHT_KINDS, type WeightKind } from './quantisers.ts';
export { STE, type SteName, sign } from './ste.ts';
export * from './training/loss.ts';
export { buildModel, type Model } from './training/model.ts';
export * from './training/optimizers.ts';
export * from './training/schedule.ts';
export * from './training/train.ts';
export type { TrainingState } from './training/trainingState.ts';
