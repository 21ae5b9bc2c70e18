import { z } from 'zod';
import { layOut, makePartition } from '../bdm/index.ts';
import { DATA_SETS, taskOf } from '../data/sets.ts';
import { listed } from '../format.ts';
import { MEASURES, type Measure } from '../measures/index.ts';
import { memoryFor } from '../nn/backend/simd.ts';
import { describeLayers, matrixShapeOf, ShapeError, shapesOf } from '../nn/describe.ts';
import { outputsFor, type Shape } from '../nn/examples.ts';
import type { LayerDescription } from '../nn/layers/table.ts';
import { lossFits } from '../nn/training/loss.ts';
import { buildModel } from '../nn/training/model.ts';
import { MOST_VECTORS } from '../order/index.ts';
import { analysis } from './fields/analysis.ts';
import { count } from './fields/common.ts';
import { data } from './fields/data.ts';
import { measures, nameIn, seriesOf } from './fields/measures.ts';
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
  // Sections whose fields all have defaults may be left out.
  training: training.prefault({}),
  measures: measures.prefault({}),
  analysis: analysis.prefault({}),
});

type Fields = z.infer<typeof fields>;
/** Refuses the field at a path of the spec. */
type Refuse = (path: string[], problem: string) => void;

/**
 * Everything that a study's runs and their analysis depend on. The defaults come nearest to the published MNIST row of
 * those that were tried; whatever the paper leaves open is a field of its own.
 */
const studySchema = fields.superRefine((spec, context) => {
  const refuse: Refuse = (path, message) => context.addIssue({ code: 'custom', path, message });
  if (!checkTask(spec, refuse)) return;
  let described: Described;
  try {
    described = layersOf(spec);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    return refuse(['network', 'layers'], error.message);
  }
  checkEmbeddings(spec, described, refuse);
  checkBatches(spec, described, refuse);
  if (spec.training.optimizer === 'bop') checkBop(spec, described, refuse);
  checkMemory(spec, refuse);
  checkSeries(spec, described, refuse);
  checkHypothesis(spec, refuse);
});

/** Whether a network can be described: one of targets that there are, with a loss of theirs. */
function checkTask({ data, training, analysis }: Fields, refuse: Refuse): boolean {
  const { targets } = data;
  if (outputsFor(targets, taskOf(data)) === 0) {
    refuse(['data', 'targets'], `no values come with ${DATA_SETS[data.set].title}`);
    return false;
  }
  if (targets === 'inputs' && data.labels !== 'true') {
    refuse(['data', 'labels'], 'expected "true": where the inputs are the targets, labels change nothing');
  }
  if (!lossFits(training.loss, targets)) {
    refuse(['training', 'loss'], `expected "meanSquaredError": ${training.loss} is a loss of classes`);
    return false;
  }
  if (analysis.fewestEpochs > training.maxEpochs) {
    const problem = `more than training.maxEpochs, ${training.maxEpochs}: no run would be kept`;
    refuse(['analysis', 'fewestEpochs'], problem);
  }
  return true;
}

/** Embeddings take integers, which nothing but the inputs of some data sets are. */
function checkEmbeddings({ data }: Fields, { layers }: Described, refuse: Refuse): void {
  const { symbols } = taskOf(data);
  layers.forEach((described, i) => {
    if (described.layer !== 'embedding') return;
    const { title } = DATA_SETS[data.set];
    const inLayer = (problem: string) => refuse(['network', 'layers'], `layer ${i + 1}, embedding: ${problem}`);
    if (i > 0) inLayer('it takes integers, which only the inputs are: it must be the first layer');
    else if (symbols === undefined) inLayer(`it takes integers, which the inputs of ${title} are not`);
    else if (described.symbols < symbols) inLayer(`symbols must be at least ${symbols}, as ${title} has`);
    else if (data.inputs === 'random') refuse(['data', 'inputs'], 'expected "true": an embedding takes integers');
  });
}

function checkBatches({ data, training }: Fields, { layers, shapes }: Described, refuse: Refuse): void {
  const needsTwo = layers.some(({ layer }, i) => layer === 'batchNorm' && shapes[i].length === 1);
  if (needsTwo && data.subset % training.batchSize === 1) {
    refuse(['training', 'batchSize'], 'leaves a last batch of one example, which batch normalisation cannot use');
  }
}

/** Bop flips binary weights, which then have no latent ones: nothing may be said of these. */
function checkBop({ network }: Fields, { layers }: Described, refuse: Refuse): void {
  const binary = layers.map((layer) => ('weights' in layer && layer.weights === 'binary' ? layer : null));
  const hasBinary = 'hidden' in network || binary.some((layer) => layer !== null);
  if (!hasBinary) refuse(['training', 'optimizer'], 'Bop flips binary weights, and the network has none');
  const latent = binary.findIndex((layer) => layer?.clipLatent || (layer?.weightSte ?? 'identity') !== 'identity');
  if (latent >= 0) {
    const problem = 'with Bop weightSte is "identity" and clipLatent false where weights are binary';
    refuse(['network', 'layers'], `layer ${latent + 1}, ${layers[latent].layer}: ${problem}`);
  }
  if (network.weightSte !== 'identity') {
    refuse(['network', 'weightSte'], 'expected "identity": Bop takes the gradient of the binary weights themselves');
  }
  if (network.clipLatent) {
    refuse(['network', 'clipLatent'], 'expected false: with Bop binary weights have no latent ones');
  }
}

/** Of the memory that a network, its gradients and what comes out of its layers take. */
const MOST_GIB = 2;

function checkMemory({ data, network, training }: Fields, refuse: Refuse): void {
  const { targets } = data;
  const task = taskOf(data);
  const outputs = outputsFor(targets, task);
  const bytes = memoryFor((backend) => buildModel(backend, task.shape, outputs, network, training, targets));
  const gib = bytes / 2 ** 30;
  if (gib > MOST_GIB) refuse(['network'], `a run would need ${gib.toFixed(1)} GiB of memory, more than ${MOST_GIB}`);
}

function checkSeries({ measures }: Fields, { layers, shapes }: Described, refuse: Refuse): void {
  const matrices = layers.flatMap((described, i) => [matrixShapeOf(described, shapes[i]) ?? []]);
  for (const { name, measure, options } of seriesOf(measures).values()) {
    const { needs, longest = Number.POSITIVE_INFINITY }: Measure = MEASURES[measure];
    const most = options.order === 'canonical' ? Math.min(longest, MOST_VECTORS) : longest;
    const tooLong = matrices.find((sides) => Math.max(...sides) > most);
    if (tooLong !== undefined) {
      const problem = `${name} takes matrices of at most ${most} rows and columns, not ${tooLong.join('×')}: name others`;
      refuse(['measures', 'series'], problem);
      return;
    }
    if (needs !== 'blocks') continue;
    const [rows, columns] = options.block;
    const partition = makePartition({ block: { rows, columns }, boundary: options.boundary });
    const hasBlocks = matrices.some(([down, across]) => down && across && layOut(partition, down, across).blocks > 0);
    if (!hasBlocks) {
      refuse(['network'], `no matrix of weights has a block of ${rows}×${columns}: ${name} would measure nothing`);
      return;
    }
  }
}

/** A question can only be asked of series that are measured. */
function checkHypothesis({ measures, analysis: { hypothesis } }: Fields, refuse: Refuse): void {
  if (hypothesis === undefined) return;
  const place = ['analysis', 'hypothesis'];
  const [measure, rival] = (['measure', 'rival'] as const).map((field) => {
    const name = nameIn(measures, hypothesis[field]);
    if (name === undefined) {
      const names = listed([...seriesOf(measures).keys()]);
      refuse([...place, field], `the study measures no "${hypothesis[field]}", only ${names}`);
    }
    return name ?? hypothesis[field];
  });
  if (measure === rival) refuse([...place, 'rival'], 'expected another series than the measure');
}

export type StudySpec = z.infer<typeof studySchema>;

/** A network's layers, and the shapes of what goes into each and out of the last. */
interface Described {
  readonly layers: readonly LayerDescription[];
  readonly shapes: readonly Shape[];
}

/** What a spec's network is on its data. Throws a ShapeError where a layer does not fit. */
export function layersOf({ data, network }: Pick<Fields, 'data' | 'network'>): Described {
  const task = taskOf(data);
  const outputs = outputsFor(data.targets, task);
  const layers = describeLayers(network, outputs);
  return { layers, shapes: shapesOf(layers, task.shape, outputs, data.targets) };
}

/** What is wrong with a spec: one line that names the field and what was expected. */
export class SpecError extends Error {}

/** What fields were called before. */
const RENAMED: Readonly<Record<string, string>> = { 'measures.rivals': 'measures.series' };

/** Checks a spec as read from `name` and fills in the defaults. Throws a SpecError for the first thing wrong. */
export function parseSpec(value: unknown, name: string): StudySpec {
  const parsed = studySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...issue.path, ...(unknown === undefined ? [] : [unknown])].map(String).join('.');
  const now = Object.hasOwn(RENAMED, path) ? `: it is ${RENAMED[path]}` : '';
  const problem =
    unknown === undefined ? issue.message.replace(/^./, (first) => first.toLowerCase()) : `no such field${now}`;
  throw new SpecError(`${name}: ${path === '' ? 'the spec' : path}: ${problem}`);
}
