import type { RandomGenerator } from '../random.ts';
import type { Backend } from './backend.ts';
import { BatchNorm } from './batchNorm.ts';
import { Dense } from './dense.ts';
import type { Layer, Parameter } from './layer.ts';
import { Sign } from './sign.ts';
import type { SteName } from './ste.ts';

/** A binarized multi-layer perceptron, as a spec says it. */
export interface NetworkOptions {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly outputWeights: 'binary' | 'float';
  readonly bias: boolean;
  /** Where each hidden layer's batch normalisation stands: linear -> norm -> sign, or linear -> sign -> norm. */
  readonly normalise: 'beforeSign' | 'afterSign';
  /** Batch normalisation on the logits too. */
  readonly normaliseLogits: boolean;
  readonly weightSte: SteName;
  readonly activationSte: SteName;
  readonly clipLatent: boolean;
}

/** A chain of layers. Rows are examples; arrays are allocated once, for batches up to `largestBatch`. */
export class Network {
  /** Where examples are put to go forward from: x [largestBatch × inputs]. */
  readonly input: Float32Array;
  readonly layers: readonly Layer[];
  readonly largestBatch: number;
  /** The layers whose weight matrices are measured, first to last. */
  readonly dense: readonly Dense[];
  readonly parameters: readonly Parameter[];

  constructor(backend: Backend, layers: readonly Layer[], largestBatch: number) {
    this.input = backend.allocate(largestBatch * layers[0].inputs);
    this.layers = layers;
    this.largestBatch = largestBatch;
    this.dense = layers.filter((layer) => layer instanceof Dense);
    this.parameters = layers.flatMap((layer) => layer.parameters);
  }

  get outputs(): number {
    return this.layers[this.layers.length - 1].outputs;
  }

  /** Draws the parameters' first values, layer by layer. */
  initialise(random: RandomGenerator): void {
    for (const layer of this.layers) layer.initialise(random);
  }

  /** The first `batch` rows of `input` -> logits [batch × outputs]. */
  forward(batch: number, training: boolean): Float32Array {
    let y = this.input;
    for (const layer of this.layers) y = layer.forward(y, batch, training);
    return y;
  }

  /** dL/dlogits [batch × outputs] of the last forward pass -> the gradients of all parameters. */
  backward(gradient: Float32Array, batch: number): void {
    let passed = gradient;
    for (let i = this.layers.length - 1; i >= 0; i--) passed = this.layers[i].backward(passed, batch, i > 0);
  }

  /** Due after every change of the parameters: the binary weights follow the latent ones. */
  refresh(): void {
    for (const layer of this.layers) layer.refresh();
  }

  /** All parameters and running statistics by layer and name, in a fixed order: the arrays themselves. */
  get state(): readonly { readonly layer: number; readonly name: string; readonly value: Float32Array }[] {
    return this.layers.flatMap(({ parameters, statistics }, layer) =>
      [...parameters, ...statistics].map(({ name, value }) => ({ layer, name, value })),
    );
  }

  /** Copies of the state's arrays. */
  save(): Float32Array[] {
    return this.state.map(({ value }) => value.slice());
  }

  /** Puts back what `save` of the same network returned. */
  restore(saved: readonly Float32Array[]): void {
    this.state.forEach(({ value }, i) => {
      value.set(saved[i]);
    });
    this.refresh();
  }
}

/** Builds the perceptron inputs -> hidden… -> classes; its parameters are still to be initialised. */
export function binarizedPerceptron(
  backend: Backend,
  inputs: number,
  classes: number,
  options: NetworkOptions,
  largestBatch: number,
): Network {
  const { hidden, outputWeights, bias, normalise, normaliseLogits, weightSte, activationSte, clipLatent } = options;
  const dense = (from: number, to: number, weights: 'binary' | 'float', binaryInputs: boolean) => {
    const shape = { inputs: from, outputs: to, largestBatch };
    return new Dense(backend, { ...shape, weights, bias, binaryInputs, ste: weightSte, clipLatent });
  };
  const layers: Layer[] = [];
  let width = inputs;
  for (const next of hidden) {
    const norm = new BatchNorm(backend, next, largestBatch);
    const sign = new Sign(backend, next, activationSte, largestBatch);
    layers.push(
      dense(width, next, 'binary', layers.at(-1) instanceof Sign),
      ...(normalise === 'beforeSign' ? [norm, sign] : [sign, norm]),
    );
    width = next;
  }
  layers.push(dense(width, classes, outputWeights, layers.at(-1) instanceof Sign));
  if (normaliseLogits) layers.push(new BatchNorm(backend, classes, largestBatch));
  return new Network(backend, layers, largestBatch);
}
