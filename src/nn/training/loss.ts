import type { Backend } from '../backend/backend.ts';
import type { TargetKind, Targets } from '../examples.ts';
import { lookUp } from '../lookUp.ts';

/** What training makes small, of what a network gives and what it should. */
export interface Loss {
  readonly name: LossName;
  /** dL/dz [batch × outputs] of the last `loss`. */
  readonly gradient: Float32Array;
  /** Of outputs z [batch × outputs] and the rows' labels [batch] or values [batch × outputs]; sets the gradient. */
  loss(z: Float32Array, targets: Targets, batch: number): number;
}

type Create = (backend: Backend, outputs: number, largestBatch: number) => Loss;

/** The losses and their units; null: a number without one. */
export const LOSS_UNITS = { crossEntropy: 'nats', meanSquaredError: null, squaredHinge: null } as const;

export type LossName = keyof typeof LOSS_UNITS;

/**
 * Softmax cross-entropy in nats, averaged over the batch: L = mean of log Σ exp(z) - z[label] of logits z,
 * dL/dz = (softmax(z) - onehot(label)) / batch.
 */
const crossEntropy: Create = (backend, classes, largestBatch) => {
  const gradient = backend.allocate(largestBatch * classes);
  const largest = backend.allocate(largestBatch);
  const logs = backend.allocate(largestBatch);
  return {
    name: 'crossEntropy',
    gradient,
    loss(logits, labels, batch) {
      backend.softmax(logits, gradient, largest, logs, 1 / batch, batch, classes);
      let total = 0;
      for (let i = 0; i < batch; i++) {
        const right = i * classes + labels[i];
        // In single precision, as `columnLosses` of the kernels has it.
        total += Math.fround(logs[i] + Math.fround(largest[i] - logits[right]));
        gradient[right] -= 1 / batch;
      }
      return total / batch;
    },
  };
};

/**
 * L = mean over batch and outputs of (z - t)², dL/dz = 2 (z - t) / (batch · outputs). Of labels, t = 1 for the right
 * class and 0 for the others; else t is the value that the output should have.
 */
const meanSquaredError: Create = (backend, outputs, largestBatch) => {
  const gradient = backend.allocate(largestBatch * outputs);
  return {
    name: 'meanSquaredError',
    gradient,
    loss(z, targets, batch) {
      const count = batch * outputs;
      const isOfClasses = targets instanceof Uint8Array;
      let total = 0;
      for (let i = 0, at = 0; i < batch; i++) {
        for (let j = 0; j < outputs; j++, at++) {
          const error = z[at] - (isOfClasses ? Number(j === targets[i]) : targets[at]);
          total += error ** 2;
          gradient[at] = (2 * error) / count;
        }
      }
      return total / count;
    },
  };
};

/**
 * L = mean over the batch of Σ max(0, 1 - t z)² over the classes, dL/dz = -2 t max(0, 1 - t z) / batch, t = 1 for the
 * right class and -1 for the others: the squared hinge loss of the first binarized networks (Hubara et al., arXiv
 * 1602.02830).
 */
const squaredHinge: Create = (backend, outputs, largestBatch) => {
  const gradient = backend.allocate(largestBatch * outputs);
  return {
    name: 'squaredHinge',
    gradient,
    loss(z, labels, batch) {
      let total = 0;
      for (let i = 0, at = 0; i < batch; i++) {
        for (let j = 0; j < outputs; j++, at++) {
          const target = j === labels[i] ? 1 : -1;
          const missing = Math.max(0, 1 - target * z[at]);
          total += missing ** 2;
          gradient[at] = (-2 * target * missing) / batch;
        }
      }
      return total / batch;
    },
  };
};

/** With the targets that each can be of. */
const LOSSES: Record<LossName, { readonly create: Create; readonly targets: readonly TargetKind[] }> = {
  crossEntropy: { create: crossEntropy, targets: ['classes'] },
  meanSquaredError: { create: meanSquaredError, targets: ['classes', 'inputs', 'values'] },
  squaredHinge: { create: squaredHinge, targets: ['classes'] },
};

/** Whether a loss can be of such targets. */
export function lossFits(name: LossName, targets: TargetKind): boolean {
  return lookUp(LOSSES, name).targets.includes(targets);
}

export function createLoss(name: LossName, ...given: Parameters<Create>): Loss {
  return lookUp(LOSSES, name).create(...given);
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
