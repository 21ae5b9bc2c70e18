import type { Backend } from './backend.ts';

/** Softmax cross-entropy in nats, averaged over the batch: L = mean of log Σ exp(z) - z[label]. */
export class CrossEntropy {
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
