/** What a matrix of weights is taken as where its bit planes are measured. */
import { lookUp } from './lookUp.ts';
import { bitsOf, type IntegerKind, toIntegers, type WeightKind } from './quantisers.ts';

export interface PlaneQuantiser {
  /** Of an integer. */
  readonly bits: number;
  /** One for each weight of a matrix: in two's complement, or unsigned. */
  readonly integersOf: (weights: Float32Array) => Int8Array | Uint8Array;
}

/**
 * How `float` weights become integers of b bits:
 * - `symmetric`: those of the kinds `2bit` … `8bit`, in two's complement.
 * - `minMax`: round((w - min) / Δ), unsigned, Δ = (max - min) / (2^b - 1), with the least and the greatest weight of the matrix
 *   (QuBD, Bakhtiarifard et al., arXiv 2605.15551); 0 where all weights are the same.
 * - `clipped`: the same with the 0.05 % and 99.95 % quantiles for min and max; weights beyond them are moved to them.
 */
const FLOAT_QUANTISERS = {
  symmetric: (bits) => ofKind(`${bits}bit` as IntegerKind),
  minMax: (bits) => unsigned(bits, extremes),
  clipped: (bits) => unsigned(bits, outerQuantiles),
} satisfies Record<string, (bits: number) => PlaneQuantiser>;

export type FloatQuantiser = keyof typeof FLOAT_QUANTISERS;

export const FLOAT_QUANTISER_NAMES = Object.keys(FLOAT_QUANTISERS) as FloatQuantiser[];

export interface FloatPlanes {
  /** Bits of the integers that `float` weights are taken as; null: they have no planes. */
  readonly floatBits: number | null;
  /** `symmetric` where it is left out. */
  readonly floatQuantiser?: FloatQuantiser | undefined;
}

/** What weights of a kind are taken as; null for those without planes. */
export function planeQuantiser(
  kind: WeightKind,
  { floatBits, floatQuantiser = 'symmetric' }: FloatPlanes,
): PlaneQuantiser | null {
  if (kind === 'binary') return null;
  if (kind !== 'float') return ofKind(kind);
  return floatBits === null ? null : lookUp(FLOAT_QUANTISERS, floatQuantiser)(floatBits);
}

function ofKind(kind: IntegerKind): PlaneQuantiser {
  return {
    bits: bitsOf(kind),
    integersOf(weights) {
      const integers = new Int8Array(weights.length);
      toIntegers(kind, weights, integers);
      return integers;
    },
  };
}

type Range = readonly [least: number, greatest: number];

/** In double precision; up from the middle of two. */
function unsigned(bits: number, rangeOf: (weights: Float32Array) => Range): PlaneQuantiser {
  const most = 2 ** bits - 1;
  return {
    bits,
    integersOf(weights) {
      const integers = new Uint8Array(weights.length);
      const [least, greatest] = rangeOf(weights);
      const step = (greatest - least) / most || 1;
      for (let i = 0; i < weights.length; i++) {
        const within = Math.max(least, Math.min(greatest, weights[i]));
        integers[i] = Math.round((within - least) / step);
      }
      return integers;
    },
  };
}

function extremes(weights: Float32Array): Range {
  let [least, greatest] = [weights[0], weights[0]];
  for (let i = 1; i < weights.length; i++) {
    if (weights[i] < least) least = weights[i];
    if (weights[i] > greatest) greatest = weights[i];
  }
  return [least, greatest];
}

/** 99.9 % of the weights lie between them. */
function outerQuantiles(weights: Float32Array): Range {
  const sorted = weights.slice().sort();
  return [quantile(sorted, 0.0005), quantile(sorted, 0.9995)];
}

/** Of sorted values, linear between the two nearest, as NumPy's `quantile` has it unless told. */
function quantile(sorted: Float32Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
