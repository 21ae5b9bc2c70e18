import { z } from 'zod';
import { LOSS_UNITS } from '../../nn/training/loss.ts';
import { OPTIMIZERS } from '../../nn/training/optimizers.ts';
import { SCHEDULES } from '../../nn/training/schedule.ts';
import { count, namesOf, refuse } from './common.ts';

const choices = z.strictObject({
  optimizer: namesOf(OPTIMIZERS).default('adam'),
  /** AdamW takes this share, times the rate, from each value; SGD adds this share of a value to its gradient. */
  weightDecay: z.number().min(0).max(1).exactOptional(),
  /** Of SGD. */
  momentum: z.number().min(0).lt(1).exactOptional(),
  /** Of Bop: γ, the share of a step's gradient in the running mean, and τ, the mean beyond which a weight may flip. */
  adaptivity: z.number().gt(0).max(1).exactOptional(),
  flipThreshold: z.number().min(0).exactOptional(),
  /** Of the first step; with Bop that of the parameters which are not binary. */
  learningRate: z.number().positive().max(10).default(0.001),
  schedule: namesOf(SCHEDULES).default('constant'),
  /** Of the schedule `step`: each time so many epochs are over, the rate is multiplied by the factor. */
  scheduleEpochs: count.exactOptional(),
  scheduleFactor: z.number().gt(0).max(1).exactOptional(),
  loss: namesOf(LOSS_UNITS).default('crossEntropy'),
  batchSize: count.min(2).max(65_536).default(64),
  /** Steps between two evaluations of the validation loss. */
  evaluateEvery: count.default(20),
  /**
   * Evaluations without a new least validation loss before a run stops and goes back to the weights of the least; null:
   * it trains to `maxEpochs`, keeps the last weights, and nothing is cut.
   */
  patience: count.nullable().default(40),
  maxEpochs: count.max(100_000).default(200),
});

/** `training`: how the networks are trained. */
export const training = choices.superRefine(refuseForeignSettings).transform(withSettings);

type Training = z.infer<typeof choices>;

/** A setting of another optimiser or schedule than the chosen one would have no effect. */
function refuseForeignSettings(given: Training, context: z.RefinementCtx): void {
  const choices: [chosen: string, table: Readonly<Record<string, object>>][] = [
    [given.optimizer, OPTIMIZERS],
    [given.schedule, SCHEDULES],
  ];
  for (const [chosen, table] of choices) {
    for (const setting of Object.keys(given)) {
      const owners = Object.keys(table).filter((name) => setting in table[name]);
      if (owners.length === 0 || owners.includes(chosen)) continue;
      refuse(context, [setting], `a setting of ${owners.join(' and ')}, not of ${chosen}`);
    }
  }
}

/** Fills in what the chosen optimiser and schedule have to be told. */
function withSettings(given: Training): Training {
  const { optimizer, learningRate, schedule, ...rest } = given;
  // The order in which reports show them: settings behind what they belong to.
  return { optimizer, ...OPTIMIZERS[optimizer], learningRate, schedule, ...SCHEDULES[schedule], ...rest };
}
