export { measurePlanes, measureTensor, type TensorMeasure, TooSmallError } from './measure.ts';
export { type Measuring, type MeasuringOptions, makeMeasuring } from './measuring.ts';
export { measureRandom, type Standing, standing } from './nullModel.ts';
