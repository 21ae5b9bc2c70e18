import type { TrainingResult } from '../nn/training/train.ts';
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
  /** On the test set; accuracy null where the network does not give classes. */
  readonly test?: { readonly loss: number; readonly accuracy: number | null };
}

export function emptyTrajectories(layers: number): Trajectories {
  return { loss: [], bdm: emptySeries(layers), blockEntropy: emptySeries(layers) };
}

export function emptySeries(layers: number): Series {
  return { total: [], layers: Array.from({ length: layers }, () => []) };
}

/** Whether a step (from 0) is one that samples are taken at: each `every`, and the first of each epoch. */
export function isSampled(step: number, stepsPerEpoch: number, every: number): boolean {
  return step % every === 0 || step % stepsPerEpoch === 0;
}

/** Means over each epoch's steps; the last epoch may be incomplete. A constant trajectory stays exactly constant. */
export function epochMeans({ loss, bdm, blockEntropy }: Trajectories, stepsPerEpoch: number): Trajectories {
  const steps = Array.from(loss, (_, step) => step);
  const means = meansOf(steps, stepsPerEpoch);
  return { loss: means(loss), bdm: seriesMeans(bdm, means), blockEntropy: seriesMeans(blockEntropy, means) };
}

/** Means over each epoch's samples, of which each epoch must have one. */
export function rivalEpochMeans({ steps, ...samples }: RivalSamples, stepsPerEpoch: number): RivalSeries {
  const means = meansOf(steps, stepsPerEpoch);
  const names = RIVALS.filter((name) => samples[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, seriesMeans(samples[name] as Series, means)]));
}

/** The same of bit planes. */
export function planeEpochMeans({ steps, series }: PlaneSamples, stepsPerEpoch: number): PlaneSeries[] {
  const means = meansOf(steps, stepsPerEpoch);
  return series.map(({ bdm, blockEntropy, ...which }) => ({
    ...which,
    bdm: means(bdm),
    blockEntropy: means(blockEntropy),
  }));
}

type Means = (values: readonly number[]) => number[];

function seriesMeans({ total, layers }: Series, means: Means): Series {
  return { total: means(total), layers: layers.map(means) };
}

/** Takes the mean over each epoch of values that were taken at these steps, in their order. */
function meansOf(steps: readonly number[], stepsPerEpoch: number): Means {
  const starts: number[] = [];
  steps.forEach((step, i) => {
    if (i === 0 || Math.floor(step / stepsPerEpoch) > Math.floor(steps[i - 1] / stepsPerEpoch)) starts.push(i);
  });
  return (values) => starts.map((start, epoch) => mean(values.slice(start, starts[epoch + 1])));
}
