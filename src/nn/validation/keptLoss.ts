/**
 * The loss of a binary perceptron over the same examples again and again, at the cost of what changed since the last time:
 * the sums of its first layer are kept, and corrected where weights flipped. Behind them all is bits, an example a lane:
 * batch normalisation and sign are a threshold, a product is the number of signs that differ.
 *
 * Up to the logits these are whole numbers, so nothing depends on what happened before: a training that goes on from a saved
 * state has the same bits as one that was never stopped, and both those of `evaluate`.
 */
import { Kernels } from '../../kernels.ts';
import { packedLength } from '../backend/backend.ts';
import type { Examples } from '../examples.ts';
import { BatchNorm } from '../layers/batchNorm.ts';
import { Dense } from '../layers/dense.ts';
import { Sign } from '../layers/elementwise.ts';
import type { WeightMatrix } from '../layers/weightMatrix.ts';
import type { Network } from '../network.ts';
import type { Model } from '../training/model.ts';
import { KeptSums } from './keptSums.ts';
import { ofDifferences, thresholds } from './thresholds.ts';

/** A product, and the normalisation of what comes out of it, if there is one. */
interface Stage {
  readonly matrix: WeightMatrix;
  readonly norm: BatchNorm | undefined;
}

/** Numbers of differing signs up to here, and one more, fit a byte. */
const MOST_BY_TABLES = 254;

/** Of the signs of so many values, a word of 32 for each example. */
const wordsOf = (values: number) => Math.ceil(values / 32);

/**
 * Gives the mean cross-entropy (nats) of a model over examples, as `evaluate` does, each time it is called. Undefined where
 * inputs are on no grid, the loss is another, or the network is not of dense layers of binary weights without a bias, with
 * signs between them and batch normalisation or none before each.
 */
export function keptLoss(model: Model, examples: Examples): (() => number) | undefined {
  const { network, loss, targets } = model;
  const stages = stagesOf(network);
  const isKept = loss.name === 'crossEntropy' && targets === 'classes' && examples.grid !== undefined;
  if (stages === undefined || !isKept) return undefined;

  const kernels = new Kernels();
  const count = 32 * Math.ceil(examples.count / 32);
  const [first, ...others] = stages;
  const last = others[others.length - 1];
  const widest = Math.max(...stages.map(({ matrix }) => matrix.outputs));
  const longest = Math.max(...others.map(({ matrix: { outputs, inputs } }) => outputs * packedLength(inputs)));
  const at = places(kernels, {
    thresholds: 4 * widest,
    inverted: 4 * wordsOf(widest),
    weights: 4 * longest,
    slope: 4 * last.matrix.outputs,
    offset: 4 * last.matrix.outputs,
    planes: 4 * wordsOf(widest) * count,
    nextPlanes: 4 * wordsOf(widest) * count,
    logits: 4 * last.matrix.outputs * count,
    labels: 4 * count,
    losses: 4 * count,
    tables: 128 + 2 ** 14 * wordsOf(Math.min(widest, MOST_BY_TABLES)),
    sums: KeptSums.bytes(first.matrix, count),
  });
  const sums = new KeptSums(kernels, at.sums, first.matrix, examples);
  new Int32Array(kernels.buffer, at.labels, count).set(examples.labels);
  const losses = new Float32Array(kernels.buffer, at.losses, count);
  const { run } = kernels;

  const putThresholds = (found: { readonly values: Int32Array; readonly inverted: Uint32Array }) => {
    new Int32Array(kernels.buffer, at.thresholds, found.values.length).set(found.values);
    new Uint32Array(kernels.buffer, at.inverted, found.inverted.length).set(found.inverted);
  };
  const putWeights = ({ packed, outputs, inputs }: WeightMatrix) => {
    // As words: a float32 that is no number may not stay the same bits.
    const { buffer, byteOffset } = packed as Float32Array;
    const words = outputs * packedLength(inputs);
    new Uint32Array(kernels.buffer, at.weights, words).set(new Uint32Array(buffer, byteOffset, words));
  };

  return function evaluateKept() {
    sums.update();
    putThresholds(thresholds(lineOf(first), 2 ** 24, sums.unit));
    run.planesOfSums(sums.address, at.thresholds, at.inverted, at.planes, first.matrix.outputs, count);
    let [planes, next] = [at.planes, at.nextPlanes];
    for (const stage of others.slice(0, -1)) {
      const { inputs, outputs } = stage.matrix;
      putThresholds(ofDifferences(thresholds(lineOf(stage), inputs, 1), inputs));
      putWeights(stage.matrix);
      const sizes = [wordsOf(inputs), packedLength(inputs), outputs, count] as const;
      const arrays = [planes, at.weights, at.thresholds, at.inverted, next] as const;
      if (inputs <= MOST_BY_TABLES) run.planesByTables(...arrays, ...sizes, at.tables);
      else run.planesOfPlanes(...arrays, ...sizes);
      [planes, next] = [next, planes];
    }
    const { inputs, outputs } = last.matrix;
    const { slope, offset } = lineOf(last);
    new Float32Array(kernels.buffer, at.slope, outputs).set(slope);
    new Float32Array(kernels.buffer, at.offset, outputs).set(offset);
    putWeights(last.matrix);
    const sizes = [inputs, packedLength(inputs), outputs, count] as const;
    run.outputsOfPlanes(planes, at.weights, at.slope, at.offset, at.logits, ...sizes);
    run.columnLosses(at.logits, at.labels, at.losses, outputs, count);
    return meanOf(losses.subarray(0, examples.count), network.largestBatch);
  };
}

/** Addresses of areas of so many bytes. */
function places<Name extends string>(kernels: Kernels, sizes: Readonly<Record<Name, number>>): Record<Name, number> {
  const names = Object.keys(sizes) as Name[];
  const addresses = kernels.reserve(...names.map((name) => sizes[name]));
  return Object.fromEntries(names.map((name, i) => [name, addresses[i]])) as Record<Name, number>;
}

/** In the order in which `evaluate` adds up: batch by batch. */
function meanOf(losses: Float32Array, batch: number): number {
  let total = 0;
  for (let first = 0; first < losses.length; first += batch) {
    const some = losses.subarray(first, first + batch);
    let sum = 0;
    for (let i = 0; i < some.length; i++) sum += some[i];
    total += some.length * (sum / some.length);
  }
  return total / losses.length;
}

/** What a stage makes of its sums: y = slope · sum + offset, for each output. */
function lineOf({ matrix, norm }: Stage): { readonly slope: Float32Array; readonly offset: Float32Array } {
  return norm?.inUse() ?? { slope: new Float32Array(matrix.outputs).fill(1), offset: new Float32Array(matrix.outputs) };
}

/** The network as products with signs between them; undefined where it is something else, or has one product only. */
function stagesOf({ layers }: Network): readonly Stage[] | undefined {
  const stages: Stage[] = [];
  let at = 0;
  while (at < layers.length) {
    const dense = layers[at++];
    if (!(dense instanceof Dense) || !dense.matrix.binary || dense.matrix.bias !== null) return undefined;
    const isFirst = stages.length === 0;
    if ((dense.matrix.packed === null) !== isFirst) return undefined;
    const next = layers[at];
    const norm = next instanceof BatchNorm ? next : undefined;
    if (norm) at++;
    stages.push({ matrix: dense.matrix, norm });
    if (at < layers.length && !(layers[at++] instanceof Sign)) return undefined;
  }
  // A sign at the end leaves no logits.
  return stages.length > 1 && !(layers[layers.length - 1] instanceof Sign) ? stages : undefined;
}
