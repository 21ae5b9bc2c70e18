/** What is measured of a network's weights along a run, series by series. */
import type { BlockMethod } from '../../bdm/index.ts';
import { MEASURES, type Measure, type SeriesSpec, takenAt, type Weights } from '../../measures/index.ts';
import type { FloatPlanes } from '../../nn/planeQuantisers.ts';
import { mean } from '../../stats/series.ts';
import { blockMethods, type MethodOf, needsTable, type Tables } from './blockMethods.ts';
import { compareAs } from './compared.ts';
import { type BlocksState, CountedBlocks, LiveBlocks, type NetworkBlocks } from './networkBlocks.ts';
import { PlaneMeasures } from './planes.ts';
import { type BlockCount, emptySeries, type Samples, type Series, type Trajectories } from './trajectories.ts';
import { type MeasuredMatrix, NetworkViews, type View } from './views.ts';

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
  readonly blocks: readonly BlocksState[];
}

/** One series along the run. */
interface Recorded {
  readonly measure: Measure;
  readonly options: SeriesSpec['options'];
  readonly values: Series;
  /** In each order that the weights are measured in: each matrix, and all of them. */
  readonly views: readonly Measurable[];
  /** The same of each random matrix with which they are compared. */
  readonly drawn: readonly (readonly Measurable[])[];
}

interface Measurable {
  readonly layers: readonly Weights[];
  readonly network: Weights;
}

/** Blocks that are brought up to date at each step, or at samples only. */
interface Taken {
  readonly method: BlockMethod;
  readonly view: View;
  readonly isOfSteps: boolean;
  readonly blocks: NetworkBlocks;
}

/** Measures the signs of a network's weight matrices, the network and each matrix: 1 where a weight is positive. */
export class NetworkMeasures {
  /** At each step, and at some of them. */
  readonly steps: Record<string, Series> = {};
  readonly samples: Samples;
  readonly #sampled: Record<string, Series> = {};
  readonly #how: NetworkMeasuring;
  readonly #layers: readonly MeasuredMatrix[];
  readonly #views: NetworkViews;
  readonly #methodOf: MethodOf;
  /** Series that cut the same view in the same way share them. */
  readonly #blocks: Taken[] = [];
  readonly #planes: PlaneMeasures;
  /** Those of each step, and all. */
  readonly #atSteps: readonly Recorded[];
  readonly #all: readonly Recorded[];

  /**
   * `codes` are places for the codes of each matrix's blocks, in the memory of its weights (`codePlaces`). Goes on from a
   * state of the same network as if it had never stopped, bit for bit; a state of other series, or of another order of
   * them, is a RangeError.
   */
  constructor(
    how: NetworkMeasuring,
    layers: readonly MeasuredMatrix[],
    { codes, from }: { readonly codes?: readonly Float32Array[]; readonly from?: MeasuresState | undefined } = {},
  ) {
    const before = from && [...Object.keys(from.steps), ...Object.keys(from.samples.series)];
    const takenWhen = (when: Measure['taken']) => how.series.filter((series) => takenAt(series) === when);
    // Blocks are put back by their places, in the order in which a state names the series.
    const series = [...takenWhen('step'), ...takenWhen('sampled')];
    const names = series.map(({ name }) => name);
    if (before && before.join() !== names.join()) {
      throw new RangeError(`a state of ${before.join(', ')}, not of ${names.join(', ')}`);
    }
    this.#how = how;
    this.#layers = layers;
    this.#views = new NetworkViews(layers, how.series);
    this.#methodOf = blockMethods(how.tables);
    const recorded = series.map((one) => [one, this.#record(one, codes, from)] as const);
    this.#all = recorded.map(([, one]) => one);
    this.#atSteps = recorded.flatMap(([series, one]) => (takenAt(series) === 'step' ? [one] : []));
    this.#planes = new PlaneMeasures(how, this.#methodOf, layers, from?.samples.planes);
    const steps = [...(from?.samples.steps ?? [])];
    this.samples = { steps, series: this.#sampled, planes: this.#planes.series };
    this.#blocks.forEach(({ blocks }, i) => {
      if (from) blocks.restore(from.blocks[i]);
    });
  }

  #record(series: SeriesSpec, codes?: readonly Float32Array[], from?: MeasuresState): Recorded {
    const { name, measure, options } = series;
    const isOfSteps = takenAt(series) === 'step';
    const before = isOfSteps ? from?.steps[name] : from?.samples.series[name];
    const values = before ? structuredClone(before) : emptySeries(this.#layers.length);
    (isOfSteps ? this.steps : this.#sampled)[name] = values;
    const [views, drawn] = [this.#views.of(options), this.#views.drawn(options)];
    const recorded = { measure: MEASURES[measure], options, values };
    if (MEASURES[measure].needs !== 'blocks') return { ...recorded, views, drawn };
    const withTheirs = (view: View) => withBlocks(view, this.#blocksOf(series, view, codes));
    return { ...recorded, views: views.map(withTheirs), drawn: drawn.map((one) => one.map(withTheirs)) };
  }

  /** The blocks of a series in one of its views. */
  #blocksOf(series: SeriesSpec, view: View, codes?: readonly Float32Array[]): NetworkBlocks {
    const method = this.#methodOf(series);
    const isOfSteps = takenAt(series) === 'step';
    const isIt = (one: Taken) => one.method === method && one.view === view && one.isOfSteps === isOfSteps;
    const known = this.#blocks.find(isIt);
    if (known !== undefined) return known.blocks;
    const blocks = isOfSteps ? new LiveBlocks(method, this.#layers, codes) : new CountedBlocks(method, view);
    this.#blocks.push({ method, view, isOfSteps, blocks });
    return blocks;
  }

  /** Blocks measured so far, of each series that needs a complexity table. */
  get blocks(): Record<string, BlockCount> {
    const ofTables = this.#how.series.filter(needsTable).map((series) => {
      const sum = (count: keyof BlockCount) =>
        this.#views.of(series.options).reduce((total, view) => total + this.#blocksOf(series, view)[count], 0);
      return [series.name, { measured: sum('measured'), missing: sum('missing') }] as const;
    });
    return Object.fromEntries(ofTables);
  }

  /** A copy of where it stands. */
  save(): MeasuresState {
    const { steps, samples } = this;
    return structuredClone({ steps, samples, blocks: this.#blocks.map(({ blocks }) => blocks.save()) });
  }

  /** Due at each step (from 0): appends what is due to be measured of the present weights. */
  record(step: number): void {
    const { stepsPerEpoch, sampleEvery } = this.#how;
    const isSample = step % sampleEvery === 0 || step % stepsPerEpoch === 0;
    const due = isSample ? this.#all : this.#atSteps;
    if (due.length > this.#atSteps.length) this.#views.update();
    for (const { blocks, isOfSteps } of this.#blocks) if (isOfSteps || isSample) blocks.update();
    for (const one of due) recordValues(one);
    if (!isSample) return;
    this.samples.steps.push(step);
    this.#planes.record();
  }
}

/** The same weights with the blocks that were made of them. */
function withBlocks({ layers, network }: View, blocks: NetworkBlocks): Measurable {
  return {
    layers: layers.map((layer, i) => ({ ...layer, blocks: blocks.matrices[i] })),
    network: {
      ...network,
      get blocks() {
        return blocks.pooled;
      },
    },
  };
}

/** Appends the values of one series: means over its views, or where these stand among what was drawn. */
function recordValues({ measure, options, values, views, drawn }: Recorded): void {
  const of = (some: readonly Measurable[]) => valuesOf(measure, options, some);
  const own = of(views);
  const { layers, total } = drawn.length === 0 ? own : compared(own, drawn.map(of), options.as);
  for (let i = 0; i < layers.length; i++) values.layers[i].push(layers[i]);
  values.total.push(total);
}

/** Of each matrix, and of the network. */
interface Values {
  readonly layers: readonly number[];
  readonly total: number;
}

function valuesOf(measure: Measure, options: SeriesSpec['options'], views: readonly Measurable[]): Values {
  const layers = views[0].layers.map((_, i) => meanOver(views, (view) => measure.value(view.layers[i], options)));
  const isPooled = options.aggregate === 'pooled';
  const total = isPooled
    ? meanOver(views, ({ network }) => measure.value(network, options))
    : addUp(measure.layers, layers, views[0].layers);
  return { layers, total };
}

function meanOver<V>(views: readonly V[], take: (view: V) => number): number {
  return views.length === 1 ? take(views[0]) : mean(views.map(take));
}

/** Where the values of each matrix, and those of the network, stand among others. */
function compared(own: Values, others: readonly Values[], as: SeriesSpec['options']['as']): Values {
  return {
    layers: own.layers.map((value, i) =>
      compareAs(
        as,
        value,
        others.map(({ layers }) => layers[i]),
      ),
    ),
    total: compareAs(
      as,
      own.total,
      others.map(({ total }) => total),
    ),
  };
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
