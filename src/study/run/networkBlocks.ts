/** The blocks of a network's weight matrices: kept up to date from step to step, or counted anew at samples. */
import {
  BlockHistogram,
  type BlockMethod,
  type BlockValues,
  isStandard,
  type Layout,
  LiveMatrix,
  type LiveMatrixState,
  layOut,
  signCodesOf,
} from '../../bdm/index.ts';
import type { MeasuredMatrix, View } from './views.ts';

/** Blocks counted so far, those among them that the table does not hold, and what is known of matrices that are kept up to date. */
export interface BlocksState {
  readonly measured: number;
  readonly missing: number;
  readonly live: LiveMatrixState[];
}

/** The blocks of all matrices, cut in one way, with one complexity table. */
export interface NetworkBlocks {
  readonly measured: number;
  readonly missing: number;
  /** Of each matrix, and of all of them: whenever they are asked for, those of the last update. */
  readonly matrices: readonly BlockValues[];
  readonly pooled: BlockValues;
  update(): void;
  save(): BlocksState;
  restore(state: BlocksState): void;
}

/** Of the weights as stored: an update costs as much as has flipped. */
export class LiveBlocks implements NetworkBlocks {
  measured = 0;
  missing = 0;
  readonly matrices: readonly LiveMatrix[];
  readonly #pooled: BlockHistogram;
  readonly #method: BlockMethod;
  readonly #layers: readonly MeasuredMatrix[];
  /** Of each layer, where its blocks are the standard ones and there are places for their codes. */
  readonly #codesOf: readonly (() => Uint16Array)[];

  constructor(method: BlockMethod, layers: readonly MeasuredMatrix[], places: readonly Float32Array[] = []) {
    const { ctm, partition } = method;
    this.#method = method;
    this.#layers = layers;
    this.#codesOf = isStandard(partition)
      ? places.map((place, layer) =>
          signCodesOf(layers[layer].signs, layers[layer].outputs, layers[layer].inputs, place),
        )
      : [];
    this.matrices = layers.map(({ signs, outputs, inputs }) => new LiveMatrix(signs, outputs, inputs, ctm, partition));
    this.#pooled = new BlockHistogram(partition);
  }

  get pooled(): BlockValues {
    this.#pooled.clear();
    for (const { histogram } of this.matrices) this.#pooled.merge(histogram);
    return this.#method.valuesOf(this.#pooled);
  }

  update(): void {
    this.matrices.forEach((matrix, layer) => {
      matrix.update(this.#layers[layer].signs, this.#codesOf[layer]?.());
      this.measured += matrix.histogram.total;
      this.missing += this.#method.missing(matrix.histogram);
    });
  }

  save(): BlocksState {
    return { measured: this.measured, missing: this.missing, live: this.matrices.map((matrix) => matrix.save()) };
  }

  restore({ measured, missing, live }: BlocksState): void {
    this.measured = measured;
    this.missing = missing;
    this.matrices.forEach((matrix, layer) => {
      matrix.restore(live[layer]);
    });
  }
}

/** Of a view of the weights: an update counts all. */
export class CountedBlocks implements NetworkBlocks {
  measured = 0;
  missing = 0;
  readonly matrices: readonly BlockValues[];
  readonly #histograms: readonly BlockHistogram[];
  readonly #layouts: readonly Layout[];
  readonly #pooled: BlockHistogram;
  readonly #method: BlockMethod;
  readonly #view: View;

  constructor(method: BlockMethod, view: View) {
    const { partition } = method;
    this.#method = method;
    this.#view = view;
    this.#layouts = view.network.matrices.map(({ rows, columns }) => layOut(partition, rows, columns));
    this.#histograms = view.layers.map(() => new BlockHistogram(partition));
    this.matrices = this.#histograms.map((histogram) => method.valuesOf(histogram));
    this.#pooled = new BlockHistogram(partition);
  }

  get pooled(): BlockValues {
    this.#pooled.clear();
    for (const histogram of this.#histograms) this.#pooled.merge(histogram);
    return this.#method.valuesOf(this.#pooled);
  }

  update(): void {
    this.#histograms.forEach((histogram, layer) => {
      histogram.clear().addLayout(this.#view.layers[layer].bits, this.#layouts[layer]);
      this.measured += histogram.total;
      this.missing += this.#method.missing(histogram);
    });
  }

  save(): BlocksState {
    return { measured: this.measured, missing: this.missing, live: [] };
  }

  restore({ measured, missing }: BlocksState): void {
    this.measured = measured;
    this.missing = missing;
  }
}
