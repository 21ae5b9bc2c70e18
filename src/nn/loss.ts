import type { Backend } from './backend.ts';

/** What training makes small, of logits and the classes that are right. */
export interface Loss {
  /** dL/dz [batch × classes] of the last `loss`. */
  readonly gradient: Float32Array;
  /** Of logits z [batch × classes] and the rows' labels; sets the gradient. */
  loss(logits: Float32Array, labels: Uint8Array, batch: number): number;
}

/** The losses and their units; null: a number without one. */
export const LOSS_UNITS = { crossEntropy: 'nats', meanSquaredError: null, squaredHinge: null } as const;

export type LossName = keyof typeof LOSS_UNITS;

export function createLoss(name: LossName, backend: Backend, classes: number, largestBatch: number): Loss {
  if (name === 'crossEntropy') return new CrossEntropy(backend, classes, largestBatch);
  if (name === 'meanSquaredError') return new MeanSquaredError(backend, classes, largestBatch);
  return new SquaredHinge(backend, classes, largestBatch);
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

/** Of one logit: what it adds to the loss, and the slope of that. */
type Term = (logit: number, isRight: boolean) => readonly [value: number, slope: number];

/** A loss that adds up terms of single logits. */
class SumOfTerms implements Loss {
  readonly gradient: Float32Array;
  readonly #classes: number;
  readonly #term: Term;
  /** How many terms the mean is over, of each example. */
  readonly #divisor: number;

  constructor(backend: Backend, classes: number, largestBatch: number, divisor: number, term: Term) {
    this.#classes = classes;
    this.#divisor = divisor;
    this.#term = term;
    this.gradient = backend.allocate(largestBatch * classes);
  }

  loss(logits: Float32Array, labels: Uint8Array, batch: number): number {
    const count = batch * this.#divisor;
    let total = 0;
    for (let i = 0, at = 0; i < batch; i++) {
      for (let j = 0; j < this.#classes; j++, at++) {
        const [value, slope] = this.#term(logits[at], j === labels[i]);
        total += value;
        this.gradient[at] = slope / count;
      }
    }
    return total / count;
  }
}

/** L = mean over batch and classes of (z - t)², t = 1 for the right class and 0 for the others. */
export class MeanSquaredError extends SumOfTerms {
  constructor(backend: Backend, classes: number, largestBatch: number) {
    super(backend, classes, largestBatch, classes, (logit, isRight) => {
      const error = logit - Number(isRight);
      return [error ** 2, 2 * error];
    });
  }
}

/**
 * L = mean over the batch of Σ max(0, 1 - t z)² over the classes, t = 1 for the right class and -1 for the others: the
 * squared hinge loss of the first binarized networks (Hubara et al., arXiv 1602.02830).
 */
export class SquaredHinge extends SumOfTerms {
  constructor(backend: Backend, classes: number, largestBatch: number) {
    super(backend, classes, largestBatch, 1, (logit, isRight) => {
      const target = isRight ? 1 : -1;
      const missing = Math.max(0, 1 - target * logit);
      return [missing ** 2, -2 * target * missing];
    });
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
