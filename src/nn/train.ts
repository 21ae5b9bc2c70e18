import { type RandomGenerator, shuffle } from '../random.ts';
import type { Backend } from './backend.ts';
import { buildNetwork, type NetworkOptions, type Shape } from './describe.ts';
import { countCorrect, createLoss, type Loss, type LossName } from './loss.ts';
import type { Network } from './network.ts';
import { createOptimizer, type Optimizer, type OptimizerOptions } from './optimizers.ts';
import { type ScheduleOptions, scheduledRate } from './schedule.ts';

/** Inputs x [count × features], their classes, and real values [count × any number] where they have such. */
export interface Examples {
  readonly x: Float32Array;
  readonly labels: Uint8Array;
  readonly values?: Float32Array;
  readonly count: number;
  readonly features: number;
}

export interface TrainingOptions extends OptimizerOptions, ScheduleOptions {
  readonly loss: LossName;
  readonly batchSize: number;
  /** Steps between two evaluations of the validation loss. */
  readonly evaluateEvery: number;
  /**
   * Evaluations without a new least validation loss after which training stops; the weights of that least loss are
   * kept. Null trains to the end of `maxEpochs` and keeps the last weights.
   */
  readonly patience: number | null;
}

/** A network with what trains it: all that a run allocates. */
export interface Model {
  readonly network: Network;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
}

/** Builds a network to be trained, its parameters still to be initialised. `onSimd` gives the fast backend. */
export function buildModel(
  backend: Backend,
  input: Shape,
  classes: number,
  options: NetworkOptions,
  training: TrainingOptions,
): Model {
  const largestBatch = Math.max(training.batchSize, EVALUATION_BATCH);
  const network = buildNetwork(backend, input, classes, options, largestBatch);
  const loss = createLoss(training.loss, backend, classes, largestBatch);
  return { network, loss, optimizer: createOptimizer(backend, network.parameters, training) };
}

const EVALUATION_BATCH = 250;

/** Steps are counted from 0, epochs too. A loss is in its own unit: cross-entropy in nats, the others have none. */
export interface Observer {
  /** After the loss of a step is known, before its update: the weights are those that gave the loss. */
  onStep?(step: number, epoch: number, loss: number): void;
  /** After `steps` updates; `best` says whether the loss is the least so far. */
  onEvaluation?(steps: number, loss: number, best: boolean): void;
}

export interface TrainingResult {
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Updates that made the weights which the network holds in the end, and their validation loss. */
  readonly keptSteps: number;
  readonly keptValidationLoss: number;
  readonly stopped: 'patience' | 'maxEpochs';
}

/**
 * Trains by minibatches drawn anew from a shuffle each epoch (the last one may be smaller) and evaluates the validation
 * loss every `evaluateEvery` steps and at the end.
 */
export function train(
  { network, loss: objective, optimizer }: Model,
  training: Examples,
  validation: Examples,
  options: TrainingOptions,
  random: RandomGenerator,
  observer: Observer = {},
): TrainingResult {
  const { batchSize, evaluateEvery, patience, maxEpochs } = options;
  const labels = new Uint8Array(batchSize);
  const order = Uint32Array.from({ length: training.count }, (_, i) => i);
  const stepsPerEpoch = Math.ceil(training.count / batchSize);
  const lastStep = stepsPerEpoch * maxEpochs;
  let kept = { steps: 0, validationLoss: Number.POSITIVE_INFINITY, weights: network.save() };
  let evaluationsSinceBest = 0;

  for (let step = 0; step < lastStep; step++) {
    const epoch = Math.floor(step / stepsPerEpoch);
    const first = (step % stepsPerEpoch) * batchSize;
    if (first === 0) shuffle(order, random);
    const batch = Math.min(batchSize, training.count - first);
    gather(training, order, first, batch, network.input, labels);
    network.draw(random, batch);
    const logits = network.forward(batch, true);
    const loss = objective.loss(logits, labels, batch);
    observer.onStep?.(step, epoch, loss);
    network.backward(objective.gradient, batch);
    optimizer.step(scheduledRate(step, stepsPerEpoch, options));
    network.refresh();

    const steps = step + 1;
    if (steps % evaluateEvery !== 0 && steps !== lastStep) continue;
    const { loss: validationLoss } = evaluate({ network, loss: objective }, validation);
    const isBest = validationLoss < kept.validationLoss;
    observer.onEvaluation?.(steps, validationLoss, isBest);
    evaluationsSinceBest = isBest ? 0 : evaluationsSinceBest + 1;
    if (isBest || patience === null) kept = { steps, validationLoss, weights: network.save() };
    if (evaluationsSinceBest === patience) {
      network.restore(kept.weights);
      return {
        steps,
        stepsPerEpoch,
        keptSteps: kept.steps,
        keptValidationLoss: kept.validationLoss,
        stopped: 'patience',
      };
    }
  }
  network.restore(kept.weights);
  return {
    steps: lastStep,
    stepsPerEpoch,
    keptSteps: kept.steps,
    keptValidationLoss: kept.validationLoss,
    stopped: 'maxEpochs',
  };
}

/** Mean loss and share of right answers of a network in use, not in training. */
export function evaluate(
  { network, loss: objective }: Pick<Model, 'network' | 'loss'>,
  examples: Examples,
): { loss: number; accuracy: number } {
  const { features, count } = examples;
  let loss = 0;
  let correct = 0;
  for (let first = 0; first < count; first += network.largestBatch) {
    const batch = Math.min(network.largestBatch, count - first);
    const labels = examples.labels.subarray(first, first + batch);
    network.input.set(examples.x.subarray(first * features, (first + batch) * features));
    const logits = network.forward(batch, false);
    loss += batch * objective.loss(logits, labels, batch);
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
