import { z } from 'zod';
import { BOUNDARIES } from '../../bdm/index.ts';
import { RIVALS } from '../trajectories.ts';
import { count } from './common.ts';

/** `measures`: what is measured of the weights. */
export const measures = z.strictObject({
  /** Complexity table of the 4×4 blocks, by its shipped name. */
  table: z.enum(['2d-n5', '2d-n4']).default('2d-n5'),
  /** What becomes of incomplete blocks at the edges: dropped by default. */
  boundary: z.enum(BOUNDARIES).default('ignore'),
  /** One value of the network: `sum` over its matrices, or of their `pooled` blocks. */
  aggregate: z.enum(['sum', 'pooled']).default('sum'),
  /** What else is measured of the same signs, now and then. */
  rivals: z
    .array(z.enum(RIVALS))
    .transform((given) => RIVALS.filter((name) => given.includes(name)))
    .default([...RIVALS]),
  /**
   * Weights that are not binary are also measured bit plane by bit plane, now and then; `float` weights as if quantised to
   * so many bits, or, with null, by their signs alone.
   */
  floatBits: z.int().min(2).max(8).nullable().default(8),
  /** Steps between two samples of rivals and planes; each epoch's first step is one too. */
  sampleEvery: count.default(20),
});
