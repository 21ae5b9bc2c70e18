import { z } from 'zod';
import { inOptionOrder, parseSeries } from '../../measures/index.ts';
import { count } from './common.ts';

/** The name of a series, its options in their order; a name that is none stays as it is, for the study to refuse. */
const series = z.string().transform((name) => (parseSeries(name) === null ? name : inOptionOrder(name)));

/** `analysis`: what is made of the trajectories of finished runs. */
export const analysis = z.strictObject({
  /** Runs whose trajectory is shorter, after the cut at the best weights, are left out. */
  fewestEpochs: count.min(2).default(5),
  /** `processed`: log1p, smoothing, min-max, as published; `raw`: the epoch means as they are. */
  trajectories: z.enum(['processed', 'raw']).default('processed'),
  /** Sigma of the Gaussian smoothing of processed trajectories, in epochs; 0 for none. */
  smoothing: z.number().min(0).max(100).default(1),
  /** Correlates measures with the validation loss too, and draws it. */
  validation: z.boolean().exactOptional(),
  confidence: z.number().gt(0).lt(1).default(0.95),
  resamples: count.max(1_000_000).default(10_000),
  /** Permutations that a test draws where there are more; it takes all of them where there are not. */
  permutations: count.max(1_000_000).default(65_536),
  /**
   * The question that the study asks, named in advance, in place of BDM against block entropy: does the series `measure` follow
   * the training loss more closely than the series `rival`, or less?
   */
  hypothesis: z.strictObject({ measure: series, rival: series, direction: z.enum(['more', 'less']) }).exactOptional(),
  /** Values are compared at this training loss, in its own unit: at each run's first epoch that is no higher. */
  atLoss: z.number().positive().exactOptional(),
});
