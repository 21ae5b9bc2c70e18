import type { CtmTable } from '../ctm/index.ts';
import type { WeightMatrix } from '../nn/layers/weightMatrix.ts';
import { PlaneMeasures } from './planes.ts';
import { RivalMeasures } from './rivals.ts';
import type { StudySpec } from './spec.ts';
import {
  isSampled,
  type PlaneSamples,
  type PlaneSeries,
  planeEpochMeans,
  type RivalSamples,
  type RivalSeries,
  rivalEpochMeans,
} from './trajectories.ts';

/** All samples of a run, of what is asked for. */
export interface SamplesTaken {
  readonly rivals?: RivalSamples;
  readonly planes?: PlaneSamples;
}

/** What is measured now and then, as it would cost too much at each step: rivals and bit planes. */
export class Samples {
  readonly #every: number;
  readonly #stepsPerEpoch: number;
  readonly #rivals: RivalMeasures | null;
  readonly #planes: PlaneMeasures | null;

  /** Adds to samples that were `taken` of the same network's earlier steps, if given. */
  constructor(
    table: CtmTable,
    measures: StudySpec['measures'],
    layers: readonly WeightMatrix[],
    stepsPerEpoch: number,
    taken: SamplesTaken = {},
  ) {
    const { rivals, aggregate, sampleEvery } = measures;
    this.#every = sampleEvery;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#rivals = rivals.length > 0 ? new RivalMeasures(rivals, aggregate, layers, taken.rivals) : null;
    const planes = new PlaneMeasures(table, measures, layers, taken.planes);
    this.#planes = planes.samples.series.length > 0 ? planes : null;
  }

  /** Due at each step: takes a sample of the present weights where one is due. */
  record(step: number): void {
    if (!isSampled(step, this.#stepsPerEpoch, this.#every)) return;
    this.#rivals?.record(step);
    this.#planes?.record(step);
  }

  /** All samples so far. */
  get taken(): SamplesTaken {
    return {
      ...(this.#rivals && { rivals: this.#rivals.samples }),
      ...(this.#planes && { planes: this.#planes.samples }),
    };
  }

  /** Their means over each epoch. */
  epochMeans(): { rivals?: RivalSeries; planes?: PlaneSeries[] } {
    return {
      ...(this.#rivals && { rivals: rivalEpochMeans(this.#rivals.samples, this.#stepsPerEpoch) }),
      ...(this.#planes && { planes: planeEpochMeans(this.#planes.samples, this.#stepsPerEpoch) }),
    };
  }
}
