import { z } from 'zod';
import { WEIGHT_KINDS } from '../../nn/quantisers.ts';
import { STE_NAMES, type SteName } from '../../nn/ste.ts';
import { count } from './common.ts';

const weights = z.enum(WEIGHT_KINDS);

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

/** `network`: a perceptron by its hidden layers, or any chain of layers. */
export const network = z
  .looseObject({})
  .transform((given, context): z.infer<typeof perceptron> | z.infer<typeof chain> => {
    if ('hidden' in given === 'layers' in given) {
      context.addIssue({ code: 'custom', message: 'expected either hidden, the widths of a perceptron, or layers' });
      return z.NEVER;
    }
    const parsed = 'hidden' in given ? perceptron.safeParse(given) : chain.safeParse(given);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.addIssue({ ...issue });
    return z.NEVER;
  });
