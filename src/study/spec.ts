import { z } from 'zod';
import { layOut, makePartition } from '../bdm/index.ts';
import { factsOf, taskOf } from '../data/sets.ts';
import { describeLayers, type LayerDescription, matrixShapeOf, ShapeError, shapesOf } from '../nn/describe.ts';
import { lossFits } from '../nn/loss.ts';
import { bytesOf } from '../nn/simd.ts';
import { outputsFor } from '../nn/targets.ts';
import { buildModel } from '../nn/train.ts';
import { analysis } from './fields/analysis.ts';
import { count } from './fields/common.ts';
import { data } from './fields/data.ts';
import { measures } from './fields/measures.ts';
import { network } from './fields/network.ts';
import { training } from './fields/training.ts';

const fields = z.strictObject({
  $schema: z.string().optional(),
  study: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens'),
  description: z.string().default(''),
  /** How many runs are asked for. */
  runs: count.max(100_000).default(20),
  /** Each run draws from its own stream of this seed. */
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  data,
  network,
  training,
  measures,
  analysis,
});

/**
 * Everything that a study's runs and their analysis depend on. The defaults come nearest to the published MNIST row of
 * those that were tried; whatever the paper leaves open is a field of its own.
 */
const studySchema = fields
  .superRefine(({ data, network, training, measures, analysis }, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const { targets } = data;
    const task = taskOf(data);
    const outputs = outputsFor(targets, task);
    if (outputs === 0) return refuse(['data', 'targets'], `no values come with ${factsOf(data.set).title}`);
    if (targets === 'inputs' && data.labels === 'permuted') {
      refuse(['data', 'labels'], 'expected "true": where the inputs are the targets, labels change nothing');
    }
    if (!lossFits(training.loss, targets)) {
      return refuse(['training', 'loss'], `expected "meanSquaredError": ${training.loss} is a loss of classes`);
    }
    if (analysis.fewestEpochs > training.maxEpochs) {
      const problem = `more than training.maxEpochs, ${training.maxEpochs}: no run would be kept`;
      refuse(['analysis', 'fewestEpochs'], problem);
    }
    let described: ReturnType<typeof layersOf>;
    try {
      described = layersOf({ data, network });
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      return refuse(['network', 'layers'], error.message);
    }
    const { layers, shapes } = described;
    const needsTwo = layers.some(({ layer }, i) => layer === 'batchNorm' && shapes[i].length === 1);
    if (needsTwo && data.subset % training.batchSize === 1) {
      refuse(['training', 'batchSize'], 'leaves a last batch of one example, which batch normalisation cannot use');
    }
    const isBinary = (described: LayerDescription) => 'weights' in described && described.weights === 'binary';
    const hasBinary = 'hidden' in network || network.layers.some(isBinary);
    if (training.optimizer === 'bop' && !hasBinary) {
      refuse(['training', 'optimizer'], 'Bop flips binary weights, and the network has none');
    }
    const latent = layers.findIndex(hasLatent);
    if (training.optimizer === 'bop' && latent >= 0) {
      const problem = 'with Bop weightSte is "identity" and clipLatent false where weights are binary';
      refuse(['network', 'layers'], `layer ${latent + 1}, ${layers[latent].layer}: ${problem}`);
    }
    const bytes = bytesOf((backend) => buildModel(backend, task.shape, outputs, network, training, targets));
    if (bytes > MOST_BYTES) {
      const most = MOST_BYTES / GIB;
      refuse(['network'], `a run would need ${(bytes / GIB).toFixed(1)} GiB of memory, more than ${most}`);
    }
    const partition = makePartition({ boundary: measures.boundary });
    const hasBlocks = layers.some((described, i) => {
      const shape = matrixShapeOf(described, shapes[i]);
      return shape !== null && layOut(partition, ...shape).blocks > 0;
    });
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

const GIB = 2 ** 30;

/** Of the memory that a network, its gradients and what comes out of its layers take. */
const MOST_BYTES = 2 * GIB;

/** Whether binary weights say of their latent ones what Bop has no use for. */
function hasLatent(described: LayerDescription): boolean {
  if (described.layer !== 'dense' && described.layer !== 'convolution') return false;
  const { weights, weightSte = 'identity', clipLatent = false } = described;
  return weights === 'binary' && (weightSte !== 'identity' || clipLatent);
}

export type StudySpec = z.infer<typeof studySchema>;

/** A network's layers, and the shapes of what goes into each and out of the last. Throws a ShapeError where one does not fit. */
export function layersOf({ data, network }: Pick<z.infer<typeof fields>, 'data' | 'network'>) {
  const task = taskOf(data);
  const outputs = outputsFor(data.targets, task);
  const layers = describeLayers(network, outputs);
  return { layers, shapes: shapesOf(layers, task.shape, outputs, data.targets) };
}

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
