import { z } from 'zod';
import { count } from './common.ts';

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
});
