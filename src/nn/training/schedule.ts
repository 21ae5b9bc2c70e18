import { lookUp } from '../lookUp.ts';

/** The learning-rate schedules, with what each has to be told beside the rate and the usual value of that. */
export const SCHEDULES = {
  constant: {},
  step: { scheduleEpochs: 50, scheduleFactor: 0.1 },
  cosine: {},
} as const;

export type ScheduleName = keyof typeof SCHEDULES;

export interface ScheduleOptions {
  /** The rate of the first step. */
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  /** Of `step`: epochs after which the rate is multiplied by the factor, again and again. */
  readonly scheduleEpochs?: number;
  readonly scheduleFactor?: number;
  readonly maxEpochs: number;
}

/**
 * The learning rate of step `step`, counted from 0:
 * - `constant`: rate.
 * - `step`: rate · factor^⌊epoch / epochs⌋.
 * - `cosine`: rate · (1 + cos(π step / steps)) / 2 with steps = maxEpochs · stepsPerEpoch, so that it would be 0 after the
 *   last one (Loshchilov & Hutter, arXiv 1608.03983, eq. 5, without restarts).
 */
export function scheduledRate(step: number, stepsPerEpoch: number, options: ScheduleOptions): number {
  return lookUp(RATES, options.schedule)(step, stepsPerEpoch, options);
}

const RATES: Record<ScheduleName, typeof scheduledRate> = {
  constant: (_step, _stepsPerEpoch, { learningRate }) => learningRate,
  step(step, stepsPerEpoch, options) {
    const { learningRate, scheduleEpochs, scheduleFactor } = { ...SCHEDULES.step, ...options };
    return learningRate * scheduleFactor ** Math.floor(step / (stepsPerEpoch * scheduleEpochs));
  },
  cosine: (step, stepsPerEpoch, { learningRate, maxEpochs }) =>
    (learningRate * (1 + Math.cos((Math.PI * step) / (maxEpochs * stepsPerEpoch)))) / 2,
};
