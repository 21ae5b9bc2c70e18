/** Networks as plain descriptions, from a spec or a program: what they may say, what fits, and how they are built. */
import { type Backend, placesOf } from './backend/backend.ts';
import type { TargetKind } from './examples.ts';
import { BatchNorm } from './layers/batchNorm.ts';
import { Convolution } from './layers/convolution.ts';
import { Dense } from './layers/dense.ts';
import { Dropout } from './layers/dropout.ts';
import { HardTanh } from './layers/hardTanh.ts';
import type { Layer } from './layers/layer.ts';
import { MaxPooling } from './layers/maxPooling.ts';
import { Relu } from './layers/relu.ts';
import { Sign } from './layers/sign.ts';
import { Network } from './network.ts';
import type { WeightKind } from './quantisers.ts';
import type { SteName } from './ste.ts';

/** What a layer with weights may say of them. */
interface WeightsDescription {
  readonly weights?: WeightKind | undefined;
  readonly bias?: boolean | undefined;
  readonly weightSte?: SteName | undefined;
  readonly clipLatent?: boolean | undefined;
}

/** A layer, as a spec says it. What is left out is as documented there, or as the network has it. */
export type LayerDescription =
  | (WeightsDescription & {
      readonly layer: 'convolution';
      /** How many come out. */
      readonly channels: number;
      /** Height and width. */
      readonly kernel: number;
      readonly stride?: number | undefined;
      /** Zeros around the picture. */
      readonly padding?: number | undefined;
    })
  | (WeightsDescription & { readonly layer: 'dense'; readonly outputs: number })
  | { readonly layer: 'maxPooling'; readonly size: number }
  | { readonly layer: 'dropout'; readonly rate: number }
  | { readonly layer: 'sign'; readonly ste?: SteName | undefined }
  | { readonly layer: 'batchNorm' | 'relu' | 'hardTanh' | 'flatten' };

/** What layers have in common that do not say it themselves. */
interface CommonOptions {
  /** Whether convolution and dense layers add a bias. */
  readonly bias: boolean;
  readonly weightSte: SteName;
  /** Of sign layers. */
  readonly activationSte: SteName;
  readonly clipLatent: boolean;
}

/** A binarized multi-layer perceptron. */
export interface PerceptronOptions extends CommonOptions {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly outputWeights: WeightKind;
  /** Where each hidden layer's batch normalisation stands: linear -> norm -> sign, or linear -> sign -> norm. */
  readonly normalise: 'beforeSign' | 'afterSign';
  /** Batch normalisation on the logits too. */
  readonly normaliseLogits: boolean;
}

/** Any chain of layers. */
export interface LayersOptions extends CommonOptions {
  readonly layers: readonly LayerDescription[];
}

export type NetworkOptions = PerceptronOptions | LayersOptions;

/** Of one example: [channels, height, width] of a picture, else [features]. */
export type Shape = readonly number[];

/** A layer that does not fit what comes before it, or a network that does not fit its task. */
export class ShapeError extends Error {}

/** The network's layers; those of a perceptron written out. */
export function describeLayers(options: NetworkOptions, outputs: number): readonly LayerDescription[] {
  if ('layers' in options) return options.layers;
  const { hidden, outputWeights, normalise, normaliseLogits } = options;
  const [norm, sign] = [{ layer: 'batchNorm' }, { layer: 'sign' }] as const;
  return [
    { layer: 'flatten' },
    ...hidden.flatMap((width): LayerDescription[] => [
      { layer: 'dense', outputs: width },
      ...(normalise === 'beforeSign' ? [norm, sign] : [sign, norm]),
    ]),
    { layer: 'dense', outputs, weights: outputWeights },
    ...(normaliseLogits ? [norm] : []),
  ];
}

const ONE_TARGET: Record<TargetKind, string> = { classes: 'class', inputs: 'input', values: 'value' };

/**
 * The shapes of what goes into each layer, and last of what comes out of the network: so many outputs. Throws a ShapeError
 * that names the layer, counted from 1, where one does not fit.
 */
export function shapesOf(
  layers: readonly LayerDescription[],
  input: Shape,
  outputs: number,
  targets: TargetKind = 'classes',
): Shape[] {
  const shapes = [input];
  layers.forEach((described, i) => {
    const problem = problemOf(described, shapes[i]);
    if (problem !== null) throw new ShapeError(`layer ${i + 1}, ${described.layer}: ${problem}`);
    shapes.push(shapeAfter(described, shapes[i]));
  });
  const last = shapes[layers.length];
  if (last.length !== 1 || last[0] !== outputs) {
    throw new ShapeError(
      `layer ${layers.length}, ${layers.at(-1)?.layer}: it is the last and gives ${said(last)}, not ${outputs} values, one for each ${ONE_TARGET[targets]}`,
    );
  }
  return shapes;
}

/** Outputs × inputs of a layer's weights, of a convolution's those of one place; null for a layer without. */
export function matrixShapeOf(described: LayerDescription, input: Shape): readonly [number, number] | null {
  if (described.layer === 'dense') return [described.outputs, sizeOf(input)];
  return described.layer === 'convolution' ? [described.channels, input[0] * described.kernel ** 2] : null;
}

function problemOf(described: LayerDescription, shape: Shape): string | null {
  const [, height, width] = shape;
  switch (described.layer) {
    case 'dense':
      return shape.length === 1 ? null : `expected a row of values, got ${said(shape)}; a flatten layer makes it one`;
    case 'convolution':
      if (shape.length !== 3) return `expected channels × height × width, got ${said(shape)}`;
      if (Math.min(...placesOf(windowOf(described, shape))) > 0) return null;
      return `a kernel of ${described.kernel}×${described.kernel} does not fit into pictures of ${height}×${width}`;
    case 'maxPooling':
      if (shape.length !== 3) return `expected channels × height × width, got ${said(shape)}`;
      if (described.size <= Math.min(height, width)) return null;
      return `squares of ${described.size}×${described.size} do not fit into pictures of ${height}×${width}`;
    default:
      return null;
  }
}

function shapeAfter(described: LayerDescription, shape: Shape): Shape {
  const [channels, height, width] = shape;
  switch (described.layer) {
    case 'dense':
      return [described.outputs];
    case 'convolution':
      return [described.channels, ...placesOf(windowOf(described, shape))];
    case 'maxPooling':
      return [channels, Math.floor(height / described.size), Math.floor(width / described.size)];
    case 'flatten':
      return [sizeOf(shape)];
    default:
      return shape;
  }
}

function windowOf(described: LayerDescription & { layer: 'convolution' }, [channels, height, width]: Shape) {
  const { kernel, stride = 1, padding = 0 } = described;
  return { channels, height, width, kernel, stride, padding };
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

function said(shape: Shape): string {
  return shape.length === 1 ? `${shape[0]} values` : shape.join('×');
}

/**
 * Builds the network for inputs of a shape and so many outputs; its parameters are still to be initialised. Throws a
 * ShapeError where a layer does not fit.
 */
export function buildNetwork(
  backend: Backend,
  input: Shape,
  outputs: number,
  options: NetworkOptions,
  largestBatch: number,
  targets: TargetKind = 'classes',
): Network {
  const described = describeLayers(options, outputs);
  const shapes = shapesOf(described, input, outputs, targets);
  const layers: Layer[] = [];
  // Whether all that comes out of the last layer is ±1.
  let binaryInputs = false;
  described.forEach((description, i) => {
    const layer = buildLayer(backend, shapes[i], description, options, binaryInputs, largestBatch);
    const keepsSigns = description.layer === 'maxPooling' || description.layer === 'flatten';
    binaryInputs = description.layer === 'sign' || (keepsSigns && binaryInputs);
    if (layer) layers.push(layer);
  });
  return new Network(backend, layers, largestBatch);
}

/** Null for what changes nothing but a shape. */
function buildLayer(
  backend: Backend,
  shape: Shape,
  described: LayerDescription,
  options: NetworkOptions,
  binaryInputs: boolean,
  largestBatch: number,
): Layer | null {
  const inputs = sizeOf(shape);
  const [channels, height, width] = shape;
  switch (described.layer) {
    case 'dense':
    case 'convolution': {
      const { weights = 'binary', bias = options.bias } = described;
      const { weightSte: ste = options.weightSte, clipLatent = options.clipLatent } = described;
      const common = { weights, bias, binaryInputs, ste, clipLatent, largestBatch };
      if (described.layer === 'dense') return new Dense(backend, { ...common, inputs, outputs: described.outputs });
      const window = windowOf(described, shape);
      return new Convolution(backend, { ...common, window, channels: described.channels });
    }
    case 'maxPooling':
      return new MaxPooling(backend, { channels, height, width, size: described.size, largestBatch });
    case 'batchNorm':
      return new BatchNorm(backend, channels, largestBatch, inputs / channels);
    case 'sign':
      return new Sign(backend, inputs, described.ste ?? options.activationSte, largestBatch);
    case 'relu':
      return new Relu(backend, inputs, largestBatch);
    case 'hardTanh':
      return new HardTanh(backend, inputs, largestBatch);
    case 'dropout':
      return new Dropout(backend, inputs, described.rate, largestBatch);
    case 'flatten':
      return null;
  }
}
