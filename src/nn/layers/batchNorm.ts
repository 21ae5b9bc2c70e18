import type { Backend } from '../backend/backend.ts';
import { gather, spread } from './channels.ts';
import { Layer } from './layer.ts';
import type { Parameter } from './parameter.ts';

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/**
 * Batch normalisation (Ioffe & Szegedy, arXiv 1502.03167): y = γ x̂ + β with x̂ = (x - mean) / √(variance + 1e-5), for each
 * channel, over the examples and the places of its picture. In training the statistics are the batch's (biased
 * variance); in use, running averages with momentum 0.1 (unbiased variance). x, y [batch × channels × area], the area 1
 * for features that are no pictures; γ starts at 1, β at 0.
 */
export class BatchNorm extends Layer {
  override readonly parameters: readonly Parameter[];
  override readonly statistics: Layer['statistics'];
  readonly runningMean: Float32Array;
  readonly runningVariance: Float32Array;
  readonly #channels: number;
  readonly #area: number;
  readonly #gamma: Parameter;
  readonly #beta: Parameter;
  readonly #normalised: Float32Array;
  readonly #mean: Float32Array;
  readonly #variance: Float32Array;
  /** Of the batch: 1 / √(variance + ε). */
  readonly #scale: Float32Array;
  readonly #slope: Float32Array;
  readonly #offset: Float32Array;
  /** Values of the channels, or sums, for each of their places: [channels × area]. */
  readonly #columns: readonly [Float32Array, Float32Array, Float32Array];

  constructor(backend: Backend, channels: number, largestBatch: number, area = 1) {
    super(backend, channels * area, largestBatch);
    const perChannel = () => backend.allocate(channels);
    const perColumn = () => backend.allocate(channels * area);
    this.runningMean = perChannel();
    this.runningVariance = perChannel();
    this.#gamma = { name: 'gamma', value: perChannel(), gradient: perChannel() };
    this.#beta = { name: 'beta', value: perChannel(), gradient: perChannel() };
    this.parameters = [this.#gamma, this.#beta];
    this.statistics = [
      { name: 'runningMean', value: this.runningMean },
      { name: 'runningVariance', value: this.runningVariance },
    ];
    this.#channels = channels;
    this.#area = area;
    this.#normalised = backend.allocate(largestBatch * this.inputs);
    this.#mean = perChannel();
    this.#variance = perChannel();
    this.#scale = perChannel();
    this.#slope = perChannel();
    this.#offset = perChannel();
    this.#columns = [perColumn(), perColumn(), perColumn()];
    this.initialise();
  }

  override initialise(): void {
    this.#gamma.value.fill(1);
    this.#beta.value.fill(0);
    this.runningMean.fill(0);
    this.runningVariance.fill(1);
  }

  override forward(x: Float32Array, batch: number, training: boolean): Float32Array {
    if (!training) return this.#forwardInUse(x, batch);
    this.#measureBatch(x, batch);
    for (let c = 0; c < this.#channels; c++) {
      this.#scale[c] = 1 / Math.sqrt(this.#variance[c] + EPSILON);
      this.#offset[c] = -this.#mean[c] * this.#scale[c];
    }
    this.#scaleChannels(x, this.#scale, this.#offset, this.#normalised, batch);
    this.#scaleChannels(this.#normalised, this.#gamma.value, this.#beta.value, this.y, batch);
    return this.y;
  }

  #forwardInUse(x: Float32Array, batch: number): Float32Array {
    this.inUse();
    this.#scaleChannels(x, this.#slope, this.#offset, this.y, batch);
    return this.y;
  }

  /** With fixed statistics a line for each channel, y = slope x + offset. Valid until the next call or pass. */
  inUse(): { readonly slope: Float32Array; readonly offset: Float32Array } {
    for (let c = 0; c < this.#channels; c++) {
      this.#slope[c] = this.#gamma.value[c] / Math.sqrt(this.runningVariance[c] + EPSILON);
      this.#offset[c] = this.#beta.value[c] - this.runningMean[c] * this.#slope[c];
    }
    return { slope: this.#slope, offset: this.#offset };
  }

  /**
   * dγ = Σ dy·x̂, dβ = Σ dy, dx = γ/√(variance + ε) · (dy - dβ/m - x̂·dγ/m): the batch's mean and variance depend on x
   * too. Sums over the m = batch · area values of a channel.
   */
  override backward(gradient: Float32Array, batch: number): Float32Array {
    const columns = this.#columns[0];
    this.backend.columnProducts(gradient, this.#normalised, columns, batch, this.inputs);
    gather(columns, this.#area, this.#gamma.gradient);
    this.backend.columnSums(gradient, columns, batch, this.inputs);
    gather(columns, this.#area, this.#beta.gradient);
    const [dGamma, dBeta] = [this.#variance, this.#mean];
    const count = batch * this.#area;
    for (let c = 0; c < this.#channels; c++) {
      this.#slope[c] = this.#gamma.value[c] * this.#scale[c];
      dGamma[c] = this.#gamma.gradient[c] / count;
      dBeta[c] = this.#beta.gradient[c] / count;
    }
    const spreadOut = [this.#spread(this.#slope, 0), this.#spread(dBeta, 1), this.#spread(dGamma, 2)] as const;
    this.backend.normGradient(gradient, this.#normalised, spreadOut, this.inputGradient, batch, this.inputs);
    return this.inputGradient;
  }

  /** Sets mean and variance to the batch's and moves the running ones towards them. */
  #measureBatch(x: Float32Array, batch: number): void {
    const [mean, variance, count] = [this.#mean, this.#variance, batch * this.#area];
    const columns = this.#columns[1];
    this.backend.columnSums(x, columns, batch, this.inputs);
    gather(columns, this.#area, mean, count);
    this.backend.columnSquares(x, this.#spread(mean, 0), columns, batch, this.inputs);
    gather(columns, this.#area, variance, count);
    const unbiased = count / Math.max(1, count - 1);
    for (let c = 0; c < this.#channels; c++) {
      this.runningMean[c] += MOMENTUM * (mean[c] - this.runningMean[c]);
      this.runningVariance[c] += MOMENTUM * (unbiased * variance[c] - this.runningVariance[c]);
    }
  }

  /** y = slope [channels] · x + offset [channels]. */
  #scaleChannels(x: Float32Array, slope: Float32Array, offset: Float32Array, y: Float32Array, batch: number): void {
    this.backend.scaleRows(x, this.#spread(slope, 0), this.#spread(offset, 1), y, batch, this.inputs);
  }

  /** Values of the channels as columns, in one of the places for them. */
  #spread(values: Float32Array, place: 0 | 1 | 2): Float32Array {
    if (this.#area === 1) return values;
    spread(values, this.#area, this.#columns[place]);
    return this.#columns[place];
  }
}
