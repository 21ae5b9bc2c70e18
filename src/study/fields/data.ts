import { z } from 'zod';
import type { Counts } from '../../data/dataSet.ts';
import { hasOrder, PICTURE_ORDERS } from '../../data/inputs/order.ts';
import { countsOf, DATA_SETS, type DataSetName, type DataSetOptions, taskOf } from '../../data/sets.ts';
import { TARGET_KINDS } from '../../nn/examples.ts';
import { count, namesOf, refuse } from './common.ts';

const order = z.union(
  [z.enum(PICTURE_ORDERS), z.strictObject({ random: z.int().min(0).max(0xffff_ffff) })],
  `expected one of ${PICTURE_ORDERS.map((name) => `"${name}"`).join('|')}, or { "random": n } with a whole number n from 0 to 2^32 − 1`,
);

const labels = z.union(
  [z.enum(['true', 'permuted']), z.strictObject({ noise: z.number().min(0).max(1) })],
  'expected one of "true"|"permuted", or { "noise": share } with a share from 0 to 1',
);

/** The fields of every set. By default a sixth of its training examples are for validation, five twelfths for each run. */
function fieldsOfAll(name: DataSetName, { training }: Counts) {
  return {
    /** Examples of the validation set, one for the whole study; stratified. */
    validation: count.default(Math.floor(training / 6)),
    /** Training examples that each run draws from the rest; stratified. */
    subset: count.default(Math.floor((5 * training) / 12)),
    /** What the network is to give: the class, its own inputs (auto-encoding), or the values of the set (regression). */
    targets: z.enum(TARGET_KINDS).default('classes'),
    /** Inputs are rounded to multiples of 2^-grid, so that their sums are exact in any order; null leaves them as they are. */
    grid: z.int().min(0).max(12).nullable().default(DATA_SETS[name].grid),
    /** The order in which a network is given the inputs: columns and snake of pictures, one random order for each number. */
    order: order.default('rows'),
    /**
     * A control: labels permuted within the training set and within the validation set, by each run anew; all of them, or
     * those of a share of the examples among themselves.
     */
    labels: labels.default('true'),
    /** A control: standard normal values in place of the inputs of the training and validation examples. */
    inputs: z.enum(['true', 'random']).default('true'),
  };
}

type Data = DataSetOptions & z.infer<z.ZodObject<ReturnType<typeof fieldsOfAll>>>;

/** `data`: what the networks are trained on. Some fields belong to some sets only. */
export const data = z.looseObject({ set: namesOf(DATA_SETS) }).transform((given, context): Data => {
  const { options, title } = DATA_SETS[given.set];
  for (const field of Object.keys(given).filter((field) => !(field in options))) {
    const owners = Object.entries(DATA_SETS).filter(([, set]) => field in set.options);
    if (owners.length > 0) {
      const names = owners.map(([name]) => name).join(' and ');
      return refuse(context, [field], `a field of ${names}, not of ${given.set}`);
    }
  }
  const own = z.object(options).safeParse(given);
  const counts = countsOf(given.set, own.data);
  const section = z.strictObject({ set: z.literal(given.set), ...options, ...fieldsOfAll(given.set, counts) });
  const parsed = section.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) context.addIssue({ ...issue });
    return z.NEVER;
  }
  if (parsed.data.validation + parsed.data.subset > counts.training) {
    const problem = `with the validation set more than the ${counts.training} training examples of ${title}`;
    return refuse(context, ['subset'], problem);
  }
  const { order } = parsed.data;
  if (!hasOrder(taskOf(parsed.data as Data).shape, order)) {
    return refuse(
      context,
      ['order'],
      `an order of pictures, which ${title} has none of; expected "rows" or { "random": n }`,
    );
  }
  return parsed.data as Data;
});
