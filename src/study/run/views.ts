/** The bits of a network's weight matrices, in the orders in which they are measured. */
import { binarize } from '../../arrays/binarize.ts';
import type { BlockValues } from '../../bdm/index.ts';
import { MEASURES, type SeriesSpec, type Weights } from '../../measures/index.ts';
import { arranger, type OrderOptions, orderCount } from '../../order/index.ts';
import type { MeasuredMatrix } from './planes.ts';

/** The bits of some of the matrices, as they are since the last update. */
type Bits = Weights & { ones: number };

/** The bits of each matrix, row by row, and of all matrices in one sequence, the first layer's first. */
export interface View {
  readonly layers: readonly Bits[];
  readonly network: Bits;
}

/** For measures that do not need blocks. */
const NO_BLOCKS: BlockValues = { bdm: Number.NaN, blockEntropy: Number.NaN };

/** The signs of a network's weights as bits: as stored, and in the other orders that series ask for. */
export class NetworkViews {
  readonly #matrices: readonly MeasuredMatrix[];
  readonly #stored: View;
  readonly #ordered = new Map<string, { readonly views: readonly View[]; readonly update: () => void }>();

  constructor(matrices: readonly MeasuredMatrix[], series: readonly SeriesSpec[]) {
    this.#matrices = matrices;
    const memory = memoryFor(matrices, series);
    this.#stored = makeView(matrices, memory);
    for (const { options } of series) {
      if (options.order === 'stored' || this.#ordered.has(keyOf(options))) continue;
      this.#ordered.set(keyOf(options), orderedViews(this.#stored, matrices, options, memory));
    }
  }

  /** One, or of random orders as many as are drawn. */
  of(options: OrderOptions): readonly View[] {
    return this.#ordered.get(keyOf(options))?.views ?? [this.#stored];
  }

  /** Takes over the present weights. */
  update(): void {
    const { layers, network } = this.#stored;
    network.ones = 0;
    layers.forEach((layer, i) => {
      const { bits } = layer;
      binarize(this.#matrices[i].signs, 0, bits);
      let ones = 0;
      for (let bit = 0; bit < bits.length; bit++) ones += bits[bit];
      layer.ones = ones;
      network.ones += ones;
    });
    for (const { update } of this.#ordered.values()) update();
  }
}

function keyOf({ order, draws }: OrderOptions): string {
  return `${order} ${draws}`;
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

/** The same matrices in other orders of their rows and columns, each matrix in its own. */
function orderedViews(stored: View, matrices: readonly MeasuredMatrix[], options: OrderOptions, memory: Int32Array) {
  const views = Array.from({ length: orderCount(options) }, () => makeView(matrices, memory));
  const arrangers = matrices.map(({ outputs, inputs }) => arranger(outputs, inputs, options));
  const update = () => {
    stored.layers.forEach(({ bits, ones }, layer) => {
      arrangers[layer](bits).forEach((arranged, i) => {
        views[i].layers[layer].bits.set(arranged);
        views[i].layers[layer].ones = ones;
      });
    });
    for (const { network } of views) network.ones = stored.network.ones;
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
