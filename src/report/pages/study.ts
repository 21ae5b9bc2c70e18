/** The report of a study: what there is to say of networks that were trained here. */
import { BLOCK_SHAPE, layOut, makePartition } from '../../bdm/index.ts';
import { DATA_SETS } from '../../data/sets.ts';
import { count, duration, integer, listed, present } from '../../format.ts';
import { LOSS_UNITS } from '../../nn/training/loss.ts';
import { epochsKept } from '../../study/analysis/analysis.ts';
import type { Tables } from '../../study/run/blockMethods.ts';
import type { RunOutcome } from '../../study/run/run.ts';
import type { StudySpec } from '../../study/spec.ts';
import type { Summary } from '../../study/summary.ts';
import { html } from '../markup/html.ts';
import type { Fact } from '../markup/parts.ts';
import { entropyCeiling } from '../sections/changes.ts';
import { choicesOf, choicesTable } from '../sections/choices.ts';
import { fixedChoices, reproductionFacts, tablesOfStudy, whenMeasured } from '../sections/method.ts';
import { networkInWords } from '../sections/network.ts';
import type { Pictures } from '../sections/subject.ts';
import { renderPage } from './page.ts';

export interface ReportInput {
  readonly spec: StudySpec;
  readonly summary: Summary;
  /** The finished runs that the summary is of. */
  readonly runs: readonly RunOutcome[];
  readonly tables: Tables;
  /** How many of the runs the command performed that writes the report. */
  readonly performed: number;
  /** The command line that does it all again. */
  readonly command: string;
}

/** The report of a study as the text of an HTML page. */
export function renderReport(input: ReportInput): string {
  const { spec, summary, tables } = input;
  const runs = [...input.runs].sort((a, b) => a.run - b.run);
  const isPooled = spec.measures.aggregate === 'pooled';
  const partition = makePartition({ boundary: spec.measures.boundary });
  const codes = partition.offsets[partition.shapes.length];
  const weights = runs[0]?.weights ?? [];
  const shown = runs.find((run) => epochsKept(run) >= spec.analysis.fewestEpochs) ?? runs[0];
  const blocks = weights.map(({ start }) => layOut(partition, start.rows, start.columns).blocks);
  const dataSet = dataName(spec);
  return renderPage({
    kind: 'study',
    name: spec.study,
    setting: `${dataSet}, ${settingOf(spec.network, runs)}`,
    caption: `${dataSet}, ${networkInWords(spec.network)}`,
    description: spec.description,
    point: 'epoch',
    axis: { label: 'epoch' },
    last: spec.training.patience === null ? 'last' : 'best',
    lossUnit: LOSS_UNITS[spec.training.loss],
    isPooled,
    matrices: weights.map((_, i) => `layer ${i + 1}`),
    ceiling: runs.length === 0 ? null : entropyCeiling(blocks, isPooled, codes),
    published: summary.published,
    // They show 4×4 blocks side by side.
    pictures: shown === undefined || spec.measures.boundary !== 'ignore' ? null : picturesOf(shown),
    facts: facts(input),
    choices: choicesTable(choicesOf(spec), 'Field of the spec'),
    block: BLOCK_SHAPE,
    taken: whenMeasured(spec),
    fixed: fixedChoices(spec.training),
    limits: [
      html`<b>Other networks.</b> These are small ${'hidden' in spec.network ? 'binarized perceptrons' : 'networks'} on one data set
(${networkInWords(spec.network)}); nothing here says what larger or real-valued ones do.`,
    ],
    analysis: summary,
    verdict: summary.verdict,
    runs,
    options: spec.analysis,
    table: tables[spec.measures.table],
    version: summary.kolmoscope,
  });
}

/** "MNIST 10×10" or "sincos", in which order, what networks are to make of it, and what was done to it for a control. */
function dataName({ data }: StudySpec): string {
  const { set, targets, order, labels, inputs } = data;
  const controls = present(
    inputs === 'random' && 'random inputs',
    labels === 'permuted' && 'permuted labels',
    typeof labels === 'object' && `a share of ${labels.noise} of its labels permuted`,
  );
  const size = 'size' in data ? ` ${data.size}×${data.size}` : '';
  const ordered =
    order === 'rows' ? '' : typeof order === 'string' ? ` in ${order}` : ` in random order ${order.random}`;
  const task = { classes: '', inputs: ', auto-encoded', values: ', regression' }[targets];
  return `${DATA_SETS[set].title}${size}${ordered}${task}${controls.length === 0 ? '' : ` with ${controls.join(' and ')}`}`;
}

function settingOf(network: StudySpec['network'], [run]: readonly RunOutcome[]): string {
  if (!('hidden' in network)) return networkInWords(network);
  if (run === undefined) return `hidden layers ${network.hidden.join('-')}`;
  return `network ${[run.weights[0].start.columns, ...run.weights.map(({ start }) => start.rows)].join('-')}`;
}

function picturesOf(run: RunOutcome): Pictures {
  return {
    title: 'The weights of one run',
    run: `run ${run.run}`,
    noun: 'signs',
    moments: ['before training', `as kept (epoch ${epochsKept(run)})`],
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

function facts(input: ReportInput): Fact[] {
  const { summary, performed, command } = input;
  const { specHash, runs, kolmoscope, seconds } = summary;
  const found = performed < runs.finished ? '; the others were found finished' : '';
  const time = `${duration(seconds)} of wall time for ${count(performed, 'run')}${found}`;
  const own: Fact[] = [
    ['Runs', runsSentence(input)],
    ['Hash of what is trained', html`<code class="hash">${specHash}</code>`],
    ...tablesOfStudy([input]),
  ];
  return reproductionFacts(command, own, kolmoscope, time);
}

/** Runs asked for, finished and kept, and why some are left out. */
function runsSentence({ summary, spec, runs }: ReportInput): string {
  const { asked, finished, kept } = summary.runs;
  const short = runs.filter((run) => epochsKept(run) < spec.analysis.fewestEpochs);
  const limited = runs.filter(({ training }) => training.stopped === 'maxEpochs').length;
  const which = listed(short.map((run) => `${run.run} (epoch ${epochsKept(run)})`));
  return present(
    `${integer(asked)} asked for, ${integer(finished)} finished, ${integer(kept)} kept.`,
    finished < asked && `${count(asked - finished, 'run')} did not finish.`,
    short.length > 0 &&
      `Left out because the weights kept came before epoch ${spec.analysis.fewestEpochs}: run ${which}.`,
    limited > 0 && `${count(limited, 'run')} trained to the last epoch allowed instead of stopping early.`,
  ).join(' ');
}
