/** The report of a study: what there is to say of networks that were trained here. */
import { BLOCK_SHAPE, layOut, makePartition, type Partition } from '../bdm/index.ts';
import type { CtmTable } from '../ctm/index.ts';
import { DATA_SETS } from '../data/sets.ts';
import { LOSS_UNITS } from '../nn/training/loss.ts';
import { type Analysis, epochsKept } from '../study/analysis.ts';
import type { RunOutcome } from '../study/run.ts';
import type { StudySpec } from '../study/spec.ts';
import { entropyCeiling } from './changes.ts';
import { specChoices } from './choices.ts';
import { count, decimal, duration, integer, meanAndDeviation } from './format.ts';
import { type Content, html, type Markup } from './html.ts';
import { tableFacts } from './method.ts';
import { networkInWords } from './network.ts';
import { renderPage } from './page.ts';
import { publishedRow, rangeInWords } from './published.ts';
import type { Pictures, Published } from './subject.ts';
import { momentLabel } from './weights.ts';

export interface ReportInput {
  readonly spec: StudySpec;
  /** What identifies the runs' results: a hash of the spec. */
  readonly specHash: string;
  readonly analysis: Analysis;
  /** The finished runs that the analysis is of. */
  readonly runs: readonly RunOutcome[];
  readonly table: CtmTable;
  /** Wall time of the command that writes the report, and how many of the runs it performed. */
  readonly seconds: number;
  readonly performed: number;
  /** Of this software. */
  readonly version: string;
  /** The command line that does it all again. */
  readonly command: string;
}

/** The report of a study as the text of an HTML page. */
export function renderReport(input: ReportInput): string {
  const { spec, analysis, table, version } = input;
  const runs = [...input.runs].sort((a, b) => a.run - b.run);
  const isPooled = spec.measures.aggregate === 'pooled';
  const partition = makePartition({ boundary: spec.measures.boundary });
  const dataSet = dataName(spec);
  return renderPage({
    subject: {
      kind: 'study',
      name: spec.study,
      setting: `${dataSet}, ${settingOf(spec.network, runs)}`,
      caption: `${dataSet}, ${networkInWords(spec.network)}`,
      description: spec.description,
      point: 'epoch',
      axis: { label: 'epoch' },
      last: spec.training.patience === null ? 'last' : 'best',
      extent: 'up to the epoch of the weights kept',
      lossUnit: LOSS_UNITS[spec.training.loss],
      whole: isPooled ? 'blocks of all layers, pooled' : 'all layers, summed',
      isPooled,
      matrices: (runs[0]?.weights ?? []).map((_, i) => `layer ${i + 1}`),
      ceiling:
        runs.length === 0
          ? null
          : entropyCeiling(blocksOf(runs[0], partition), isPooled, partition.offsets[partition.shapes.length]),
      published: publishedBeside(spec),
      // They show 4×4 blocks side by side.
      pictures: runs.length === 0 || spec.measures.boundary !== 'ignore' ? null : picturesOf(shownRun(runs, spec)),
      facts: facts(input),
      choices: specChoices(spec),
      block: BLOCK_SHAPE,
      taken: whenMeasured(spec),
      fixed: fixedChoices(spec.training),
      limits: html`<li><b>Other networks.</b> These are small ${'hidden' in spec.network ? 'binarized perceptrons' : 'networks'} on one data set
(${networkInWords(spec.network)}); nothing here says what larger or real-valued ones do.</li>`,
      source: 'Study reproduced',
    },
    analysis,
    runs,
    options: spec.analysis,
    table,
    version,
  });
}

/** "MNIST 10×10" or "sincos", what networks are to make of it, and what was done to it for a control. */
function dataName({ data }: StudySpec): string {
  const { set, targets, labels, inputs } = data;
  const controls = [
    ...(inputs === 'random' ? ['random inputs'] : []),
    ...(labels === 'permuted' ? ['permuted labels'] : []),
  ];
  const size = 'size' in data ? ` ${data.size}×${data.size}` : '';
  const task = { classes: '', inputs: ', auto-encoded', values: ', regression' }[targets];
  return `${DATA_SETS[set].title}${size}${task}${controls.length === 0 ? '' : ` with ${controls.join(' and ')}`}`;
}

function settingOf(network: StudySpec['network'], runs: readonly RunOutcome[]): string {
  if (!('hidden' in network)) return networkInWords(network);
  return runs.length === 0 ? `hidden layers ${network.hidden.join('-')}` : `network ${layerWidths(runs[0]).join('-')}`;
}

function layerWidths({ weights }: RunOutcome): number[] {
  return [weights[0].start.columns, ...weights.map(({ start }) => start.rows)];
}

/** Blocks of each weight matrix. */
function blocksOf({ weights }: RunOutcome, partition: Partition): number[] {
  return weights.map(({ start }) => layOut(partition, start.rows, start.columns).blocks);
}

/** What the measures were taken of, and where a trajectory ends. */
export function whenMeasured({ training }: Pick<StudySpec, 'training'>): string {
  return `optimiser step from the signs of the weights (positive: 1, else 0), and averaged over each epoch. ${
    training.patience === null
      ? 'Runs train to the last epoch and nothing is cut.'
      : 'A trajectory ends with the epoch in which the weights of least validation loss were found; what early stopping waited after it is cut.'
  }`;
}

/** What no field of the spec says. */
export function fixedChoices({ optimizer }: StudySpec['training']): Markup {
  return html`
<p>Fixed in this version: ${optimizer === 'bop' ? 'weights start as the signs of values' : 'latent weights start'}
uniform in ±1/√inputs; the sign of 0 is −1; batch normalisation adds 10<sup>−5</sup> to the variance and moves its running
averages by 0.1${optimizer === 'sgd' ? '' : html`; Adam has β 0.9 and 0.999 and ε 10<sup>−8</sup>`}.</p>`;
}

/** The paper's row of the same setting, where one is at hand. */
function publishedBeside(spec: StudySpec): Published | null {
  const row = publishedRow(spec);
  if (row === null) return null;
  const { bdm, blockEntropy, accuracy, gap, table, setting, caveat } = row;
  const what =
    bdm === null
      ? html`Of this row of the paper only the gap between the two interval midpoints is at hand, ${decimal(gap, 2, true)}`
      : html`Published: 95 % intervals of Pearson’s r`;
  return {
    bdm: bdm && rangeInWords(bdm),
    blockEntropy: blockEntropy && rangeInWords(blockEntropy),
    accuracy: accuracy && meanAndDeviation(accuracy.mean, accuracy.sd),
    gap: decimal(gap, bdm === null ? 2 : 3, true),
    source: html`${what}: ${setting}, 200 runs, ${table} of Sakabe et al.,
<a href="https://arxiv.org/abs/2505.20646">arXiv 2505.20646</a>. The paper leaves some choices of the protocol open, so
near agreement is to be expected, not exact. ${caveat}`,
  };
}

/** The first of the runs that the analysis is of, if there is any. */
function shownRun(runs: readonly RunOutcome[], { analysis }: StudySpec): RunOutcome {
  return runs.find((run) => epochsKept(run) >= analysis.fewestEpochs) ?? runs[0];
}

function picturesOf(run: RunOutcome): Pictures {
  return {
    title: 'The weights of one run',
    run: `run ${run.run}`,
    noun: 'signs',
    moments: [momentLabel(run, 'start'), momentLabel(run, 'best')],
    matrices: run.weights.map(({ start, best }, layer) => ({
      title: `Layer ${layer + 1}: ${start.rows} outputs × ${start.columns} inputs`,
      of: `weight matrix of layer ${layer + 1}`,
      start,
      best,
    })),
    caption: `Signs of the weight matrices of run ${run.run}, before training and as kept (epoch
${epochsKept(run)}), one row for each output and one column for each input.`,
  };
}

function facts(input: ReportInput): [Content, Content][] {
  const { specHash, analysis, table, seconds, performed, version, command } = input;
  return [
    ['To reproduce', html`<code class="command">${command}</code>`],
    ['Runs', runsSentence(input)],
    ['Spec hash', html`<code class="hash">${specHash}</code>`],
    ...tableFacts(table, analysis.blocks, BLOCK_SHAPE),
    ['Software', `kolmoscope ${version}`],
    [
      'Computing time',
      `${duration(seconds)} of wall time for ${count(performed, 'run')}${performed < analysis.runs.finished ? '; the others were found finished' : ''}`,
    ],
  ];
}

/** Runs asked for, finished and kept, and why some are left out. */
function runsSentence({ analysis, spec, runs }: ReportInput): Markup {
  const { asked, finished, kept } = analysis.runs;
  const short = runs.filter((run) => epochsKept(run) < spec.analysis.fewestEpochs);
  const limited = runs.filter(({ training }) => training.stopped === 'maxEpochs').length;
  const parts = [`${integer(asked)} asked for, ${integer(finished)} finished, ${integer(kept)} kept.`];
  if (finished < asked) parts.push(`${count(asked - finished, 'run')} did not finish.`);
  if (short.length > 0) {
    const list = short.slice(0, 12).map((run) => `${run.run} (epoch ${epochsKept(run)})`);
    const more = short.length > list.length ? ` and ${short.length - list.length} more` : '';
    parts.push(
      `Left out because the weights kept came before epoch ${spec.analysis.fewestEpochs}: run ${list.join(', ')}${more}.`,
    );
  }
  if (limited > 0) parts.push(`${count(limited, 'run')} trained to the last epoch allowed instead of stopping early.`);
  return html`${parts.join(' ')}`;
}
