/** Networks as plain descriptions, from a spec or a program: what they may say, what fits, and how they are built. */
import type { Backend } from './backend/backend.ts';
import { type Shape, type TargetKind, targetName } from './examples.ts';
import type { Layer } from './layers/layer.ts';
import { type CommonOptions, type LayerDescription, layerRow, shapeInWords } from './layers/table.ts';
import { lookUp } from './lookUp.ts';
import { Network } from './network.ts';
import type { WeightKind } from './quantisers.ts';

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

/** A layer that does not fit what comes before it, or a network that does not fit its task. */
export class ShapeError extends Error {}

/** The network's layers; those of a perceptron written out. */
export function describeLayers(options: NetworkOptions, outputs: number): readonly LayerDescription[] {
  if ('layers' in options) return options.layers;
  const { hidden, outputWeights, normalise, normaliseLogits } = options;
  const [norm, sign] = [{ layer: 'batchNorm' }, { layer: 'sign' }] as const;
  const activation = lookUp({ beforeSign: [norm, sign], afterSign: [sign, norm] }, normalise);
  return [
    { layer: 'flatten' },
    ...hidden.flatMap((width): LayerDescription[] => [
      { layer: 'dense', outputs: width, weights: 'binary' },
      ...activation,
    ]),
    { layer: 'dense', outputs, weights: outputWeights },
    ...(normaliseLogits ? [norm] : []),
  ];
}

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
    const row = layerRow(described);
    const problem = row.problem(described, shapes[i]);
    if (problem !== null) throw new ShapeError(`layer ${i + 1}, ${described.layer}: ${problem}`);
    shapes.push(row.output(described, shapes[i]));
  });
  const last = shapes[layers.length];
  if (last.length !== 1 || last[0] !== outputs) {
    throw new ShapeError(
      `layer ${layers.length}, ${layers.at(-1)?.layer}: it is the last and gives ${shapeInWords(last)}, not ${outputs} values, one for each ${targetName(targets)}`,
    );
  }
  return shapes;
}

/** Outputs × inputs of a layer's weights, of a convolution's those of one place; null for a layer without. */
export function matrixShapeOf(described: LayerDescription, input: Shape): readonly [number, number] | null {
  return layerRow(described).matrix(described, input);
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
  let binaryInputs = false;
  described.forEach((description, i) => {
    const row = layerRow(description);
    const layer = row.build(description, { backend, input: shapes[i], common: options, binaryInputs, largestBatch });
    binaryInputs = row.binary(binaryInputs, description);
    if (layer) layers.push(layer);
  });
  return new Network(backend, layers, largestBatch);
}
