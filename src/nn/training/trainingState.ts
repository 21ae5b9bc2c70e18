import { inOrder, type RandomGenerator, randomFromState } from '../../random.ts';
import { putBack } from '../network.ts';
import type { Model } from './model.ts';

/**
 * All of a training between two steps, as plain data: `train` goes on from it as if it had never stopped. It holds copies
 * and can be cloned or serialised.
 */
export interface TrainingState {
  /** Steps done. */
  readonly steps: number;
  /** Of the examples, as the epoch under way takes them. */
  readonly order: Uint32Array;
  /** Of the generator. */
  readonly random: readonly number[];
  /** Parameters and running statistics, as `Network.save` returns them. */
  readonly network: readonly Float32Array[];
  readonly optimizer: { readonly steps: number; readonly moments: readonly Float32Array[] };
  readonly kept: Kept;
  readonly evaluationsSinceBest: number;
}

/** The weights that the network will have in the end, as far as is known yet. */
interface Kept {
  /** Updates that made them. */
  readonly steps: number;
  readonly validationLoss: number;
  readonly weights: readonly Float32Array[];
}

/** What changes as a training goes on, beside its model. */
export type Course = ReturnType<typeof begin>;

/** Before the first step, of so many examples. */
export function begin({ network }: Model, count: number, random: RandomGenerator) {
  return {
    steps: 0,
    order: inOrder(count),
    random,
    kept: { steps: 0, validationLoss: Number.POSITIVE_INFINITY, weights: network.save() } as Kept,
    evaluationsSinceBest: 0,
  };
}

/** Where a training stands. */
export function takeState({ network, optimizer }: Model, course: Course): TrainingState {
  const { order, random, kept } = course;
  return {
    ...course,
    order: order.slice(),
    random: [...random.getState()],
    network: network.save(),
    optimizer: { steps: optimizer.steps, moments: optimizer.moments.map((moment) => moment.slice()) },
    kept: { ...kept, weights: kept.weights.map((weights) => weights.slice()) },
  };
}

/** Puts a model into the state that was taken of its like. Throws a RangeError where it is of another. */
export function resume({ network, optimizer }: Model, count: number, state: TrainingState): Course {
  if (state.order.length !== count) throw new RangeError(`a training of ${state.order.length} examples, not ${count}`);
  network.restore(state.network);
  putBack(state.optimizer.moments, optimizer.moments);
  optimizer.steps = state.optimizer.steps;
  return {
    steps: state.steps,
    order: state.order.slice(),
    random: randomFromState(state.random),
    kept: { ...state.kept, weights: state.kept.weights.map((weights) => weights.slice()) },
    evaluationsSinceBest: state.evaluationsSinceBest,
  };
}
