import type { TrainingResult } from '../nn/train.ts';
import { mean } from '../stats/series.ts';

/** One value of the network at each step (or epoch), and those of its weight matrices, first layer first. */
export interface Series {
  readonly total: number[];
  readonly layers: number[][];
}

/** Loss in its own unit (cross-entropy: nats), BDM in bits, block entropy in bits per block (with `sum`: added up over the matrices). */
export interface Trajectories {
  readonly loss: number[];
  readonly bdm: Series;
  readonly blockEntropy: Series;
}

/** What else is measured of the weights' signs: entropy in bits per bit, Lempel–Ziv in phrases, deflate in bits. */
export const RIVALS = ['bitEntropy', 'lempelZiv', 'deflate'] as const;
export type RivalName = (typeof RIVALS)[number];
export type RivalSeries = { readonly [Name in RivalName]?: Series };

/** BDM in bits and block entropy in bits per block of one bit plane (0 the least significant) of one weight matrix. */
export interface PlaneSeries {
  /** Place of the matrix in `Series.layers`. */
  readonly layer: number;
  readonly plane: number;
  readonly bdm: number[];
  readonly blockEntropy: number[];
}

/** The rivals' values at some of the steps. */
export interface RivalSamples extends RivalSeries {
  readonly steps: number[];
}

/** The planes' values at some of the steps. */
export interface PlaneSamples {
  readonly steps: number[];
  readonly series: PlaneSeries[];
}

/** Means over each epoch: of each step's values, or of each sample's. */
export interface EpochTrajectories extends Trajectories {
  readonly rivals?: RivalSeries;
  readonly planes?: PlaneSeries[];
}

/** What the analysis needs of a run, whether it was trained here or elsewhere. */
export interface MeasuredRun {
  /** Number of the run, from 0. */
  readonly run: number;
  /** Means of the steps' values over each epoch; of a network trained elsewhere, the values of each checkpoint. */
  readonly epochs: EpochTrajectories;
  /** Blocks measured in all, and those among them that the complexity table does not hold. */
  readonly blocks: { readonly measured: number; readonly missing: number };
  /** Says where the trajectories end that count; without it they count as a whole. */
  readonly training?: Pick<TrainingResult, 'keptSteps' | 'stepsPerEpoch'>;
  /** On the test set; null where the task is no classification. */
  readonly test?: { readonly accuracy: number | null };
}

export function emptyTrajectories(layers: number): Trajectories {
  const series = () => ({ total: [], layers: Array.from({ length: layers }, () => []) });
  return { loss: [], bdm: series(), blockEntropy: series() };
}

/** Means over each epoch's steps; the last epoch may be incomplete. A constant trajectory stays exactly constant. */
export function epochMeans({ loss, bdm, blockEntropy }: Trajectories, stepsPerEpoch: number): Trajectories {
  const means = (steps: number[]) =>
    Array.from({ length: Math.ceil(steps.length / stepsPerEpoch) }, (_, epoch) =>
      mean(steps.slice(epoch * stepsPerEpoch, (epoch + 1) * stepsPerEpoch)),
    );
  const series = ({ total, layers }: Series) => ({ total: means(total), layers: layers.map(means) });
  return { loss: means(loss), bdm: series(bdm), blockEntropy: series(blockEntropy) };
}
