import { z } from 'zod';
import { WEIGHT_KINDS } from '../../nn/quantisers.ts';
import { STE_NAMES } from '../../nn/ste.ts';
import { count, refuse } from './common.ts';

const weights = z.enum(WEIGHT_KINDS);

const ofWeights = {
  weights: weights.default('binary'),
  /** These three are those of the network by default; the estimator is that of binary weights. */
  bias: z.boolean().exactOptional(),
  weightSte: z.enum(STE_NAMES).exactOptional(),
  clipLatent: z.boolean().exactOptional(),
};

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
    ...ofWeights,
  }),
  z.strictObject({ layer: z.literal('dense'), outputs: count.max(4096), ...ofWeights }),
  z.strictObject({
    layer: z.literal('embedding'),
    /** Inputs are integers below it. */
    symbols: count.max(4096),
    /** How many values stand for each of them. */
    size: count.max(4096),
    weights: ofWeights.weights,
    weightSte: ofWeights.weightSte,
    clipLatent: ofWeights.clipLatent,
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

type Common = { readonly [field in keyof typeof commonOfNetworks]: z.infer<(typeof commonOfNetworks)[field]> };

/**
 * Fills in a layer's bias or estimator of signs from its network. What a layer says of its latent weights is kept where it
 * differs from the network.
 */
function withCommon(given: z.infer<typeof layer>, common: Common): z.infer<typeof layer> {
  if (given.layer === 'sign') return { ste: common.activationSte, ...given };
  if (!('weights' in given)) return given;
  const { weightSte = common.weightSte, clipLatent = common.clipLatent, ...rest } = given;
  return {
    ...(rest.layer !== 'embedding' && { bias: common.bias }),
    ...rest,
    ...(weightSte !== common.weightSte && { weightSte }),
    ...(clipLatent !== common.clipLatent && { clipLatent }),
  };
}

/** `network`: a perceptron by its hidden layers, or any chain of layers. */
export const network = z
  .looseObject({})
  .transform((given, context): z.infer<typeof perceptron> | z.infer<typeof chain> => {
    if ('hidden' in given === 'layers' in given) {
      return refuse(context, [], 'expected either hidden, the widths of a perceptron, or layers');
    }
    const parsed = 'hidden' in given ? perceptron.safeParse(given) : chain.safeParse(given);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.addIssue({ ...issue });
    return z.NEVER;
  });
