import { z } from 'zod';
import { countsOf, DATA_SETS, type DataSetName, factsOf, type PictureSetName } from '../../data/sets.ts';
import { TARGET_KINDS } from '../../nn/examples.ts';
import { count, namesOf } from './common.ts';

/** The fields of every set. By default a sixth of its training examples are for validation, five twelfths for each run. */
function fieldsOfAll<Name extends DataSetName>(name: Name) {
  const { training } = countsOf(name);
  return {
    set: z.literal(name),
    /** Examples of the validation set, one for the whole study; stratified. */
    validation: count.default(Math.floor(training / 6)),
    /** Training examples that each run draws from the rest; stratified. */
    subset: count.default(Math.floor((5 * training) / 12)),
    /** What the network is to give: the class, its own inputs (auto-encoding), or the values of the set (regression). */
    targets: z.enum(TARGET_KINDS).default('classes'),
    /** A control: labels permuted within the training set and within the validation set, by each run anew. */
    labels: z.enum(['true', 'permuted']).default('true'),
    /** A control: standard normal values in place of the inputs of the training and validation examples. */
    inputs: z.enum(['true', 'random']).default('true'),
  };
}

function pictures<Name extends PictureSetName>(name: Name) {
  const { set, ...rest } = fieldsOfAll(name);
  return z.strictObject({
    set,
    /** Images are resized to size×size. */
    size: z.int().min(1).max(28).default(10),
    /** Widen the bilinear filter when shrinking. */
    antialias: z.boolean().default(false),
    ...rest,
  });
}

function sincos() {
  const { set, ...rest } = fieldsOfAll('sincos');
  return z.strictObject({
    set,
    /** Standard deviation of the noise on waves of amplitude 1. */
    noise: z.number().min(0).max(100).default(0.75),
    ...rest,
  });
}

const SECTIONS = {
  mnist: pictures('mnist'),
  'fashion-mnist': pictures('fashion-mnist'),
  sincos: sincos(),
  har: z.strictObject(fieldsOfAll('har')),
  'har-raw': z.strictObject(fieldsOfAll('har-raw')),
} satisfies Record<DataSetName, z.ZodType>;

type Data = z.infer<(typeof SECTIONS)[DataSetName]>;

/** `data`: what the networks are trained on. Some fields belong to some sets only. */
export const data = z.looseObject({ set: namesOf(DATA_SETS) }).transform((given, context): Data => {
  const refuse = (field: string, message: string) => {
    context.addIssue({ code: 'custom', path: [field], message });
    return z.NEVER;
  };
  for (const field of Object.keys(given)) {
    const owners = Object.entries(SECTIONS).filter(([, section]) => field in section.shape);
    const names = owners.map(([name]) => name);
    if (names.length > 0 && !names.includes(given.set)) {
      return refuse(field, `a field of ${names.join(' and ')}, not of ${given.set}`);
    }
  }
  const parsed = SECTIONS[given.set].safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) context.addIssue({ ...issue });
    return z.NEVER;
  }
  const { training } = countsOf(given.set);
  if (parsed.data.validation + parsed.data.subset > training) {
    const { title } = factsOf(given.set);
    return refuse('subset', `with the validation set more than the ${training} training examples of ${title}`);
  }
  return parsed.data;
});
