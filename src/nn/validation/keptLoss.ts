/**
 * The loss of a binary perceptron over the same examples again and again, at the cost of what changed since the last time:
 * the sums of its first layer are kept, and corrected where weights flipped. Behind them all is bits, an example a lane:
 * batch normalisation and sign are a threshold, a product is the number of signs that differ.
 *
 * Up to the logits these are whole numbers, so nothing depends on what happened before: a training that goes on from a saved
 * state has the same bits as one that was never stopped, and both those of `evaluate` on the SIMD backend; on the plain one
 * exponentials and logarithms are rounded otherwise.
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
import { ofDifferences, type Thresholds, thresholds } from './thresholds.ts';

/** A product, and the normalisation of what comes out of it, if there is one. */
interface Stage {
  readonly matrix: WeightMatrix;
  readonly norm: BatchNorm | undefined;
}

/** A network's products, with signs between them. */
interface Stages {
  readonly first: Stage;
  readonly hidden: readonly Stage[];
  readonly last: Stage;
}

/** Numbers of differing signs up to here, and one more, fit a byte. */
const MOST_BY_TABLES = 254;
/** Beyond it sums are not kept: of very wide first layers, or very many examples. */
const MOST_BYTES = 2 ** 28;

/** Words of 32 signs, for each example. */
const wordsOf = (signs: number) => Math.ceil(signs / 32);

/**
 * What evaluates a model on examples. Undefined where inputs are on no grid, the loss is not cross-entropy, or the network is
 * not of dense layers of binary weights without a bias, with signs between them and batch normalisation or none before each;
 * and where it would take more than 256 MiB.
 */
export function keptLoss({ network, loss, targets }: Model, examples: Examples): KeptLoss | undefined {
  const stages = stagesOf(network);
  const isKept = loss.name === 'crossEntropy' && targets === 'classes' && examples.grid !== undefined;
  if (stages === undefined || !isKept || KeptSums.bytes(stages.first.matrix, examples.count) > MOST_BYTES) {
    return undefined;
  }
  return new KeptLoss(stages, examples, network.largestBatch);
}

/** The mean cross-entropy (nats) over the same examples of a network that changes. Made by `keptLoss`. */
export class KeptLoss {
  readonly #stages: Stages;
  readonly #kernels = Kernels.take();
  /** Examples, padded to a multiple of 32. */
  readonly #count: number;
  /** So many losses are added up first, as `evaluate` does. */
  readonly #batch: number;
  readonly #sums: KeptSums;
  /** Of each example. */
  readonly #losses: Float32Array;
  /** Addresses in the kernels' memory. */
  readonly #at: Readonly<Record<keyof ReturnType<typeof sizesFor>, number>>;

  constructor(stages: Stages, examples: Examples, batch: number) {
    this.#stages = stages;
    this.#count = 32 * Math.ceil(examples.count / 32);
    this.#batch = batch;
    this.#at = reserve(this.#kernels, sizesFor(stages, this.#count));
    this.#sums = new KeptSums(this.#kernels, this.#at.sums, this.#count, stages.first.matrix, examples);
    this.#losses = new Float32Array(this.#kernels.buffer, this.#at.losses, examples.count);
    new Int32Array(this.#kernels.buffer, this.#at.labels, examples.count).set(examples.labels);
  }

  /** It may not be used any more. */
  close(): void {
    this.#kernels.giveBack();
  }

  /** Of the network as it is now. */
  evaluate(): number {
    const { hidden } = this.#stages;
    const { planes, otherPlanes } = this.#at;
    this.#firstPlanes(planes);
    hidden.forEach((stage, i) => {
      const [from, to] = i % 2 === 0 ? [planes, otherPlanes] : [otherPlanes, planes];
      this.#nextPlanes(stage, from, to);
    });
    this.#logits(hidden.length % 2 === 0 ? planes : otherPlanes);
    const { logits, labels, losses } = this.#at;
    this.#kernels.run.columnLosses(logits, labels, losses, this.#stages.last.matrix.outputs, this.#count);
    return meanOf(this.#losses, this.#batch);
  }

  #firstPlanes(planes: number): void {
    const { first } = this.#stages;
    const { sums, thresholds: limits, inverted } = this.#at;
    this.#sums.update();
    this.#putThresholds(thresholds(lineOf(first), 2 ** 24, this.#sums.unit));
    this.#kernels.run.planesOfSums(sums, limits, inverted, planes, first.matrix.outputs, this.#count);
  }

  #nextPlanes(stage: Stage, from: number, to: number): void {
    const { inputs, outputs } = stage.matrix;
    const { weights, thresholds: limits, inverted, tables } = this.#at;
    const { run } = this.#kernels;
    this.#putThresholds(ofDifferences(thresholds(lineOf(stage), inputs, 1), inputs));
    this.#putWeights(stage.matrix);
    const arrays = [from, weights, limits, inverted, to] as const;
    const sizes = [wordsOf(inputs), packedLength(inputs), outputs, this.#count] as const;
    if (inputs <= MOST_BY_TABLES) run.planesByTables(...arrays, ...sizes, tables);
    else run.planesOfPlanes(...arrays, ...sizes);
  }

  #logits(planes: number): void {
    const { last } = this.#stages;
    const { inputs, outputs } = last.matrix;
    const line = lineOf(last);
    const { weights, slope, offset, logits } = this.#at;
    new Float32Array(this.#kernels.buffer, slope, outputs).set(line.slope);
    new Float32Array(this.#kernels.buffer, offset, outputs).set(line.offset);
    this.#putWeights(last.matrix);
    const sizes = [inputs, packedLength(inputs), outputs, this.#count] as const;
    this.#kernels.run.outputsOfPlanes(planes, weights, slope, offset, logits, ...sizes);
  }

  #putThresholds({ values, inverted }: Thresholds): void {
    new Int32Array(this.#kernels.buffer, this.#at.thresholds, values.length).set(values);
    new Uint32Array(this.#kernels.buffer, this.#at.inverted, inverted.length).set(inverted);
  }

  #putWeights({ packed, outputs, inputs }: WeightMatrix): void {
    // As words: a float32 that is no number may not stay the same bits.
    const { buffer, byteOffset } = packed as Float32Array;
    const words = new Uint32Array(buffer, byteOffset, outputs * packedLength(inputs));
    new Uint32Array(this.#kernels.buffer, this.#at.weights, words.length).set(words);
  }
}

/** Bytes of the areas that an evaluation works in. */
function sizesFor({ first, hidden, last }: Stages, count: number) {
  const widest = Math.max(...[first, ...hidden].map(({ matrix }) => matrix.outputs));
  const { outputs } = last.matrix;
  return {
    thresholds: 4 * widest,
    inverted: 4 * wordsOf(widest),
    weights: 4 * Math.max(...[...hidden, last].map(({ matrix }) => matrix.outputs * packedLength(matrix.inputs))),
    slope: 4 * outputs,
    offset: 4 * outputs,
    planes: 4 * wordsOf(widest) * count,
    otherPlanes: 4 * wordsOf(widest) * count,
    tables: 128 + 2 ** 14 * wordsOf(Math.min(widest, MOST_BY_TABLES)),
    logits: 4 * outputs * count,
    labels: 4 * count,
    losses: 4 * count,
    sums: KeptSums.bytes(first.matrix, count),
  };
}

function reserve<Name extends string>(kernels: Kernels, sizes: Readonly<Record<Name, number>>): Record<Name, number> {
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
function stagesOf({ layers }: Network): Stages | undefined {
  const stages: Stage[] = [];
  let at = 0;
  while (at < layers.length) {
    const dense = layers[at++];
    if (!(dense instanceof Dense) || !dense.matrix.binary || dense.matrix.bias !== null) return undefined;
    const hasSigns = dense.matrix.packed !== null;
    if (hasSigns !== stages.length > 0) return undefined;
    const next = layers[at];
    const norm = next instanceof BatchNorm ? next : undefined;
    if (norm) at++;
    stages.push({ matrix: dense.matrix, norm });
    if (at === layers.length) break;
    // A sign at the end leaves no logits.
    if (!(layers[at++] instanceof Sign) || at === layers.length) return undefined;
  }
  if (stages.length < 2) return undefined;
  return { first: stages[0], hidden: stages.slice(1, -1), last: stages[stages.length - 1] };
}
