import { type Backend, packedLength } from '../backend/backend.ts';
import { Layer } from './layer.ts';
import type { Parameter } from './parameter.ts';
import type { WeightMatrix } from './weightMatrix.ts';

/** A layer that multiplies rows of inputs with a matrix of weights. */
export abstract class Weighted extends Layer {
  override readonly matrix: WeightMatrix;
  override readonly parameters: readonly Parameter[];
  /** Signs of the rows, so many at a time, where the matrix is packed. */
  protected readonly packed: Float32Array;

  constructor(
    backend: Backend,
    inputs: number,
    outputs: number,
    largestBatch: number,
    matrix: WeightMatrix,
    rows: number,
  ) {
    super(backend, inputs, largestBatch, outputs);
    this.matrix = matrix;
    this.parameters = matrix.parameters;
    this.packed = backend.allocate(matrix.packed ? rows * packedLength(matrix.inputs) : 0);
  }
}
