export { ArrangedBits, joined } from './arranged.ts';
export {
  type MeasuredBits,
  MOST_BITS_KEPT,
  measureBits,
  measurePlanes,
  measureTensor,
  type TensorMeasure,
  TooSmallError,
} from './measure.ts';
export { MATRIX_ORDERS, type MatrixOrder, type Measuring, type MeasuringOptions, makeMeasuring } from './measuring.ts';
export { measureRandom } from './nullModel.ts';
