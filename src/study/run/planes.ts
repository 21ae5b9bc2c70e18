/** Bit planes along a run, of weights that are not binary: binary ones have their signs only. */
import { bitPlane } from '../../arrays/binarize.ts';
import { BlockHistogram } from '../../bdm/index.ts';
import { isCompared, MEASURES, type Measure, ofOneMatrix, type SeriesSpec } from '../../measures/index.ts';
import { type FloatPlanes, type PlaneQuantiser, planeQuantiser } from '../../nn/planeQuantisers.ts';
import { arranger } from '../../order/index.ts';
import { mean } from '../../stats/series.ts';
import type { MethodOf } from './blockMethods.ts';
import { compareAs } from './compared.ts';
import type { PlaneSeries } from './trajectories.ts';
import { drawnBits, type MeasuredMatrix } from './views.ts';

interface Planes {
  readonly matrix: MeasuredMatrix;
  readonly quantiser: PlaneQuantiser;
  readonly bits: Uint8Array;
  /** One for each bit of an integer, the least significant first. */
  readonly series: readonly PlaneSeries[];
}

/**
 * Samples what is measured of blocks of each bit plane of quantised weights, as `kolmoscope measure --bits` takes it from a
 * file: bit `plane` of the integers, of signed ones in two's complement, where the last is 1 for negative ones. (Offset
 * binary would only change that plane into its complement, of which BDM and block entropy are the same.)
 */
export class PlaneMeasures {
  readonly series: readonly PlaneSeries[];
  readonly #planes: readonly Planes[];
  readonly #measures: ReadonlyMap<string, ReturnType<typeof blockMeasure>>;

  /**
   * `float` weights are taken as quantised to `floatBits` bits (2 to 8), or with null not at all. Adds to what was `taken` of
   * the same network's earlier steps.
   */
  constructor(
    { series, ...how }: { readonly series: readonly SeriesSpec[] } & FloatPlanes,
    methodOf: MethodOf,
    layers: readonly MeasuredMatrix[],
    taken?: readonly PlaneSeries[],
  ) {
    const ofBlocks = series.map(ofOneMatrix).filter(({ measure }) => MEASURES[measure].needs === 'blocks');
    this.#measures = new Map(ofBlocks.map((one) => [one.name, blockMeasure(one, methodOf)]));
    const empty = () => Object.fromEntries([...this.#measures.keys()].map((name) => [name, []]));
    this.#planes = layers.flatMap((matrix, layer): Planes[] => {
      const quantiser = planeQuantiser(matrix.kind, how);
      if (quantiser === null) return [];
      const { length } = matrix.latentWeights;
      const before = structuredClone(taken?.filter((plane) => plane.layer === layer));
      const none = () => Array.from({ length: quantiser.bits }, (_, plane) => ({ layer, plane, series: empty() }));
      return [{ matrix, quantiser, bits: new Uint8Array(length), series: before ?? none() }];
    });
    this.series = this.#planes.flatMap(({ series }) => series);
  }

  /** Appends the present values. */
  record(): void {
    for (const { matrix, quantiser, bits, series } of this.#planes) {
      const integers = quantiser.integersOf(matrix.latentWeights);
      for (const { layer, plane, series: values } of series) {
        bitPlane(integers, plane, bits);
        for (const [name, measure] of this.#measures) {
          values[name].push(measure(bits, matrix.outputs, matrix.inputs, layer));
        }
      }
    }
  }
}

/** What a series of blocks says of a layer's matrix of bits. */
function blockMeasure(series: SeriesSpec, methodOf: MethodOf) {
  const method = methodOf(series);
  const histogram = new BlockHistogram(method.partition);
  const blocks = method.valuesOf(histogram);
  const { measure, options } = series;
  const { value }: Measure = MEASURES[measure];
  // Random orders are those of a shape: each layer draws them once.
  const arrangers = new Map<number, ReturnType<typeof arranger>>();
  return (bits: Uint8Array, rows: number, columns: number, layer: number) => {
    const matrices = [{ count: 1, rows, columns }];
    const arrange = arrangers.get(layer) ?? arranger(rows, columns, options);
    arrangers.set(layer, arrange);
    const valueIn = (arranged: Uint8Array) => {
      histogram.clear().addMatrix(arranged, rows, columns);
      return value({ matrices, cells: bits.length, ones: Number.NaN, bits: arranged, blocks }, options);
    };
    const measured = (some: Uint8Array) => mean(arrange(some).map(valueIn));
    if (!isCompared(options)) return measured(bits);
    return compareAs(options.as, measured(bits), drawnBits(options)({ bits, matrices }, layer).map(measured));
  };
}
