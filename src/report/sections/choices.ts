/** Every choice as a plain table, in words. */
import type { Controls } from '../../data/controls.ts';
import type { Complexity, PatternName } from '../../data/generated/plant.ts';
import type { Order } from '../../data/inputs/order.ts';
import { DATA_SETS, type DataSetName } from '../../data/sets.ts';
import { count, integer, level } from '../../format.ts';
import { seriesInWords, takenAt } from '../../measures/index.ts';
import type { LayerDescription } from '../../nn/layers/table.ts';
import type { FloatQuantiser } from '../../nn/planeQuantisers.ts';
import type { WeightKind } from '../../nn/quantisers.ts';
import type { SteName } from '../../nn/ste.ts';
import type { OptimizerName } from '../../nn/training/optimizers.ts';
import { seriesOf } from '../../study/fields/measures.ts';
import { CLAIM } from '../../study/judgement/claim.ts';
import type { StudySpec } from '../../study/spec.ts';
import { html, type Markup } from '../markup/html.ts';
import { table } from '../markup/table.ts';
import { kindInWords, layerInWords } from './network.ts';

const STE: Record<SteName, string> = {
  identity: 'identity (gradient passed on unchanged)',
  clipped: 'clipped (gradient passed on within [−1, 1])',
  polynomial: 'polynomial, ApproxSign (gradient times 2 − 2|x| within [−1, 1])',
  swish: 'SwishSign (gradient times the derivative of SwishSign, β = 5)',
};

const ORDERS: Record<Extract<Order, string>, string> = {
  rows: 'as they come (pictures row by row)',
  columns: 'pictures column by column',
  snake: 'pictures row by row, every other row backwards',
};

/** What a field is called. A field that is not here is shown under its path. */
const LABELS: Readonly<Record<string, string>> = {
  runs: 'Runs asked for',
  seed: 'Seed',
  'data.set': 'Data set',
  'data.size': 'Image size',
  'data.antialias': 'Anti-aliasing when resizing',
  'data.grid': 'Inputs rounded to multiples of 2^−grid',
  'data.order': 'Order of the inputs',
  'data.noise': 'Noise',
  'data.prime': 'Addition modulo',
  'data.pattern': 'Patterns in the teacher’s weights',
  'data.complexity': 'Complexity of the patterns',
  'data.features': 'Inputs of the teacher',
  'data.hidden': 'Hidden units of the teacher',
  'data.draw': 'Number of the teacher',
  'data.validation': 'Validation set',
  'data.subset': 'Training set of a run',
  'data.targets': 'Targets',
  'data.labels': 'Labels of training and validation set',
  'data.inputs': 'Inputs of training and validation set',
  'network.hidden': 'Hidden layers',
  'network.layers': 'Layers',
  'network.outputWeights': 'Weights of the output layer',
  'network.bias': 'Bias',
  'network.normalise': 'Order in a hidden layer',
  'network.normaliseLogits': 'Batch norm on the logits',
  'network.weightSte': 'Straight-through estimator of binary weights',
  'network.activationSte': 'Straight-through estimator of activations',
  'network.clipLatent': 'Latent weights clipped to [−1, 1]',
  'training.optimizer': 'Optimiser',
  'training.weightDecay': 'Weight decay',
  'training.momentum': 'Momentum',
  'training.adaptivity': 'Adaptivity rate γ of Bop',
  'training.flipThreshold': 'Threshold τ of Bop',
  'training.learningRate': 'Learning rate',
  'training.schedule': 'Learning-rate schedule',
  'training.scheduleEpochs': 'Learning rate changed',
  'training.scheduleFactor': 'Learning rate changed by',
  'training.loss': 'Loss',
  'training.batchSize': 'Batch size',
  'training.evaluateEvery': 'Validation loss',
  'training.patience': 'Early stopping',
  'training.maxEpochs': 'Epochs at most',
  'measures.table': 'Complexity table',
  'measures.boundary': 'Edges',
  'measures.order': 'Order of rows and columns',
  'measures.aggregate': 'One value for the network',
  'measures.series': 'Measured beside BDM and block entropy',
  'measures.floatBits': 'Bit planes of float weights',
  'measures.floatQuantiser': 'Quantiser of float weights',
  'measures.sampleEvery': 'Other measures and bit planes',
  'analysis.fewestEpochs': 'Shortest trajectory kept',
  'analysis.trajectories': 'Trajectories',
  'analysis.smoothing': 'Processing',
  'analysis.validation': 'Correlated with the validation loss too',
  'analysis.confidence': 'Confidence of intervals',
  'analysis.permutations': 'Permutation tests',
  'analysis.resamples': 'Bootstrap',
  'analysis.hypothesis.measure': 'Question named in advance: measure',
  'analysis.hypothesis.rival': 'Question named in advance: rival',
  'analysis.hypothesis.direction': 'Question named in advance: prediction',
  'analysis.atLoss': 'Values compared at equal loss',
};

/** What the values of a field mean, where they do not say it themselves. */
const MEANINGS: Readonly<Record<string, ((value: never) => string) | Readonly<Record<string, string>>>> = {
  seed: (seed: number) => `${seed} (each run draws from its own stream of it)`,
  'data.set': (name: DataSetName) => {
    const { title, citation, licence } = DATA_SETS[name];
    return `${title} (${citation}; ${licence})`;
  },
  'data.size': (size: number) => `${size}×${size} pixels, bilinear`,
  'data.noise': (deviation: number) => `normal, standard deviation ${deviation}, on waves of amplitude 1`,
  'data.pattern': { rows: 'each row a chain of strings of 12', blocks: '4×4 blocks' } satisfies Record<
    PatternName,
    string
  >,
  'data.complexity': {
    low: 'the least CTM of each cell',
    high: 'the greatest CTM of each cell',
    random: 'any of each cell',
  } satisfies Record<Complexity, string>,
  'data.validation': (n: number) => `${integer(n)} examples, stratified, one for the whole study`,
  'data.subset': (n: number) => `${integer(n)} examples, stratified, drawn by each run`,
  'data.targets': {
    classes: 'the classes',
    inputs: 'the inputs themselves (auto-encoding)',
    values: 'the values of the set (regression)',
  },
  'data.order': (order: Order) =>
    typeof order === 'object' ? `one random order, number ${order.random}` : ORDERS[order],
  'data.labels': (labels: Controls['labels']) => {
    if (labels === 'true') return labels;
    const which = labels === 'permuted' ? '' : `those of a share of ${labels.noise} of the examples `;
    return `control: ${which}permuted at random within either set, by each run anew`;
  },
  'data.inputs': { random: 'control: standard normal values, drawn by each run anew' },
  'network.hidden': (widths: number[]) => widths.join(', '),
  'network.layers': (layers: LayerDescription[]) => layers.map(layerInWords).join('; '),
  'network.outputWeights': kindInWords,
  'network.normalise': { beforeSign: 'linear, batch norm, sign', afterSign: 'linear, sign, batch norm' },
  'network.weightSte': STE,
  'network.activationSte': STE,
  'training.optimizer': {
    adam: 'Adam',
    adamw: 'AdamW',
    sgd: 'stochastic gradient descent with momentum',
    bop: 'Bop for binary weights, without latent ones; Adam for the other parameters',
  } satisfies Record<OptimizerName, string>,
  'training.schedule': { step: 'in steps', cosine: 'half a cosine, to 0 after the last epoch possible' },
  'training.scheduleEpochs': (n: number) => `every ${count(n, 'epoch')}`,
  'training.scheduleFactor': (factor: number) => `a factor of ${factor}`,
  'training.loss': {
    crossEntropy: 'softmax cross-entropy, in nats',
    meanSquaredError:
      'mean squared error (mean over the outputs; of classes, the target is 1 for the right one, else 0)',
    squaredHinge: 'squared hinge (targets 1 for the right class, else −1; sum over classes)',
  },
  'training.evaluateEvery': (steps: number) => `every ${steps} steps`,
  'training.patience': (n: number | null) =>
    n === null
      ? 'none; the last weights are kept'
      : `after ${n} evaluations without a lower validation loss; the best weights are kept`,
  'measures.boundary': {
    ignore: 'incomplete blocks are dropped',
    correlated: 'a window of a block slides over the matrix, a cell at a time',
    recursive: 'incomplete blocks are cut into smaller ones, down to 2×2',
    periodic: 'the matrix goes on at its opposite edge',
  },
  'measures.order': {
    stored: 'as stored',
    random: 'the mean over 8 random orders',
    canonical: 'canonical: one that does not depend on the stored order',
  },
  'measures.aggregate': { sum: 'sum over its weight matrices', pooled: 'of the pooled blocks of its weight matrices' },
  'measures.series': (names: string[]) => (names.length === 0 ? 'none' : names.map(seriesInWords).join('; ')),
  'measures.floatBits': (bits: number | null) => (bits === null ? 'not measured' : `as quantised to ${bits} bits`),
  'measures.floatQuantiser': {
    symmetric: 'symmetric around 0, in two’s complement',
    minMax: 'evenly from the least to the greatest weight of a matrix, unsigned',
    clipped: 'evenly over the middle 99.9 % of a matrix’s weights, those beyond moved there, unsigned',
  } satisfies Record<FloatQuantiser, string>,
  'measures.sampleEvery': (steps: number) => `every ${steps} steps, and at the first step of each epoch`,
  'analysis.fewestEpochs': (n: number) => `${n} epochs, up to that of the weights kept`,
  'analysis.trajectories': { raw: 'epoch means as they are' },
  'analysis.smoothing': (sigma: number) =>
    `epoch means, log1p, ${sigma === 0 ? 'no smoothing' : `Gaussian smoothing (sigma ${sigma} epochs)`}, min–max to [0, 1]`,
  'analysis.confidence': level,
  'analysis.permutations': (n: number) => `exact up to ${integer(n)} permutations, else so many drawn`,
  'analysis.hypothesis.measure': seriesInWords,
  'analysis.hypothesis.rival': seriesInWords,
  'analysis.hypothesis.direction': (direction: string) =>
    `the measure follows the loss ${direction} closely than the rival`,
  'analysis.atLoss': (loss: number) => `in each run’s first epoch with a mean training loss of ${loss} or less`,
  'analysis.resamples': (n: number) => `${integer(n)} resamples of the runs, studentised intervals`,
};

const SKIPPED = new Set(['$schema', 'study', 'description']);

/** What was chosen, its value, and where it is chosen. */
export type Choice = readonly [label: string, value: string, place: string];

/** Of each field of the spec that has an effect. */
export function choicesOf(spec: StudySpec): Choice[] {
  // What is measured unless told is a choice too.
  const series = [...seriesOf(spec.measures).keys()].slice(CLAIM.length);
  const effects = effectsIn(spec);
  return leaves({ ...spec, measures: { ...spec.measures, series } })
    .filter(([path]) => effects[path] ?? true)
    .map(([path, value]) => [fieldLabel(path), valueInWords(path, value), path]);
}

/** What a field is called. */
export function fieldLabel(path: string): string {
  return Object.hasOwn(LABELS, path) ? LABELS[path] : path;
}

/** What a field is called and, beneath, its path, which may be broken after its dot alone. */
export function fieldHead(label: string, path: string): Markup {
  const parts = path.split('.');
  return html`${label}<br/><code>${parts.map((part, i) => (i === 0 ? part : html`.<wbr/>${part}`))}</code>`;
}

function valueInWords(path: string, value: unknown): string {
  const meaning = Object.hasOwn(MEANINGS, path) ? MEANINGS[path] : {};
  return typeof meaning === 'function' ? meaning(value as never) : (meaning[String(value)] ?? plain(value));
}

/** Of the fields that may have nothing to act on: in raw trajectories, in a chain of layers, in a network of binary weights. */
function effectsIn({ network, analysis, measures }: StudySpec): Readonly<Record<string, boolean>> {
  const kinds = new Set<WeightKind>(
    'layers' in network
      ? network.layers.flatMap((layer) => ('weights' in layer ? layer.weights : []))
      : ['binary', network.outputWeights],
  );
  const isSampled = [...seriesOf(measures).values()].some((series) => takenAt(series) === 'sampled');
  return {
    'network.weightSte': kinds.has('binary'),
    'network.clipLatent': [...kinds].some((kind) => kind !== 'float'),
    'network.activationSte': !('layers' in network) || network.layers.some(({ layer }) => layer === 'sign'),
    'measures.floatBits': kinds.has('float'),
    'measures.floatQuantiser': kinds.has('float') && measures.floatBits !== null,
    'measures.sampleEvery': isSampled || [...kinds].some((kind) => kind !== 'binary'),
    'analysis.smoothing': analysis.trajectories === 'processed',
  };
}

export function choicesTable(choices: readonly Choice[], places: string): Markup {
  return table<Choice>(
    'choices',
    [
      { head: 'Choice', cell: ([label]) => label },
      { head: 'Value', cell: ([, value]) => value },
      { head: places, cell: ([, , place]) => html`<code>${place}</code>` },
    ],
    choices,
  );
}

function leaves(value: object, prefix = ''): [path: string, value: unknown][] {
  return Object.entries(value)
    .filter(([key, inner]) => inner !== undefined && !(prefix === '' && SKIPPED.has(key)))
    .flatMap(([key, inner]): [string, unknown][] => {
      const path = `${prefix}${key}`;
      const isSection = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      // An object that is the value of a field, such as a random order with its number.
      if (Object.hasOwn(LABELS, path)) return [[path, inner]];
      return isSection ? leaves(inner, `${path}.`) : [[path, inner]];
    });
}

function plain(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
