import { z } from 'zod';
import { DATA_SETS, factsOf, TRAINING_EXAMPLES } from '../../data/sets.ts';
import { count, namesOf } from './common.ts';

/** `data`: what the networks are trained on. */
export const data = z
  .strictObject({
    set: namesOf(DATA_SETS),
    /** Images are resized to size×size. */
    size: z.int().min(1).max(28).default(10),
    /** Widen the bilinear filter when shrinking. */
    antialias: z.boolean().default(false),
    /** Examples of the validation set, one for the whole study; stratified. */
    validation: count.default(10_000),
    /** Training examples that each run draws from the rest; stratified. */
    subset: count.default(25_000),
    /** A control: labels permuted within the training set and within the validation set, by each run anew. */
    labels: z.enum(['true', 'permuted']).default('true'),
    /** A control: standard normal values in place of the training and validation pictures. */
    inputs: z.enum(['pictures', 'random']).default('pictures'),
  })
  .refine(({ validation, subset }) => validation + subset <= TRAINING_EXAMPLES, {
    path: ['subset'],
    error: ({ input }) => tooManyExamples(input as { set: keyof typeof DATA_SETS }),
  });

function tooManyExamples({ set }: { set: keyof typeof DATA_SETS }): string {
  return `with the validation set more than the ${TRAINING_EXAMPLES} training examples of ${factsOf(set).title}`;
}
