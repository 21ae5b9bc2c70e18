/** The measures that can stand beside BDM on the same bits. */
import { bitEntropy, brotliLength, deflateLength, lempelZiv76, packBytes } from '../../measures/index.ts';
import type { TensorMeasure } from '../../tensors/index.ts';

interface Rival {
  readonly unit: string;
  readonly decimals: number;
  /** Most values that it can take in a moderate memory; undefined where none of them need be kept. */
  readonly most?: number;
  compute(measure: TensorMeasure, bits: Uint8Array): number;
}

export const RIVALS = {
  shannon: {
    unit: 'bits/value',
    decimals: 4,
    compute: ({ ones, cells }) => bitEntropy(ones, cells),
  },
  lz76: { unit: 'phrases', decimals: 0, most: 2 ** 23, compute: (_, bits) => lempelZiv76(bits) },
  deflate: { unit: 'bits', decimals: 0, most: 2 ** 27, compute: (_, bits) => deflateLength(packBytes(bits)) },
  brotli: { unit: 'bits', decimals: 0, most: 2 ** 27, compute: (_, bits) => brotliLength(packBytes(bits)) },
} as const satisfies Record<string, Rival>;

export type RivalName = keyof typeof RIVALS;
export const RIVAL_NAMES = Object.keys(RIVALS) as RivalName[];

/** Whether a rival needs the bits of so many values kept. */
export function needsBits(name: RivalName, values: number): boolean {
  const { most }: Rival = RIVALS[name];
  return most !== undefined && values <= most;
}

/** A rival's value, or null where there are too many values. */
export function rivalValue(name: RivalName, measure: TensorMeasure): number | null {
  const rival: Rival = RIVALS[name];
  if (rival.most === undefined) return rival.compute(measure, new Uint8Array(0));
  return measure.bits === null || measure.cells > rival.most ? null : rival.compute(measure, measure.bits);
}
