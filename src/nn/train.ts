import { type RandomGenerator, shuffle } from '../random.ts';
import { Adam } from './adam.ts';
import { countCorrect, crossEntropy } from './loss.ts';
import type { Network } from './network.ts';

/** Inputs x [count × features] and their classes. */
export interface Examples {
  readonly x: Float32Array;
  readonly labels: Uint8Array;
  readonly count: number;
  readonly features: number;
}

export interface TrainingOptions {
  readonly optimizer: 'adam';
  readonly learningRate: number;
  readonly batchSize: number;
  /** Steps between two evaluations of the validation loss. */
  readonly evaluateEvery: number;
  /** Evaluations without a new least validation loss after which training stops; null trains to `maxEpochs`. */
  readonly patience: number | null;
  readonly maxEpochs: number;
}

/** Steps are counted from 0, epochs too. */
export interface Observer {
  /** After the loss [nats] of a step is known, before its update: the weights are those that gave the loss. */
  onStep?(step: number, epoch: number, loss: number): void;
  /** After `steps` updates. Loss in nats; `best` says whether it is the least so far. */
  onEvaluation?(steps: number, loss: number, best: boolean): void;
}

export interface TrainingResult {
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Updates before the least validation loss; the network holds the weights of that moment. */
  readonly bestSteps: number;
  readonly bestValidationLoss: number;
  readonly stopped: 'patience' | 'maxEpochs';
}

/**
 * Trains by minibatches drawn anew from a shuffle each epoch (the last one may be smaller), evaluates the validation
 * loss every `evaluateEvery` steps, stops early, and leaves the network with the weights of least validation loss.
 */
export function train(
  network: Network,
  training: Examples,
  validation: Examples,
  options: TrainingOptions,
  random: RandomGenerator,
  observer: Observer = {},
): TrainingResult {
  const { batchSize, evaluateEvery, patience, maxEpochs, learningRate } = options;
  const optimizer = new Adam(network.parameters, learningRate);
  const x = new Float32Array(batchSize * training.features);
  const labels = new Uint8Array(batchSize);
  const gradient = new Float32Array(batchSize * network.outputs);
  const order = Uint32Array.from({ length: training.count }, (_, i) => i);
  const stepsPerEpoch = Math.ceil(training.count / batchSize);

  let steps = 0;
  let bestSteps = 0;
  let bestValidationLoss = Number.POSITIVE_INFINITY;
  let best = network.save();
  let evaluationsSinceBest = 0;
  let stopped: TrainingResult['stopped'] = 'maxEpochs';

  epochs: for (let epoch = 0; epoch < maxEpochs; epoch++) {
    shuffle(order, random);
    for (let first = 0; first < training.count; first += batchSize) {
      const batch = Math.min(batchSize, training.count - first);
      gather(training, order, first, batch, x, labels);
      const logits = network.forward(x, batch, true);
      const loss = crossEntropy(logits, labels, batch, network.outputs, gradient);
      observer.onStep?.(steps, epoch, loss);
      network.backward(gradient, batch);
      optimizer.step();
      network.refresh();
      steps++;
      if (steps % evaluateEvery !== 0) continue;

      const { loss: validationLoss } = evaluate(network, validation);
      const isBest = validationLoss < bestValidationLoss;
      observer.onEvaluation?.(steps, validationLoss, isBest);
      evaluationsSinceBest = isBest ? 0 : evaluationsSinceBest + 1;
      if (isBest) {
        bestSteps = steps;
        bestValidationLoss = validationLoss;
        best = network.save();
      } else if (evaluationsSinceBest === patience) {
        stopped = 'patience';
        break epochs;
      }
    }
  }
  network.restore(best);
  return { steps, stepsPerEpoch, bestSteps, bestValidationLoss, stopped };
}

/** Mean loss [nats] and share of right answers of a network in use, not in training. */
export function evaluate(network: Network, examples: Examples): { loss: number; accuracy: number } {
  const { features, count } = examples;
  let loss = 0;
  let correct = 0;
  for (let first = 0; first < count; first += network.largestBatch) {
    const batch = Math.min(network.largestBatch, count - first);
    const labels = examples.labels.subarray(first, first + batch);
    const logits = network.forward(examples.x.subarray(first * features, (first + batch) * features), batch, false);
    loss += batch * crossEntropy(logits, labels, batch, network.outputs);
    correct += countCorrect(logits, labels, batch, network.outputs);
  }
  return { loss: loss / count, accuracy: correct / count };
}

/** Copies examples `order[first…]` into x [batch × features] and labels. */
function gather(
  examples: Examples,
  order: Uint32Array,
  first: number,
  batch: number,
  x: Float32Array,
  labels: Uint8Array,
): void {
  const { features } = examples;
  for (let i = 0; i < batch; i++) {
    const example = order[first + i];
    x.set(examples.x.subarray(example * features, (example + 1) * features), i * features);
    labels[i] = examples.labels[example];
  }
}
