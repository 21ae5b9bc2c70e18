import type { Backend } from './backend.ts';
import type { Layer, Parameter } from './layer.ts';

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/**
 * Batch normalisation (Ioffe & Szegedy, arXiv 1502.03167): y = γ x̂ + β with x̂ = (x - mean) / √(variance + 1e-5), for each
 * feature. In training the statistics are the batch's (biased variance); in use, running averages with momentum 0.1
 * (unbiased variance). x, y [batch × features]; γ starts at 1, β at 0.
 */
export class BatchNorm implements Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Parameter[];
  readonly statistics: Layer['statistics'];
  readonly runningMean: Float32Array;
  readonly runningVariance: Float32Array;
  readonly #backend: Backend;
  readonly #gamma: Float32Array;
  readonly #beta: Float32Array;
  readonly #gammaGradient: Float32Array;
  readonly #betaGradient: Float32Array;
  readonly #normalised: Float32Array;
  readonly #y: Float32Array;
  readonly #inputGradient: Float32Array;
  readonly #mean: Float32Array;
  readonly #variance: Float32Array;
  /** Of the batch: 1 / √(variance + ε). */
  readonly #scale: Float32Array;
  readonly #slope: Float32Array;
  readonly #offset: Float32Array;

  constructor(backend: Backend, features: number, largestBatch: number) {
    const perFeature = () => backend.allocate(features);
    const perValue = () => backend.allocate(largestBatch * features);
    this.inputs = features;
    this.outputs = features;
    this.runningMean = perFeature();
    this.runningVariance = perFeature();
    this.#gamma = perFeature();
    this.#beta = perFeature();
    this.#gammaGradient = perFeature();
    this.#betaGradient = perFeature();
    this.parameters = [
      { name: 'gamma', value: this.#gamma, gradient: this.#gammaGradient },
      { name: 'beta', value: this.#beta, gradient: this.#betaGradient },
    ];
    this.statistics = [
      { name: 'runningMean', value: this.runningMean },
      { name: 'runningVariance', value: this.runningVariance },
    ];
    this.#backend = backend;
    this.#normalised = perValue();
    this.#y = perValue();
    this.#inputGradient = perValue();
    this.#mean = perFeature();
    this.#variance = perFeature();
    this.#scale = perFeature();
    this.#slope = perFeature();
    this.#offset = perFeature();
    this.initialise();
  }

  initialise(): void {
    this.#gamma.fill(1);
    this.#beta.fill(0);
    this.runningMean.fill(0);
    this.runningVariance.fill(1);
  }

  refresh(): void {}

  forward(x: Float32Array, batch: number, training: boolean): Float32Array {
    return training ? this.#forwardInTraining(x, batch) : this.#forwardInUse(x, batch);
  }

  #forwardInTraining(x: Float32Array, batch: number): Float32Array {
    const features = this.inputs;
    this.#measureBatch(x, batch);
    for (let j = 0; j < features; j++) {
      this.#scale[j] = 1 / Math.sqrt(this.#variance[j] + EPSILON);
      this.#offset[j] = -this.#mean[j] * this.#scale[j];
    }
    this.#backend.scaleRows(x, this.#scale, this.#offset, this.#normalised, batch, features);
    this.#backend.scaleRows(this.#normalised, this.#gamma, this.#beta, this.#y, batch, features);
    return this.#y;
  }

  /** With fixed statistics the normalisation is a line for each feature: y = slope x + offset. */
  #forwardInUse(x: Float32Array, batch: number): Float32Array {
    const features = this.inputs;
    for (let j = 0; j < features; j++) {
      this.#slope[j] = this.#gamma[j] / Math.sqrt(this.runningVariance[j] + EPSILON);
      this.#offset[j] = this.#beta[j] - this.runningMean[j] * this.#slope[j];
    }
    this.#backend.scaleRows(x, this.#slope, this.#offset, this.#y, batch, features);
    return this.#y;
  }

  /**
   * dγ = Σ dy·x̂, dβ = Σ dy, dx = γ/√(variance + ε) · (dy - dβ/m - x̂·dγ/m): the batch's mean and variance depend on x
   * too. Sums over the m examples.
   */
  backward(gradient: Float32Array, batch: number): Float32Array {
    const features = this.inputs;
    this.#backend.columnProducts(gradient, this.#normalised, this.#gammaGradient, batch, features);
    this.#backend.columnSums(gradient, this.#betaGradient, batch, features);
    const [dGamma, dBeta] = [this.#variance, this.#mean];
    for (let j = 0; j < features; j++) {
      this.#slope[j] = this.#gamma[j] * this.#scale[j];
      dGamma[j] = this.#gammaGradient[j] / batch;
      dBeta[j] = this.#betaGradient[j] / batch;
    }
    const dx = this.#inputGradient;
    this.#backend.normGradient(gradient, this.#normalised, this.#slope, dBeta, dGamma, dx, batch, features);
    return dx;
  }

  /** Sets mean and variance to the batch's and moves the running ones towards them. */
  #measureBatch(x: Float32Array, batch: number): void {
    const features = this.inputs;
    const mean = this.#mean;
    const variance = this.#variance;
    this.#backend.columnSums(x, mean, batch, features);
    for (let j = 0; j < features; j++) mean[j] /= batch;
    this.#backend.columnSquares(x, mean, variance, batch, features);
    for (let j = 0; j < features; j++) variance[j] /= batch;
    const unbiased = batch / Math.max(1, batch - 1);
    for (let j = 0; j < features; j++) {
      this.runningMean[j] += MOMENTUM * (mean[j] - this.runningMean[j]);
      this.runningVariance[j] += MOMENTUM * (unbiased * variance[j] - this.runningVariance[j]);
    }
  }
}
