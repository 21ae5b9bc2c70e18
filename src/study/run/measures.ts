/** What is measured of a network's weights along a run, series by series. */
import { binarize } from '../../arrays/binarize.ts';
import {
  BlockHistogram,
  type BlockMethod,
  type BlockValues,
  isStandard,
  LiveMatrix,
  type LiveMatrixState,
  signCodesOf,
} from '../../bdm/index.ts';
import { MEASURES, type Measure, type SeriesSpec, type Weights } from '../../measures/index.ts';
import type { FloatPlanes } from '../../nn/planeQuantisers.ts';
import { blockMethods, type MethodOf, needsTable, type Tables } from './blockMethods.ts';
import { type MeasuredMatrix, PlaneMeasures } from './planes.ts';
import { type BlockCount, emptySeries, type Samples, type Series, type Trajectories } from './trajectories.ts';

/** What is measured, and when. */
export interface NetworkMeasuring extends FloatPlanes {
  readonly series: readonly SeriesSpec[];
  /** At least those of the series. */
  readonly tables: Tables;
  /** Steps between two samples; each epoch's first step is one too. */
  readonly sampleEvery: number;
  readonly stepsPerEpoch: number;
}

/** What was measured, and what is known from the steps before, as plain data. */
export interface MeasuresState {
  readonly steps: Trajectories['series'];
  readonly samples: Samples;
  readonly blocks: readonly { readonly measured: number; readonly missing: number; readonly live: LiveMatrixState[] }[];
}

/** One series along the run. */
interface Recorded {
  readonly measure: Measure;
  readonly options: SeriesSpec['options'];
  readonly values: Series;
  /** Of each matrix, and of all of them. */
  readonly layers: readonly Weights[];
  readonly network: Weights;
}

/** Measures the signs of a network's weight matrices, the network and each matrix: 1 where a weight is positive. */
export class NetworkMeasures {
  /** At each step, and at some of them. */
  readonly steps: Record<string, Series> = {};
  readonly samples: Samples;
  readonly #sampled: Record<string, Series> = {};
  readonly #how: NetworkMeasuring;
  readonly #layers: readonly MeasuredMatrix[];
  readonly #bits: NetworkBits;
  readonly #methodOf: MethodOf;
  readonly #blocks = new Map<BlockMethod, LiveBlocks>();
  readonly #planes: PlaneMeasures;
  /** Those of each step, and all. */
  readonly #atSteps: readonly Recorded[];
  readonly #all: readonly Recorded[];

  /**
   * `codes` are places for the codes of each matrix's blocks, in the memory of its weights (`codePlaces`). Goes on from a
   * state of the same network as if it had never stopped, bit for bit; a state of other series is a RangeError.
   */
  constructor(
    how: NetworkMeasuring,
    layers: readonly MeasuredMatrix[],
    { codes, from }: { readonly codes?: readonly Float32Array[]; readonly from?: MeasuresState | undefined } = {},
  ) {
    const before = from && [...Object.keys(from.steps), ...Object.keys(from.samples.series)];
    const names = how.series.map(({ name }) => name);
    if (before && before.toSorted().join() !== names.toSorted().join()) {
      throw new RangeError(`a state of ${before.join(', ')}, not of ${names.join(', ')}`);
    }
    this.#how = how;
    this.#layers = layers;
    this.#bits = new NetworkBits(layers, how.series);
    this.#methodOf = blockMethods(how.tables);
    this.#all = how.series.map((series) => this.#record(series, codes, from));
    this.#atSteps = this.#all.filter(({ measure }) => measure.taken === 'step');
    this.#planes = new PlaneMeasures(how, this.#methodOf, layers, from?.samples.planes);
    const steps = [...(from?.samples.steps ?? [])];
    this.samples = { steps, series: this.#sampled, planes: this.#planes.series };
    [...this.#blocks.values()].forEach((blocks, i) => {
      if (from) blocks.restore(from.blocks[i]);
    });
  }

  #record(series: SeriesSpec, codes?: readonly Float32Array[], from?: MeasuresState): Recorded {
    const { name, measure, options } = series;
    const row: Measure = MEASURES[measure];
    const before = row.taken === 'step' ? from?.steps[name] : from?.samples.series[name];
    const values = before ? structuredClone(before) : emptySeries(this.#layers.length);
    (row.taken === 'step' ? this.steps : this.#sampled)[name] = values;
    const blocks = row.needs === 'blocks' ? this.#liveBlocks(series, codes) : undefined;
    const { layers, all } = this.#bits;
    const recorded = { measure: row, options, values };
    if (blocks === undefined) return { ...recorded, layers, network: all };
    return {
      ...recorded,
      layers: layers.map((layer, i) => ({ ...layer, blocks: blocks.matrices[i] })),
      network: {
        ...all,
        get blocks() {
          return blocks.pooled;
        },
      },
    };
  }

  /** The live blocks of a series; others that cut in the same way share them. */
  #liveBlocks(series: SeriesSpec, codes?: readonly Float32Array[]): LiveBlocks {
    const method = this.#methodOf(series);
    const live = this.#blocks.get(method) ?? new LiveBlocks(method, this.#layers, codes);
    this.#blocks.set(method, live);
    return live;
  }

  /** Blocks measured so far, of each series that needs a complexity table. */
  get blocks(): Record<string, BlockCount> {
    const ofTables = this.#how.series.filter(needsTable).map((series) => {
      const { measured, missing } = this.#liveBlocks(series);
      return [series.name, { measured, missing }] as const;
    });
    return Object.fromEntries(ofTables);
  }

  /** A copy of where it stands. */
  save(): MeasuresState {
    const { steps, samples } = this;
    return structuredClone({ steps, samples, blocks: [...this.#blocks.values()].map((blocks) => blocks.save()) });
  }

  /** Due at each step (from 0): appends what is due to be measured of the present weights. */
  record(step: number): void {
    const { stepsPerEpoch, sampleEvery } = this.#how;
    const isSample = step % sampleEvery === 0 || step % stepsPerEpoch === 0;
    const due = isSample ? this.#all : this.#atSteps;
    if (due.some(({ measure }) => measure.needs !== 'blocks')) this.#bits.update();
    for (const blocks of this.#blocks.values()) blocks.update();
    for (const { measure, options, values, layers, network } of due) {
      const ofLayers = layers.map((weights) => measure.value(weights, options));
      for (let layer = 0; layer < ofLayers.length; layer++) values.layers[layer].push(ofLayers[layer]);
      const isPooled = options.aggregate === 'pooled';
      values.total.push(isPooled ? measure.value(network, options) : addUp(measure.layers, ofLayers, layers));
    }
    if (!isSample) return;
    this.samples.steps.push(step);
    this.#planes.record();
  }
}

/** One value of several matrices: the sum of theirs, or their mean, each counted as often as it has values. */
export function addUp(
  how: Measure['layers'],
  values: readonly number[],
  layers: readonly Pick<Weights, 'cells'>[],
): number {
  if (how === 'sum') return values.reduce((sum, value) => sum + value, 0);
  const cells = layers.reduce((sum, layer) => sum + layer.cells, 0);
  return values.reduce((sum, value, i) => sum + value * layers[i].cells, 0) / cells;
}

/** For measures that do not need blocks. */
const NO_BLOCKS: BlockValues = { bdm: Number.NaN, blockEntropy: Number.NaN };

/** The bits of some of the matrices, up to date after `update`. */
type Bits = Weights & { ones: number };

/** The bits of each matrix, row by row, and of all matrices in one sequence, the first layer's first. */
class NetworkBits {
  readonly all: Bits;
  readonly layers: readonly Bits[];
  readonly #matrices: readonly MeasuredMatrix[];

  constructor(matrices: readonly MeasuredMatrix[], series: readonly SeriesSpec[]) {
    const cells = matrices.reduce((sum, { signs }) => sum + signs.length, 0);
    const longest = Math.max(...matrices.map(({ signs }) => signs.length));
    const memoryOf = ({ measure, options }: SeriesSpec) =>
      MEASURES[measure].memory * (options.aggregate === 'pooled' ? cells : longest);
    const memory = new Int32Array(Math.max(0, ...series.map(memoryOf)));
    const bits = new Uint8Array(cells);
    const shapes = matrices.map(({ outputs, inputs }) => ({ count: 1, rows: outputs, columns: inputs }));
    let end = 0;
    this.#matrices = matrices;
    this.layers = matrices.map(({ signs }, layer) => {
      const part = bits.subarray(end, end + signs.length);
      end += signs.length;
      return { matrices: [shapes[layer]], cells: part.length, bits: part, memory, ones: 0, blocks: NO_BLOCKS };
    });
    this.all = { matrices: shapes, cells, bits, memory, ones: 0, blocks: NO_BLOCKS };
  }

  update(): void {
    this.all.ones = 0;
    this.layers.forEach((layer, i) => {
      binarize(this.#matrices[i].signs, 0, layer.bits);
      const { bits } = layer;
      let ones = 0;
      for (let bit = 0; bit < bits.length; bit++) ones += bits[bit];
      layer.ones = ones;
      this.all.ones += ones;
    });
  }
}

/** The blocks of all matrices, cut in one way, with one complexity table. */
class LiveBlocks {
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

  /** Of the present blocks of all matrices. */
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

  save() {
    return { measured: this.measured, missing: this.missing, live: this.matrices.map((matrix) => matrix.save()) };
  }

  restore({ measured, missing, live }: MeasuresState['blocks'][number]): void {
    this.measured = measured;
    this.missing = missing;
    this.matrices.forEach((matrix, layer) => {
      matrix.restore(live[layer]);
    });
  }
}
