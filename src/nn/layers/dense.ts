import type { Backend } from '../backend/backend.ts';
import { Layer } from './layer.ts';
import { WeightMatrix, type WeightOptions } from './weightMatrix.ts';

export interface DenseOptions extends WeightOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly largestBatch: number;
}

/** y = x · q(W)ᵀ + b. x [batch × inputs], W [outputs × inputs], y [batch × outputs]. */
export class Dense extends Layer {
  declare readonly matrix: WeightMatrix;

  constructor(backend: Backend, options: DenseOptions) {
    const { inputs, outputs, largestBatch } = options;
    const matrix = new WeightMatrix(backend, outputs, inputs, options, largestBatch);
    super(backend, inputs, largestBatch, outputs, matrix);
  }

  override forward(x: Float32Array, batch: number): Float32Array {
    const { bias } = this.matrix;
    this.x = x;
    this.matrix.times(x, this.y, batch);
    if (bias) this.backend.addToRows(this.y, bias.value, batch, this.outputs);
    return this.y;
  }

  /** dW = dyᵀ · x times the STE at the latent weight; db = column sums of dy; dx = dy · q(W). */
  override backward(gradient: Float32Array, batch: number, inputGradient: boolean): Float32Array {
    const { bias } = this.matrix;
    this.matrix.weightGradient(gradient, this.x, batch);
    if (bias) this.backend.columnSums(gradient, bias.gradient, batch, this.outputs);
    if (inputGradient) this.matrix.inputGradient(gradient, this.inputGradient, batch);
    return this.inputGradient;
  }
}
