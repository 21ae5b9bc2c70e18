/** The layers of which networks are described: one row each, with all that is asked of a description. */
import { type Backend, placesOf } from '../backend/backend.ts';
import { type Shape, sizeOf } from '../examples.ts';
import { lookUp } from '../lookUp.ts';
import type { WeightKind } from '../quantisers.ts';
import type { SteName } from '../ste.ts';
import { BatchNorm } from './batchNorm.ts';
import { Convolution } from './convolution.ts';
import { Dense } from './dense.ts';
import { Dropout } from './dropout.ts';
import { HardTanh, Relu, Sign } from './elementwise.ts';
import { Embedding } from './embedding.ts';
import type { Layer } from './layer.ts';
import { MaxPooling } from './maxPooling.ts';

/** What a layer with weights may say of them. */
interface WeightsDescription {
  readonly weights?: WeightKind | undefined;
  readonly bias?: boolean | undefined;
  readonly weightSte?: SteName | undefined;
  readonly clipLatent?: boolean | undefined;
}

/** What each layer may say of itself. */
interface Fields {
  readonly convolution: WeightsDescription & {
    /** How many come out. */
    readonly channels: number;
    /** Height and width. */
    readonly kernel: number;
    readonly stride?: number | undefined;
    /** Zeros around the picture. */
    readonly padding?: number | undefined;
  };
  readonly dense: WeightsDescription & { readonly outputs: number };
  readonly embedding: Omit<WeightsDescription, 'bias'> & {
    /** Inputs are integers below it. */
    readonly symbols: number;
    /** How many values stand for each of them. */
    readonly size: number;
  };
  readonly batchNorm: unknown;
  readonly sign: { readonly ste?: SteName | undefined };
  readonly relu: unknown;
  readonly hardTanh: unknown;
  readonly maxPooling: { readonly size: number };
  readonly dropout: { readonly rate: number };
  readonly flatten: unknown;
}

export type LayerName = keyof Fields;

type Described<Name extends LayerName> = { readonly [Each in Name]: { readonly layer: Each } & Fields[Each] }[Name];

/** A layer, as a spec says it. What is left out is as documented there, or as the network has it. */
export type LayerDescription = Described<LayerName>;

/** What layers have in common that do not say it themselves. */
export interface CommonOptions {
  /** Whether convolution and dense layers add a bias. */
  readonly bias: boolean;
  readonly weightSte: SteName;
  /** Of sign layers. */
  readonly activationSte: SteName;
  readonly clipLatent: boolean;
}

/** Where a layer is built. */
interface Place {
  readonly backend: Backend;
  readonly input: Shape;
  readonly common: CommonOptions;
  /** Whether all inputs are ±1. */
  readonly binaryInputs: boolean;
  readonly largestBatch: number;
}

interface Row<Name extends LayerName> {
  /** Why it cannot take inputs of this shape; null if it can. */
  readonly problem: (described: Described<Name>, input: Shape) => string | null;
  readonly output: (described: Described<Name>, input: Shape) => Shape;
  /** Outputs × inputs of its weights, of a convolution's those of one place; null for a layer without. */
  readonly matrix: (described: Described<Name>, input: Shape) => readonly [number, number] | null;
  /** Whether all that comes out is ±1. */
  readonly binary: (binaryInputs: boolean, described: Described<Name>) => boolean;
  /** Null for what changes nothing but a shape. */
  readonly build: (described: Described<Name>, place: Place) => Layer | null;
}

const always = () => true;
const never = () => false;
const ifInputs = (binaryInputs: boolean) => binaryInputs;
const none = () => null;
/** Of layers without weights that take any shape and leave it as it is. */
const ofAnyShape = { problem: none, output: (_: unknown, input: Shape) => input, matrix: none, binary: never };

const LAYERS: { readonly [Name in LayerName]: Row<Name> } = {
  convolution: {
    problem(described, input) {
      if (input.length !== 3) return `expected channels × height × width, got ${shapeInWords(input)}`;
      if (Math.min(...placesOf(windowOf(described, input))) > 0) return null;
      const kernel = `${described.kernel}×${described.kernel}`;
      return `a kernel of ${kernel} does not fit into pictures of ${shapeInWords(input.slice(1))}`;
    },
    output: (described, input) => [described.channels, ...placesOf(windowOf(described, input))],
    matrix: ({ channels, kernel }, [inputChannels]) => [channels, inputChannels * kernel ** 2],
    binary: never,
    build(described, place) {
      const window = windowOf(described, place.input);
      return new Convolution(place.backend, { ...weightsOf(described, place), window, channels: described.channels });
    },
  },
  dense: {
    problem: (_, input) =>
      input.length === 1 ? null : `expected a row of values, got ${shapeInWords(input)}; a flatten layer makes it one`,
    output: ({ outputs }) => [outputs],
    matrix: ({ outputs }, input) => [outputs, sizeOf(input)],
    binary: never,
    build(described, place) {
      const sizes = { inputs: sizeOf(place.input), outputs: described.outputs };
      return new Dense(place.backend, { ...weightsOf(described, place), ...sizes });
    },
  },
  embedding: {
    problem: (_, input) => (input.length === 1 ? null : `expected a row of integers, got ${shapeInWords(input)}`),
    output: ({ size }, [integers]) => [integers * size],
    matrix: ({ symbols, size }) => [symbols, size],
    binary: (_, { weights = 'binary' }) => weights === 'binary',
    build(described, place) {
      const { symbols, size } = described;
      return new Embedding(place.backend, { ...weightsOf(described, place), inputs: place.input[0], symbols, size });
    },
  },
  batchNorm: {
    ...ofAnyShape,
    build: (_, { backend, input: [channels, ...area], largestBatch }) =>
      new BatchNorm(backend, channels, largestBatch, sizeOf(area)),
  },
  sign: {
    ...ofAnyShape,
    binary: always,
    build: ({ ste }, { backend, input, common, largestBatch }) =>
      new Sign(backend, sizeOf(input), ste ?? common.activationSte, largestBatch),
  },
  relu: {
    ...ofAnyShape,
    build: (_, { backend, input, largestBatch }) => new Relu(backend, sizeOf(input), largestBatch),
  },
  hardTanh: {
    ...ofAnyShape,
    build: (_, { backend, input, largestBatch }) => new HardTanh(backend, sizeOf(input), largestBatch),
  },
  maxPooling: {
    problem({ size }, input) {
      if (input.length !== 3) return `expected channels × height × width, got ${shapeInWords(input)}`;
      if (size <= Math.min(input[1], input[2])) return null;
      return `squares of ${size}×${size} do not fit into pictures of ${shapeInWords(input.slice(1))}`;
    },
    output: ({ size }, [channels, height, width]) => [channels, Math.floor(height / size), Math.floor(width / size)],
    matrix: none,
    binary: ifInputs,
    build: ({ size }, { backend, input: [channels, height, width], largestBatch }) =>
      new MaxPooling(backend, { channels, height, width, size, largestBatch }),
  },
  dropout: {
    ...ofAnyShape,
    build: ({ rate }, { backend, input, largestBatch }) => new Dropout(backend, sizeOf(input), rate, largestBatch),
  },
  flatten: { ...ofAnyShape, output: (_, input) => [sizeOf(input)], binary: ifInputs, build: none },
};

/** What is known of a described layer. Throws a RangeError for one of another name. */
export function layerRow<Name extends LayerName>(described: Described<Name>): Row<Name> {
  return lookUp(LAYERS, described.layer);
}

function windowOf(described: Described<'convolution'>, [channels, height, width]: Shape) {
  const { kernel, stride = 1, padding = 0 } = described;
  return { channels, height, width, kernel, stride, padding };
}

function weightsOf(described: WeightsDescription, { common, binaryInputs, largestBatch }: Place) {
  const { weights = 'binary', bias = common.bias } = described;
  const { weightSte: ste = common.weightSte, clipLatent = common.clipLatent } = described;
  return { weights, bias, binaryInputs, ste, clipLatent, largestBatch };
}

/** "24 values", "2×6×6". */
export function shapeInWords(shape: Shape): string {
  return shape.length === 1 ? `${shape[0]} values` : shape.join('×');
}
