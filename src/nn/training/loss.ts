import type { Backend } from '../backend/backend.ts';
import type { TargetKind, Targets } from '../examples.ts';
import { lookUp } from '../lookUp.ts';

/** What training makes small, of what a network gives and what it should. */
export abstract class Loss {
  /** dL/dz [batch × outputs] of the last `loss`. */
  readonly gradient: Float32Array;
  protected readonly outputs: number;

  constructor(backend: Backend, outputs: number, largestBatch: number) {
    this.outputs = outputs;
    this.gradient = backend.allocate(largestBatch * outputs);
  }

  /** Of outputs z [batch × outputs] and the rows' labels [batch] or values [batch × outputs]; sets the gradient. */
  abstract loss(z: Float32Array, targets: Targets, batch: number): number;
}

/** The losses and their units; null: a number without one. */
export const LOSS_UNITS = { crossEntropy: 'nats', meanSquaredError: null, squaredHinge: null } as const;

export type LossName = keyof typeof LOSS_UNITS;

/** Softmax cross-entropy in nats, averaged over the batch: L = mean of log Σ exp(z) - z[label]. */
export class CrossEntropy extends Loss {
  readonly #backend: Backend;
  readonly #largest: Float32Array;
  readonly #sums: Float32Array;

  constructor(backend: Backend, classes: number, largestBatch: number) {
    super(backend, classes, largestBatch);
    this.#backend = backend;
    this.#largest = backend.allocate(largestBatch);
    this.#sums = backend.allocate(largestBatch);
  }

  /** dL/dz = (softmax(z) - onehot(label)) / batch, of logits z. */
  override loss(logits: Float32Array, labels: Uint8Array, batch: number): number {
    const { outputs: classes, gradient } = this;
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
export class MeanSquaredError extends Loss {
  /** dL/dz = 2 (z - t) / (batch · outputs). */
  override loss(z: Float32Array, targets: Targets, batch: number): number {
    const { outputs } = this;
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
export class SquaredHinge extends Loss {
  /** dL/dz = -2 t max(0, 1 - t z) / batch. */
  override loss(z: Float32Array, labels: Uint8Array, batch: number): number {
    let total = 0;
    for (let i = 0, at = 0; i < batch; i++) {
      for (let j = 0; j < this.outputs; j++, at++) {
        const target = j === labels[i] ? 1 : -1;
        const missing = Math.max(0, 1 - target * z[at]);
        total += missing ** 2;
        this.gradient[at] = (-2 * target * missing) / batch;
      }
    }
    return total / batch;
  }
}

type ForLoss = ConstructorParameters<typeof Loss>;

interface LossRow {
  readonly Loss: new (...given: ForLoss) => Loss;
  /** What it can be of. */
  readonly targets: readonly TargetKind[];
}

const LOSSES: Record<LossName, LossRow> = {
  crossEntropy: { Loss: CrossEntropy, targets: ['classes'] },
  meanSquaredError: { Loss: MeanSquaredError, targets: ['classes', 'inputs', 'values'] },
  squaredHinge: { Loss: SquaredHinge, targets: ['classes'] },
};

/** Whether a loss can be of such targets. */
export function lossFits(name: LossName, targets: TargetKind): boolean {
  return lookUp(LOSSES, name).targets.includes(targets);
}

export function createLoss(name: LossName, ...given: ForLoss): Loss {
  return new (lookUp(LOSSES, name).Loss)(...given);
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
