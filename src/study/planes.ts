/** Bit planes along a run, of weights that are not binary: binary ones have their signs only. */
import { bitPlane } from '../arrays/binarize.ts';
import { BlockHistogram, type Boundary, bdm, blockCtm, blockEntropy, makePartition } from '../bdm/index.ts';
import type { CtmTable } from '../ctm/index.ts';
import type { WeightMatrix } from '../nn/layers/weightMatrix.ts';
import { bitsOf, type IntegerKind, toIntegers, type WeightKind } from '../nn/quantisers.ts';
import type { PlaneSamples, PlaneSeries } from './trajectories.ts';

export interface PlaneMeasuring {
  readonly boundary: Boundary;
  /** `float` weights are taken as quantised to so many bits (2 to 8), or with null not at all. */
  readonly floatBits: number | null;
}

interface Planes {
  readonly matrix: WeightMatrix;
  readonly kind: IntegerKind;
  /** The integers c of q(W) = step · c. */
  readonly integers: Int8Array;
  readonly bits: Uint8Array;
  /** One for each bit of an integer, the least significant first. */
  readonly series: readonly PlaneSeries[];
}

/**
 * Samples BDM and block entropy of each bit plane of quantised weights, as `kolmoscope measure --bits` takes them from a
 * file: bit `plane` of the integers in two's complement, of which the last is 1 for negative ones. (Offset binary would
 * only change that plane into its complement, of which both measures are the same.)
 */
export class PlaneMeasures {
  readonly samples: PlaneSamples;
  readonly #planes: readonly Planes[];
  readonly #ctm: Float64Array;
  readonly #histogram: BlockHistogram;

  constructor(
    table: CtmTable,
    { boundary, floatBits }: PlaneMeasuring,
    layers: readonly WeightMatrix[],
    taken?: PlaneSamples,
  ) {
    const partition = makePartition({ boundary });
    this.#ctm = blockCtm(table, partition);
    this.#histogram = new BlockHistogram(partition);
    this.#planes = layers.flatMap((matrix, layer): Planes[] => {
      const kind = integerKind(matrix.kind, floatBits);
      if (kind === null) return [];
      const { length } = matrix.latentWeights;
      const empty = () =>
        Array.from({ length: bitsOf(kind) }, (_, plane) => ({ layer, plane, bdm: [], blockEntropy: [] }));
      const series = taken?.series.filter((plane) => plane.layer === layer) ?? empty();
      return [{ matrix, kind, integers: new Int8Array(length), bits: new Uint8Array(length), series }];
    });
    this.samples = { steps: taken?.steps ?? [], series: this.#planes.flatMap(({ series }) => series) };
  }

  /** Appends the present values, as those of a step. */
  record(step: number): void {
    this.samples.steps.push(step);
    for (const { matrix, kind, integers, bits, series } of this.#planes) {
      toIntegers(kind, matrix.latentWeights, integers);
      for (const { plane, bdm: complexities, blockEntropy: entropies } of series) {
        this.#histogram.clear().addMatrix(bitPlane(integers, plane, bits), matrix.outputs, matrix.inputs);
        complexities.push(bdm(this.#histogram, this.#ctm));
        entropies.push(blockEntropy(this.#histogram));
      }
    }
  }
}

/** What a matrix is taken as quantised to; null for one that has no planes. */
export function integerKind(kind: WeightKind, floatBits: number | null): IntegerKind | null {
  if (kind === 'binary' || (kind === 'float' && floatBits === null)) return null;
  return kind === 'float' ? (`${floatBits}bit` as IntegerKind) : kind;
}
