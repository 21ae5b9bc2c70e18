/**
 * Softmax cross-entropy in nats, averaged over the batch: L = mean of log Σ exp(z) - z[label].
 * logits z [batch × classes]; sets gradient = (softmax(z) - onehot(label)) / batch where one is given.
 */
export function crossEntropy(
  logits: Float32Array,
  labels: Uint8Array,
  batch: number,
  classes: number,
  gradient?: Float32Array,
): number {
  let total = 0;
  for (let i = 0; i < batch; i++) {
    const row = i * classes;
    let largest = logits[row];
    for (let j = 1; j < classes; j++) largest = Math.max(largest, logits[row + j]);
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += Math.exp(logits[row + j] - largest);
    const logSum = largest + Math.log(sum);
    total += logSum - logits[row + labels[i]];
    if (!gradient) continue;
    for (let j = 0; j < classes; j++) {
      const probability = Math.exp(logits[row + j] - logSum);
      gradient[row + j] = (probability - (j === labels[i] ? 1 : 0)) / batch;
    }
  }
  return total / batch;
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
