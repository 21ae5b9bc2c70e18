import type { Backend } from '../backend/backend.ts';
import type { TargetKind, Targets } from '../examples.ts';

/** What training makes small, of what a network gives and what it should. */
export interface Loss {
  /** dL/dz [batch × outputs] of the last `loss`. */
  readonly gradient: Float32Array;
  /** Of outputs z [batch × outputs] and the rows' labels [batch] or values [batch × outputs]; sets the gradient. */
  loss(z: Float32Array, targets: Targets, batch: number): number;
}

/** The losses and their units; null: a number without one. */
export const LOSS_UNITS = { crossEntropy: 'nats', meanSquaredError: null, squaredHinge: null } as const;

export type LossName = keyof typeof LOSS_UNITS;

/** Whether a loss can be of such targets: only the mean squared error is of real values too. */
export function lossFits(name: LossName, targets: TargetKind): boolean {
  return targets === 'classes' || name === 'meanSquaredError';
}

export function createLoss(name: LossName, backend: Backend, outputs: number, largestBatch: number): Loss {
  if (name === 'crossEntropy') return new CrossEntropy(backend, outputs, largestBatch);
  if (name === 'meanSquaredError') return new MeanSquaredError(backend, outputs, largestBatch);
  return new SquaredHinge(backend, outputs, largestBatch);
}

/** Softmax cross-entropy in nats, averaged over the batch: L = mean of log Σ exp(z) - z[label]. */
export class CrossEntropy implements Loss {
  /** dL/dz [batch × classes] of the last `loss`: (softmax(z) - onehot(label)) / batch. */
  readonly gradient: Float32Array;
  readonly #backend: Backend;
  readonly #classes: number;
  readonly #largest: Float32Array;
  readonly #sums: Float32Array;

  constructor(backend: Backend, classes: number, largestBatch: number) {
    this.#backend = backend;
    this.#classes = classes;
    this.gradient = backend.allocate(largestBatch * classes);
    this.#largest = backend.allocate(largestBatch);
    this.#sums = backend.allocate(largestBatch);
  }

  /** Of logits z [batch × classes] and the rows' labels; sets the gradient. */
  loss(logits: Float32Array, labels: Uint8Array, batch: number): number {
    const classes = this.#classes;
    const gradient = this.gradient;
    this.#backend.softmax(logits, gradient, this.#largest, this.#sums, batch, classes);
    let total = 0;
    for (let i = 0; i < batch; i++) {
      const right = i * classes + labels[i];
      total += Math.log(this.#sums[i]) + (this.#largest[i] - logits[right]);
      gradient[right] -= 1;
    }
    for (let i = 0; i < batch * classes; i++) gradient[i] /= batch;
    return total / batch;
  }
}

/**
 * L = mean over batch and outputs of (z - t)². Of labels, t = 1 for the right class and 0 for the others; else t is the
 * value that the output should have.
 */
export class MeanSquaredError implements Loss {
  readonly gradient: Float32Array;
  readonly #outputs: number;

  constructor(backend: Backend, outputs: number, largestBatch: number) {
    this.#outputs = outputs;
    this.gradient = backend.allocate(largestBatch * outputs);
  }

  /** dL/dz = 2 (z - t) / (batch · outputs). */
  loss(z: Float32Array, targets: Targets, batch: number): number {
    const outputs = this.#outputs;
    const count = batch * outputs;
    const isOfClasses = targets instanceof Uint8Array;
    let total = 0;
    for (let i = 0, at = 0; i < batch; i++) {
      for (let j = 0; j < outputs; j++, at++) {
        const error = z[at] - (isOfClasses ? Number(j === targets[i]) : targets[at]);
        total += error ** 2;
        this.gradient[at] = (2 * error) / count;
      }
    }
    return total / count;
  }
}

/**
 * L = mean over the batch of Σ max(0, 1 - t z)² over the classes, t = 1 for the right class and -1 for the others: the
 * squared hinge loss of the first binarized networks (Hubara et al., arXiv 1602.02830).
 */
export class SquaredHinge implements Loss {
  readonly gradient: Float32Array;
  readonly #classes: number;

  constructor(backend: Backend, classes: number, largestBatch: number) {
    this.#classes = classes;
    this.gradient = backend.allocate(largestBatch * classes);
  }

  /** dL/dz = -2 t max(0, 1 - t z) / batch. */
  loss(z: Float32Array, labels: Uint8Array, batch: number): number {
    let total = 0;
    for (let i = 0, at = 0; i < batch; i++) {
      for (let j = 0; j < this.#classes; j++, at++) {
        const target = j === labels[i] ? 1 : -1;
        const missing = Math.max(0, 1 - target * z[at]);
        total += missing ** 2;
        this.gradient[at] = (-2 * target * missing) / batch;
      }
    }
    return total / batch;
  }
}

/** How many rows of logits [batch × classes] have their largest value, the first of equals, at the label. */
export function countCorrect(logits: Float32Array, labels: Uint8Array, batch: number, classes: number): number {
  let correct = 0;
  for (let i = 0; i < batch; i++) {
    let best = 0;
    for (let j = 1; j < classes; j++) if (logits[i * classes + j] > logits[i * classes + best]) best = j;
    if (best === labels[i]) correct++;
  }
  return correct;
}
