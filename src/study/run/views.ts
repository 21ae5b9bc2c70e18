/** The bits of a network's weight matrices, in the orders in which they are measured. */
import { binarize } from '../../arrays/binarize.ts';
import type { BlockValues } from '../../bdm/index.ts';
import { isCompared, MEASURES, type SeriesSpec, type Weights } from '../../measures/index.ts';
import type { WeightMatrix } from '../../nn/layers/weightMatrix.ts';
import { countOnes, drawOf, randomOf } from '../../nulls/index.ts';
import { arranger, type OrderOptions } from '../../order/index.ts';

/** A weight matrix as far as it is measured: [outputs × inputs]. */
export type MeasuredMatrix = Pick<WeightMatrix, 'kind' | 'signs' | 'latentWeights' | 'outputs' | 'inputs'>;

/** The bits of some of the matrices, as they are since the last update. */
type Bits = Weights & { ones: number };

/** The bits of each matrix, row by row, and of all matrices in one sequence, the first layer's first. */
export interface View {
  readonly layers: readonly Bits[];
  readonly network: Bits;
}

/** For measures that do not need blocks. */
const NO_BLOCKS: BlockValues = { bdm: Number.NaN, blockEntropy: Number.NaN };

/** The signs of a network's weights as bits: as stored, in other orders, and random matrices like them, as series ask for. */
export class NetworkViews {
  readonly #matrices: readonly MeasuredMatrix[];
  readonly #stored: View;
  readonly #others = new Map<string, MadeViews>();

  constructor(matrices: readonly MeasuredMatrix[], series: readonly SeriesSpec[]) {
    this.#matrices = matrices;
    const memory = memoryFor(matrices, series);
    this.#stored = makeView(matrices, memory);
    for (const { options } of series) {
      if (options.order !== 'stored') this.#make(orderKey(options), options, storedBits, memory);
      if (isCompared(options)) this.#make(drawnKey(options), options, drawnBits(options), memory);
    }
  }

  #make(key: string, options: OrderOptions, bitsOf: BitsOf, memory: Int32Array): void {
    if (this.#others.has(key)) return;
    this.#others.set(key, arrangedViews(this.#stored, this.#matrices, options, bitsOf, memory));
  }

  /** The weights in the order of a series: one view, or of random orders as many as are drawn. */
  of(options: SeriesSpec['options']): readonly View[] {
    return this.#others.get(orderKey(options))?.views ?? [this.#stored];
  }

  /** Of each random matrix with which a series compares its views; none where it does not. */
  drawn(options: SeriesSpec['options']): readonly (readonly View[])[] {
    if (!isCompared(options)) return [];
    const views = this.#others.get(drawnKey(options))?.views ?? [];
    const each = this.of(options).length;
    return Array.from({ length: views.length / each }, (_, i) => views.slice(i * each, (i + 1) * each));
  }

  /** Takes over the present weights. */
  update(): void {
    const { layers, network } = this.#stored;
    network.ones = 0;
    layers.forEach((layer, i) => {
      const { bits } = layer;
      binarize(this.#matrices[i].signs, 0, bits);
      layer.ones = countOnes(bits);
      network.ones += layer.ones;
    });
    for (const { update } of this.#others.values()) update();
  }
}

function orderKey({ order, draws }: SeriesSpec['options']): string {
  return order === 'random' ? `${order} ${draws}` : order;
}

function drawnKey({ order, null: model, draws, block }: SeriesSpec['options']): string {
  return [order, model, draws, model === 'blocks' ? block.join('x') : ''].join(' ');
}

function makeView(matrices: readonly MeasuredMatrix[], memory: Int32Array): View {
  const bits = new Uint8Array(matrices.reduce((sum, { signs }) => sum + signs.length, 0));
  const shapes = matrices.map(({ outputs, inputs }) => ({ count: 1, rows: outputs, columns: inputs }));
  const common = { memory, ones: 0, blocks: NO_BLOCKS };
  let end = 0;
  const layers = matrices.map(({ signs }, layer) => {
    const part = bits.subarray(end, end + signs.length);
    end += signs.length;
    return { ...common, matrices: [shapes[layer]], cells: part.length, bits: part };
  });
  return { layers, network: { ...common, matrices: shapes, cells: bits.length, bits } };
}

/** Views that are made of the stored one. */
interface MadeViews {
  readonly views: readonly View[];
  readonly update: () => void;
}

/** Bits like those of a matrix, with its place among the network's: as many at each call. */
type BitsOf = (stored: Pick<Bits, 'bits' | 'matrices'>, layer: number) => readonly Uint8Array[];

const storedBits: BitsOf = ({ bits }) => [bits];

/** Random matrices of a null model; the same numbers are drawn for them at each call, so that they change with the matrix alone. */
export function drawnBits({ null: model, draws, block: [rows, columns] }: SeriesSpec['options']): BitsOf {
  if (model === 'none') return storedBits;
  return ({ bits, matrices }, layer) => {
    const draw = drawOf(model, bits, matrices[0], { rows, columns });
    const random = randomOf(model, layer);
    return Array.from({ length: draws }, () => {
      const drawn = new Uint8Array(bits.length);
      draw(drawn, random);
      return drawn;
    });
  };
}

/** Bits made of each matrix, in the orders of their rows and columns that are asked for, each in its own. */
function arrangedViews(
  stored: View,
  matrices: readonly MeasuredMatrix[],
  options: OrderOptions,
  bitsOf: BitsOf,
  memory: Int32Array,
): MadeViews {
  const arrangers = matrices.map(({ outputs, inputs }) => arranger(outputs, inputs, options));
  const arranged = (layer: Bits, i: number) => bitsOf(layer, i).flatMap((bits) => arrangers[i](bits));
  const views = arranged(stored.layers[0], 0).map(() => makeView(matrices, memory));
  const update = () => {
    stored.layers.forEach((layer, i) => {
      arranged(layer, i).forEach((bits, view) => {
        const into = views[view].layers[i];
        into.bits.set(bits);
        into.ones = countOnes(bits);
      });
    });
    for (const { layers, network } of views) network.ones = layers.reduce((sum, { ones }) => sum + ones, 0);
  };
  return { views, update };
}

/** What the most demanding series works with. */
function memoryFor(matrices: readonly MeasuredMatrix[], series: readonly SeriesSpec[]): Int32Array {
  const sizes = matrices.map(({ signs }) => signs.length);
  const [all, longest] = [sizes.reduce((sum, size) => sum + size, 0), Math.max(...sizes)];
  const places = series.map(
    ({ measure, options }) => MEASURES[measure].memory * (options.aggregate === 'pooled' ? all : longest),
  );
  return new Int32Array(Math.max(0, ...places));
}
