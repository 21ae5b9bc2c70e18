import { z } from 'zod';

/** `measures`: what is measured of the weights. */
export const measures = z.strictObject({
  /** Complexity table of the 4×4 blocks, by its shipped name. */
  table: z.enum(['2d-n5', '2d-n4']).default('2d-n5'),
  /** Incomplete blocks at the edges are dropped. */
  boundary: z.literal('ignore').default('ignore'),
  /** One value of the network: `sum` over its matrices, or of their `pooled` blocks. */
  aggregate: z.enum(['sum', 'pooled']).default('sum'),
});
