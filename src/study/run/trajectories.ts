import { ofOneMatrix, type SeriesSpec } from '../../measures/index.ts';
import type { TrainingResult } from '../../nn/training/train.ts';
import { mean } from '../../stats/series.ts';

/** One value of the network at each step (or sample, or epoch), and those of its weight matrices, first layer first. */
export interface Series {
  readonly total: number[];
  readonly layers: number[][];
}

/** Something by the names of series, as src/measures/series.ts makes them. A name that is not known there is kept. */
export type BySeries<T> = Readonly<Record<string, T>>;

/** Loss in its own unit (cross-entropy: nats), and what was measured of the weights, each in its own unit. */
export interface Trajectories {
  readonly loss: number[];
  readonly series: BySeries<Series>;
}

/** What one bit plane (0 the least significant) of one weight matrix measures. */
export interface PlaneSeries {
  /** Place of the matrix in `Series.layers`. */
  readonly layer: number;
  readonly plane: number;
  readonly series: BySeries<number[]>;
}

/** What was measured at some of the steps only. */
export interface Samples {
  readonly steps: number[];
  readonly series: BySeries<Series>;
  readonly planes: readonly PlaneSeries[];
}

/** Means over each epoch: of each step's values, or of each sample's. */
export interface EpochTrajectories extends Trajectories {
  readonly planes: readonly PlaneSeries[];
}

/** Blocks measured in all, and those among them that the complexity table does not hold. */
export interface BlockCount {
  readonly measured: number;
  readonly missing: number;
}

/** What the analysis needs of a run, whether it was trained here or elsewhere. */
export interface MeasuredRun {
  /** Number of the run, from 0. */
  readonly run: number;
  /** Means of the steps' values over each epoch; of a network trained elsewhere, the values of each checkpoint. */
  readonly epochs: EpochTrajectories;
  /** Of each series that has its blocks from a complexity table. */
  readonly blocks: BySeries<BlockCount>;
  /** Says where the trajectories end that count; without it they count as a whole. */
  readonly training?: Pick<TrainingResult, 'keptSteps' | 'stepsPerEpoch'>;
  /** Validation loss after so many steps, of a network trained here. */
  readonly validation?: { readonly steps: readonly number[]; readonly loss: readonly number[] };
  /** On the test set; accuracy null where the network does not give classes. */
  readonly test?: { readonly loss: number; readonly accuracy: number | null };
}

export function emptySeries(layers: number): Series {
  return { total: [], layers: Array.from({ length: layers }, () => []) };
}

/** Something of each of these names. */
export function each<Name extends string, T>(names: readonly Name[], make: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}

/** Something made of each value. */
export function mapSeries<T, U>(values: BySeries<T>, make: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value, name)]));
}

/** The same run with its series under the names by which a study knows them (`seriesOf`); what it has none of is left out. */
export function withNames<R extends MeasuredRun>(run: R, asked: ReadonlyMap<string, SeriesSpec>): R {
  const names = new Map<string, string>();
  // How matrices are added up makes no other series of a plane: the first one's name is that of all.
  const ofPlanes = new Map<string, string>();
  for (const [name, series] of asked) {
    const { name: ofPlane } = ofOneMatrix(series);
    names.set(series.name, name);
    if (!ofPlanes.has(ofPlane)) ofPlanes.set(ofPlane, name);
  }
  const { epochs, blocks } = run;
  const planes = epochs.planes.map((plane) => ({ ...plane, series: renamed(plane.series, ofPlanes) }));
  return {
    ...run,
    epochs: { ...epochs, series: renamed(epochs.series, names), planes },
    blocks: renamed(blocks, names),
  };
}

function renamed<T>(values: BySeries<T>, names: ReadonlyMap<string, string>): BySeries<T> {
  const there = [...names].filter(([stored]) => stored in values);
  return Object.fromEntries(there.map(([stored, name]) => [name, values[stored]]));
}

/**
 * Means over each epoch, of its steps or of its samples, of which each epoch must have one; the last epoch may be
 * incomplete. A constant trajectory stays exactly constant.
 */
export function epochMeans(
  { loss, series }: Trajectories,
  samples: Samples | undefined,
  stepsPerEpoch: number,
): EpochTrajectories {
  const ofSteps = meansOf([...loss.keys()], stepsPerEpoch);
  const ofSamples = meansOf(samples?.steps ?? [], stepsPerEpoch);
  return {
    loss: ofSteps(loss),
    series: {
      ...mapSeries(series, (values) => seriesMeans(values, ofSteps)),
      ...mapSeries(samples?.series ?? {}, (values) => seriesMeans(values, ofSamples)),
    },
    planes: (samples?.planes ?? []).map((plane) => ({ ...plane, series: mapSeries(plane.series, ofSamples) })),
  };
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
