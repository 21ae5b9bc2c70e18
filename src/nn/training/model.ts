import type { Backend } from '../backend/backend.ts';
import { buildNetwork, type NetworkOptions } from '../describe.ts';
import type { Shape, TargetKind } from '../examples.ts';
import type { Network } from '../network.ts';
import { createLoss, type Loss, type LossName, lossFits } from './loss.ts';
import { createOptimizer, type Optimizer, type OptimizerOptions } from './optimizers.ts';

export interface ModelOptions extends OptimizerOptions {
  readonly loss: LossName;
  readonly batchSize: number;
}

/** A network with what trains it: all that a run allocates. */
export interface Model {
  readonly network: Network;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** What of the examples the network is to give. */
  readonly targets: TargetKind;
}

/**
 * Builds a network to be trained, its parameters still to be initialised: for inputs of a shape and so many outputs (see
 * `outputsFor`). `onSimd` gives the fast backend. Throws a ShapeError where a layer does not fit, a RangeError where the
 * loss is not one of such targets.
 */
export function buildModel(
  backend: Backend,
  input: Shape,
  outputs: number,
  options: NetworkOptions,
  training: ModelOptions,
  targets: TargetKind = 'classes',
): Model {
  if (!lossFits(training.loss, targets)) throw new RangeError(`the loss ${training.loss} is one of classes only`);
  const largestBatch = Math.max(training.batchSize, EVALUATION_BATCH);
  const network = buildNetwork(backend, input, outputs, options, largestBatch, targets);
  const loss = createLoss(training.loss, backend, outputs, largestBatch);
  return { network, loss, optimizer: createOptimizer(backend, network.parameters, training), targets };
}

const EVALUATION_BATCH = 250;
