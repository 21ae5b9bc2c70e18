import { matrixShapeOf } from '../nn/describe.ts';
import { layersOf, type StudySpec } from '../study/spec.ts';

/** Epochs that early stopping is expected to leave a run: those of the networks of the paper. */
const EPOCHS_TO_PATIENCE = 50;

/** Of one step: what it takes however small the network is, and for each multiplication of an example with a weight. */
const STEP = 40e-6;
const PRODUCT = 1.5e-10;

/** How many epochs a run should take. */
export function expectedEpochs({ patience, maxEpochs }: StudySpec['training']): number {
  return patience === null ? maxEpochs : Math.min(maxEpochs, EPOCHS_TO_PATIENCE);
}

/**
 * How long a run of a spec should take, from the spec alone; in seconds of a core on which a 784-512-512-10 network makes
 * 79 steps of 128 examples in one. Says which runs are long and how much is left, not more.
 */
export function expectedWork(spec: StudySpec): number {
  const { data, training } = spec;
  const { layers, shapes } = layersOf(spec);
  let weights = 0;
  layers.forEach((layer, i) => {
    const [outputs, inputs] = matrixShapeOf(layer, shapes[i]) ?? [0, 0];
    const [, down = 1, across = 1] = shapes[i + 1];
    weights += outputs * inputs * down * across;
  });
  const steps = Math.ceil(data.subset / training.batchSize) * expectedEpochs(training);
  // An evaluation goes forward only: a third of the products.
  const examples = training.batchSize + data.validation / training.evaluateEvery / 3;
  return steps * (STEP + PRODUCT * weights * examples);
}
