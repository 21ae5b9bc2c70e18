import { z } from 'zod';
import { DATA_SETS, factsOf, TRAINING_EXAMPLES } from '../data/sets.ts';
import {
  describeLayers,
  type LayerDescription,
  matrixShapeOf,
  type Shape,
  ShapeError,
  shapesOf,
} from '../nn/describe.ts';
import { LOSS_UNITS } from '../nn/loss.ts';
import { OPTIMIZERS } from '../nn/optimizers.ts';
import { WEIGHT_KINDS } from '../nn/quantisers.ts';
import { SCHEDULES } from '../nn/schedule.ts';
import { STE_NAMES, type SteName } from '../nn/ste.ts';

const count = z.int().min(1);
const weights = z.enum(WEIGHT_KINDS);

const training = z.strictObject({
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

const layer = z.discriminatedUnion('layer', [
  z.strictObject({
    layer: z.literal('convolution'),
    /** How many come out. */
    channels: count.max(1024),
    /** Height and width of what each output sees. */
    kernel: count.max(28),
    stride: count.max(28).default(1),
    /** Zeros around the picture. */
    padding: z.int().min(0).max(28).default(0),
    weights: weights.default('binary'),
    /** That of the network by default. */
    bias: z.boolean().exactOptional(),
  }),
  z.strictObject({
    layer: z.literal('dense'),
    outputs: count.max(4096),
    weights: weights.default('binary'),
    bias: z.boolean().exactOptional(),
  }),
  z.strictObject({ layer: z.literal('batchNorm') }),
  /** The network's `activationSte` by default. */
  z.strictObject({ layer: z.literal('sign'), ste: z.enum(STE_NAMES).exactOptional() }),
  z.strictObject({ layer: z.literal('relu') }),
  z.strictObject({ layer: z.literal('hardTanh') }),
  /** Height and width of the squares, which lie next to one another. */
  z.strictObject({ layer: z.literal('maxPooling'), size: count.max(28) }),
  /** The share of values that are 0 in a training step. */
  z.strictObject({ layer: z.literal('dropout'), rate: z.number().min(0).lt(1) }),
  z.strictObject({ layer: z.literal('flatten') }),
]);

const commonOfNetworks = {
  bias: z.boolean().default(false),
  weightSte: z.enum(STE_NAMES).default('identity'),
  activationSte: z.enum(STE_NAMES).default('clipped'),
  /** Keep latent weights within [-1, 1]. */
  clipLatent: z.boolean().default(false),
};

/** A perceptron of binary layers. */
const perceptron = z.strictObject({
  hidden: z.array(count.max(4096)).min(1).max(8),
  outputWeights: weights.default('binary'),
  /** linear -> norm -> sign, or linear -> sign -> norm. */
  normalise: z.enum(['beforeSign', 'afterSign']).default('beforeSign'),
  normaliseLogits: z.boolean().default(true),
  ...commonOfNetworks,
});

/** Any chain of layers. */
const chain = z
  .strictObject({ layers: z.array(layer).min(1).max(64), ...commonOfNetworks })
  .transform(({ layers, ...common }) => ({ layers: layers.map((given) => withCommon(given, common)), ...common }));

/** Fills in what a layer takes from its network. */
function withCommon(
  given: z.infer<typeof layer>,
  { bias, activationSte }: { readonly bias: boolean; readonly activationSte: SteName },
): z.infer<typeof layer> {
  if (given.layer === 'sign') return { ste: activationSte, ...given };
  return given.layer === 'dense' || given.layer === 'convolution' ? { bias, ...given } : given;
}

const network = z.looseObject({}).transform((given, context): z.infer<typeof perceptron> | z.infer<typeof chain> => {
  if ('hidden' in given === 'layers' in given) {
    context.addIssue({ code: 'custom', message: 'expected either hidden, the widths of a perceptron, or layers' });
    return z.NEVER;
  }
  const parsed = 'hidden' in given ? perceptron.safeParse(given) : chain.safeParse(given);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) context.addIssue({ ...issue });
  return z.NEVER;
});

const fields = z.strictObject({
  $schema: z.string().optional(),
  study: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens'),
  description: z.string().default(''),
  /** How many runs are asked for. */
  runs: count.max(100_000).default(20),
  /** Each run draws from its own stream of this seed. */
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  data: z
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
    }),
  network,
  training: training.superRefine(refuseForeignSettings).transform(withSettings),
  measures: z.strictObject({
    /** Complexity table of the 4×4 blocks, by its shipped name. */
    table: z.enum(['2d-n5', '2d-n4']).default('2d-n5'),
    /** Incomplete blocks at the edges are dropped. */
    boundary: z.literal('ignore').default('ignore'),
    /** One value of the network: `sum` over its matrices, or of their `pooled` blocks. */
    aggregate: z.enum(['sum', 'pooled']).default('sum'),
  }),
  analysis: z.strictObject({
    /** Runs whose trajectory is shorter, after the cut at the best weights, are left out. */
    fewestEpochs: count.min(2).default(5),
    /** Sigma of the Gaussian smoothing, in epochs; 0 for none. */
    smoothing: z.number().min(0).max(100).default(1),
    confidence: z.number().gt(0).lt(1).default(0.95),
    resamples: count.max(1_000_000).default(10_000),
  }),
});

/**
 * Everything that a study's runs and their analysis depend on. The defaults come nearest to the published MNIST row of
 * those that were tried; whatever the paper leaves open is a field of its own.
 */
const studySchema = fields
  .superRefine(({ data, network, training }, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const classes = factsOf(data.set).classes.training.length;
    const layers = describeLayers(network, classes);
    let shapes: Shape[];
    try {
      shapes = shapesOf(layers, [1, data.size, data.size], classes);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      return refuse(['network', 'layers'], error.message);
    }
    const needsTwo = layers.some(({ layer }, i) => layer === 'batchNorm' && shapes[i].length === 1);
    if (needsTwo && data.subset % training.batchSize === 1) {
      refuse(['training', 'batchSize'], 'leaves a last batch of one example, which batch normalisation cannot use');
    }
    const isBinary = (described: LayerDescription) => 'weights' in described && described.weights === 'binary';
    const hasBinary = 'hidden' in network || network.layers.some(isBinary);
    if (training.optimizer === 'bop' && !hasBinary) {
      refuse(['training', 'optimizer'], 'Bop flips binary weights, and the network has none');
    }
    const hasBlocks = layers.some((described, i) => Math.min(...(matrixShapeOf(described, shapes[i]) ?? [0])) >= 4);
    if (!hasBlocks) refuse(['network'], 'no matrix of weights has a block of 4×4: there would be nothing to measure');
  })
  .refine(({ network, training }) => training.optimizer !== 'bop' || network.weightSte === 'identity', {
    path: ['network', 'weightSte'],
    error: 'expected "identity": Bop takes the gradient of the binary weights themselves',
  })
  .refine(({ network, training }) => training.optimizer !== 'bop' || !network.clipLatent, {
    path: ['network', 'clipLatent'],
    error: 'expected false: with Bop binary weights have no latent ones',
  });

export type StudySpec = z.infer<typeof studySchema>;

/** What is wrong with a spec: one line that names the field and what was expected. */
export class SpecError extends Error {}

/** Checks a spec as read from `name` and fills in the defaults. Throws a SpecError for the first thing wrong. */
export function parseSpec(value: unknown, name: string): StudySpec {
  const parsed = studySchema.safeParse(withSections(value));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...issue.path, ...(unknown === undefined ? [] : [unknown])].map(String).join('.');
  const problem = unknown === undefined ? lowerFirst(issue.message) : 'no such field';
  throw new SpecError(`${name}: ${path === '' ? 'the spec' : path}: ${problem}`);
}

function tooManyExamples({ set }: { set: keyof typeof DATA_SETS }): string {
  return `with the validation set more than the ${TRAINING_EXAMPLES} training examples of ${factsOf(set).title}`;
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>) {
  return z.enum(Object.keys(table) as Name[]);
}

type Training = z.infer<typeof training>;

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
      const message = `a setting of ${owners.join(' and ')}, not of ${chosen}`;
      context.addIssue({ code: 'custom', path: [setting], message });
    }
  }
}

/** Fills in what the chosen optimiser and schedule have to be told. */
function withSettings(given: Training): Training {
  const { optimizer, learningRate, schedule, ...rest } = given;
  // The order in which reports show them: settings behind what they belong to.
  return { optimizer, ...OPTIMIZERS[optimizer], learningRate, schedule, ...SCHEDULES[schedule], ...rest };
}

/** Sections whose fields all have defaults may be left out. */
function withSections(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return { training: {}, measures: {}, analysis: {}, ...value };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/**
 * Version of what a run computes. Raised with every change that alters a single bit of it, so that runs from before
 * are not mixed with runs from after.
 */
const NUMERICS = 2;

/**
 * What decides one run's result besides its number, as canonical text. How many runs are asked for and how they are
 * analysed is not in it: a finished run stays valid when those change.
 */
export function runIdentity({ seed, data, network, training, measures }: StudySpec, tableSha256: string): string {
  return JSON.stringify(sortKeys({ numerics: NUMERICS, seed, data, network, training, measures, tableSha256 }));
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
