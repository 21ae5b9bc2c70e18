import type { Layer, Parameter } from './layer.ts';

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/**
 * Batch normalisation (Ioffe & Szegedy, arXiv 1502.03167): y = γ (x - mean) / √(variance + 1e-5) + β for each feature.
 * In training the statistics are the batch's (biased variance); in use, running averages with momentum 0.1 (unbiased
 * variance). x, y [batch × features]; γ starts at 1, β at 0.
 */
export class BatchNorm implements Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Parameter[];
  readonly statistics: Layer['statistics'];
  readonly runningMean: Float32Array;
  readonly runningVariance: Float32Array;
  readonly #gamma: Float32Array;
  readonly #beta: Float32Array;
  readonly #gammaGradient: Float32Array;
  readonly #betaGradient: Float32Array;
  readonly #normalised: Float32Array;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  readonly #mean: Float64Array;
  readonly #variance: Float64Array;
  readonly #scale: Float64Array;
  readonly #slope: Float64Array;
  readonly #offset: Float64Array;
  readonly #gammaSum: Float64Array;
  readonly #betaSum: Float64Array;

  constructor(features: number, largestBatch: number) {
    this.inputs = features;
    this.outputs = features;
    this.runningMean = new Float32Array(features);
    this.runningVariance = new Float32Array(features).fill(1);
    this.#gamma = new Float32Array(features).fill(1);
    this.#beta = new Float32Array(features);
    this.#gammaGradient = new Float32Array(features);
    this.#betaGradient = new Float32Array(features);
    this.parameters = [
      { name: 'gamma', value: this.#gamma, gradient: this.#gammaGradient },
      { name: 'beta', value: this.#beta, gradient: this.#betaGradient },
    ];
    this.statistics = [
      { name: 'runningMean', value: this.runningMean },
      { name: 'runningVariance', value: this.runningVariance },
    ];
    this.#normalised = new Float32Array(largestBatch * features);
    this.#y = new Float32Array(largestBatch * features);
    this.#inputGradient = new Float32Array(largestBatch * features);
    this.#mean = new Float64Array(features);
    this.#variance = new Float64Array(features);
    this.#scale = new Float64Array(features);
    this.#slope = new Float64Array(features);
    this.#offset = new Float64Array(features);
    this.#gammaSum = new Float64Array(features);
    this.#betaSum = new Float64Array(features);
  }

  refresh(): void {}

  forward(x: Float32Array, batch: number, training: boolean): Float32Array {
    return training ? this.#forwardInTraining(x, batch) : this.#forwardInUse(x, batch);
  }

  #forwardInTraining(x: Float32Array, batch: number): Float32Array {
    const features = this.inputs;
    this.#measureBatch(x, batch);
    const mean = this.#mean;
    const scale = this.#scale;
    const gamma = this.#gamma;
    const beta = this.#beta;
    const normalised = this.#normalised;
    const y = this.#y;
    for (let j = 0; j < features; j++) scale[j] = 1 / Math.sqrt(this.#variance[j] + EPSILON);
    for (let row = 0; row < batch * features; row += features) {
      for (let j = 0; j < features; j++) {
        const value = (x[row + j] - mean[j]) * scale[j];
        normalised[row + j] = value;
        y[row + j] = gamma[j] * value + beta[j];
      }
    }
    return y;
  }

  /** With fixed statistics the normalisation is a line for each feature: y = slope x + offset. */
  #forwardInUse(x: Float32Array, batch: number): Float32Array {
    const features = this.inputs;
    const slope = this.#slope;
    const offset = this.#offset;
    const y = this.#y;
    for (let j = 0; j < features; j++) {
      slope[j] = this.#gamma[j] / Math.sqrt(this.runningVariance[j] + EPSILON);
      offset[j] = this.#beta[j] - this.runningMean[j] * slope[j];
    }
    for (let row = 0; row < batch * features; row += features) {
      for (let j = 0; j < features; j++) y[row + j] = slope[j] * x[row + j] + offset[j];
    }
    return y;
  }

  /**
   * dγ = Σ dy·x̂, dβ = Σ dy, dx = γ/√(variance + ε) · (dy - dβ/m - x̂·dγ/m): the batch's mean and variance depend on x
   * too. Sums over the m examples.
   */
  backward(gradient: Float32Array, batch: number): Float32Array {
    const features = this.inputs;
    const normalised = this.#normalised;
    const gammaGradient = this.#gammaSum.fill(0);
    const betaGradient = this.#betaSum.fill(0);
    for (let row = 0; row < batch * features; row += features) {
      for (let j = 0; j < features; j++) {
        gammaGradient[j] += gradient[row + j] * normalised[row + j];
        betaGradient[j] += gradient[row + j];
      }
    }
    this.#gammaGradient.set(gammaGradient);
    this.#betaGradient.set(betaGradient);
    const gamma = this.#gamma;
    const scale = this.#scale;
    const inputGradient = this.#inputGradient;
    for (let row = 0; row < batch * features; row += features) {
      for (let j = 0; j < features; j++) {
        const ofBatch = (betaGradient[j] + normalised[row + j] * gammaGradient[j]) / batch;
        inputGradient[row + j] = gamma[j] * scale[j] * (gradient[row + j] - ofBatch);
      }
    }
    return inputGradient;
  }

  /** Sets mean and variance to the batch's and moves the running ones towards them. */
  #measureBatch(x: Float32Array, batch: number): void {
    const features = this.inputs;
    const mean = this.#mean.fill(0);
    const variance = this.#variance.fill(0);
    for (let row = 0; row < batch * features; row += features) {
      for (let j = 0; j < features; j++) mean[j] += x[row + j] / batch;
    }
    for (let row = 0; row < batch * features; row += features) {
      for (let j = 0; j < features; j++) variance[j] += (x[row + j] - mean[j]) ** 2 / batch;
    }
    const unbiased = batch / Math.max(1, batch - 1);
    for (let j = 0; j < features; j++) {
      this.runningMean[j] += MOMENTUM * (mean[j] - this.runningMean[j]);
      this.runningVariance[j] += MOMENTUM * (unbiased * variance[j] - this.runningVariance[j]);
    }
  }
}
