import { matrixShapeOf } from '../nn/describe.ts';
import { layersOf, type StudySpec } from '../study/spec.ts';

/** Steps to the least validation loss: the medians of the rows of studies/table1.json, 13 runs each, are 2000 to 5900. */
const STEPS_TO_BEST = 3600;

/** Of one step: what it takes however small the network is, and for each multiplication of an example with a weight. */
const STEP = 40e-6;
const PRODUCT = 1.5e-10;

/** How many optimiser steps a run should take. */
export function expectedSteps({ data, training }: Pick<StudySpec, 'data' | 'training'>): number {
  const { batchSize, maxEpochs, patience, evaluateEvery } = training;
  const most = maxEpochs * Math.ceil(data.subset / batchSize);
  return patience === null ? most : Math.min(most, STEPS_TO_BEST + patience * evaluateEvery);
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
  // An evaluation goes forward only: a third of the products.
  const examples = training.batchSize + data.validation / training.evaluateEvery / 3;
  return expectedSteps(spec) * (STEP + PRODUCT * weights * examples);
}
