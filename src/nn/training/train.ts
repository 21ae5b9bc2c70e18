import { type RandomGenerator, shuffle } from '../../random.ts';
import { type Examples, type Targets, targetsOf } from '../examples.ts';
import { keptLoss } from '../validation/keptLoss.ts';
import { countCorrect } from './loss.ts';
import type { Model, ModelOptions } from './model.ts';
import { type ScheduleOptions, scheduledRate } from './schedule.ts';
import { begin, resume, type TrainingState, takeState } from './trainingState.ts';

export interface TrainingOptions extends ModelOptions, ScheduleOptions {
  /** Steps between two evaluations of the validation loss. */
  readonly evaluateEvery: number;
  /**
   * Evaluations without a new least validation loss after which training stops; the weights of that least loss are
   * kept. Null trains to the end of `maxEpochs` and keeps the last weights.
   */
  readonly patience: number | null;
}

/** Steps are counted from 0, epochs too. A loss is in its own unit: cross-entropy in nats, the others have none. */
export interface Observer {
  /** After the loss of a step is known, before its update: the weights are those that gave the loss. */
  onStep?(step: number, epoch: number, loss: number): void;
  /**
   * After `steps` updates; `best` says whether the loss is the least so far. The share of right answers is null where it
   * would take more than the loss takes: where that is kept up to date by what changed, and of what are no classes.
   */
  onEvaluation?(steps: number, loss: number, best: boolean, accuracy: number | null): void;
  /** After a step's update, and the evaluation if one was due: `state` copies where the training stands. */
  onStepDone?(step: number, epoch: number, state: () => TrainingState): void;
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
 * loss every `evaluateEvery` steps and at the end. Given a state of the same training it goes on `from` there, and
 * `random` is not drawn from.
 */
export function train(
  model: Model,
  training: Examples,
  validation: Examples,
  options: TrainingOptions,
  random: RandomGenerator,
  observer: Observer = {},
  from?: TrainingState,
): TrainingResult {
  const { network, loss: objective, optimizer } = model;
  const { batchSize, evaluateEvery, patience, maxEpochs } = options;
  const stepsPerEpoch = Math.ceil(training.count / batchSize);
  const lastStep = stepsPerEpoch * maxEpochs;
  const course = from ? resume(model, training.count, from) : begin(model, training.count, random);
  const targets = gathering(targetsOf(training, model.targets), training.count, batchSize);
  const kept = keptLoss(model, validation);
  const state = () => takeState(model, course);

  while (course.steps < lastStep && course.evaluationsSinceBest !== patience) {
    const step = course.steps;
    const epoch = Math.floor(step / stepsPerEpoch);
    const first = (step % stepsPerEpoch) * batchSize;
    if (first === 0) shuffle(course.order, course.random);
    const numbers = course.order.subarray(first, first + batchSize);
    const batch = numbers.length;
    network.take(training.x, numbers);
    network.draw(course.random, batch);
    const loss = objective.loss(network.forward(batch, true), targets.of(numbers), batch);
    observer.onStep?.(step, epoch, loss);
    network.backward(objective.gradient, batch);
    optimizer.step(scheduledRate(step, stepsPerEpoch, options));
    network.refresh();

    course.steps++;
    if (course.steps % evaluateEvery === 0 || course.steps === lastStep) {
      const { loss: validationLoss, accuracy } = kept
        ? { loss: kept.evaluate(), accuracy: null }
        : evaluate(model, validation);
      const isBest = validationLoss < course.kept.validationLoss;
      observer.onEvaluation?.(course.steps, validationLoss, isBest, accuracy);
      course.evaluationsSinceBest = isBest ? 0 : course.evaluationsSinceBest + 1;
      if (isBest || patience === null) {
        course.kept = { steps: course.steps, validationLoss, weights: network.save(course.kept.weights) };
      }
    }
    observer.onStepDone?.(step, epoch, state);
  }
  kept?.close();
  network.restore(course.kept.weights);
  return {
    steps: course.steps,
    stepsPerEpoch,
    keptSteps: course.kept.steps,
    keptValidationLoss: course.kept.validationLoss,
    stopped: course.evaluationsSinceBest === patience ? 'patience' : 'maxEpochs',
  };
}

/** Mean loss of a network in use, not in training, and the share of right answers where it is to give classes. */
export function evaluate(
  { network, loss: objective, targets: kind }: Pick<Model, 'network' | 'loss' | 'targets'>,
  examples: Examples,
): { loss: number; accuracy: number | null } {
  const { features, count, labels } = examples;
  const targets = targetsOf(examples, kind);
  const width = targets.length / count;
  let loss = 0;
  let correct = 0;
  for (let first = 0; first < count; first += network.largestBatch) {
    const last = Math.min(first + network.largestBatch, count);
    const batch = last - first;
    network.input.set(examples.x.subarray(first * features, last * features));
    const outputs = network.forward(batch, false);
    loss += batch * objective.loss(outputs, targets.subarray(first * width, last * width), batch);
    if (kind === 'classes') correct += countCorrect(outputs, labels.subarray(first, last), batch, network.outputs);
  }
  return { loss: loss / count, accuracy: kind === 'classes' ? correct / count : null };
}

/** Gathers the targets of some of the examples; what it gave last is overwritten. */
function gathering(all: Targets, count: number, most: number) {
  /** Values of one example. */
  const width = all.length / count;
  const targets = all instanceof Uint8Array ? new Uint8Array(most * width) : new Float32Array(most * width);
  return {
    of(numbers: Uint32Array): Targets {
      for (let i = 0; i < numbers.length; i++) {
        for (let j = 0; j < width; j++) targets[i * width + j] = all[numbers[i] * width + j];
      }
      return targets;
    },
  };
}
