/** The report of networks that were trained elsewhere: what there is to say of their checkpoints. */
import { count, duration, integer, level, listed, present } from '../../format.ts';
import type { PackedBits } from '../../study/run/pack.ts';
import type { PointAxis } from '../figures/curves.ts';
import { html } from '../markup/html.ts';
import type { Fact } from '../markup/parts.ts';
import { entropyCeiling } from '../sections/changes.ts';
import { type Choice, choicesTable } from '../sections/choices.ts';
import { reproductionFacts, tableFacts } from '../sections/method.ts';
import type { Pictures, Subject } from '../sections/subject.ts';
import { renderPage } from './page.ts';

/** One weight matrix, or one bit plane of it, that all checkpoints have. */
export interface WatchedMatrix {
  readonly name: string;
  /** Of the array, and of the matrices that were made of it. */
  readonly shape: readonly number[];
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly cells: number;
  readonly blocks: number;
  /** Its bits in the first and the last checkpoint of the first run, where they are to be drawn. */
  readonly start: PackedBits | null;
  readonly best: PackedBits | null;
}

/** Where a run's trajectory comes from. */
export interface WatchedSource {
  readonly folder: string;
  /** File names in order, and their steps; null where the names tell none. */
  readonly checkpoints: readonly { readonly name: string; readonly step: number | null }[];
  readonly lossFile: string;
  readonly lossSha256: string;
}

type Shared = 'name' | 'analysis' | 'verdict' | 'options' | 'runs' | 'isPooled' | 'block' | 'table' | 'version';

export interface WatchReportInput extends Pick<Subject, Shared> {
  readonly seed: number;
  /** One for each run, in the order of their numbers. */
  readonly sources: readonly WatchedSource[];
  /** How a checkpoint's loss was found. */
  readonly lossRule: string;
  readonly matrices: readonly WatchedMatrix[];
  /** Names of matrices that are smaller than a block, and the number of arrays with fewer than two axes. */
  readonly tooSmall: readonly string[];
  readonly vectors: number;
  /** Makes bits of weights: "1 where a weight is greater than 0, else 0"; whether these bits are the signs. */
  readonly bits: string;
  readonly areSigns: boolean;
  /** How many codes the blocks can have. */
  readonly codes: number;
  /** How arrays became numbers: with the option that says so. */
  readonly choices: readonly Choice[];
  readonly seconds: number;
  readonly command: string;
}

/** The report of watched networks as the text of an HTML page. */
export function renderWatchReport(input: WatchReportInput): string {
  const { matrices, isPooled, runs } = input;
  return renderPage({
    ...input,
    kind: 'watch',
    setting: watchSetting(input),
    caption: `${count(matrices.length, 'weight matrix', 'weight matrices')}${stepRange(input.sources)}`,
    description: '',
    point: 'checkpoint',
    axis: checkpointAxis(input.sources),
    last: 'last',
    lossUnit: null,
    matrices: matrices.map(({ name }) => printable(name)),
    ceiling: entropyCeiling(
      matrices.map(({ blocks }) => blocks),
      isPooled,
      input.codes,
    ),
    published: null,
    pictures: picturesOf(input),
    facts: facts(input),
    choices: choicesTable(choices(input), 'Option'),
    taken: `checkpoint from the bits of the weights: ${input.bits}.`,
    fixed: null,
    limits: [
      html`<b>The sizes of weights.</b> Only ${input.areSigns ? 'the sign' : 'one or a few bits'} of each weight is measured. A network
that computes with real-valued weights also learns by their sizes, which are not seen here.`,
      html`<b>What happens between checkpoints.</b> ${runs.length === 1 ? 'The trajectory has' : 'The trajectories have'} only the moments that were saved,
and the loss there is ${input.lossRule}, as the file of losses has it.`,
    ],
  });
}

/** "2 runs of 18 to 20 checkpoints, 3 weight matrices, 4 512 weights". */
export function watchSetting({ sources, matrices }: Pick<WatchReportInput, 'sources' | 'matrices'>): string {
  const lengths = sources.map(({ checkpoints }) => checkpoints.length);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  const range = least === most ? integer(least) : `${integer(least)} to ${integer(most)}`;
  const weights = matrices.reduce((sum, { cells }) => sum + cells, 0);
  return (
    `${count(sources.length, 'run')} of ${range} checkpoints, ` +
    `${count(matrices.length, 'weight matrix', 'weight matrices')}, ${count(weights, 'weight')}`
  );
}

/** Steps of the run with most checkpoints where all runs have the same; else the checkpoints' numbers. */
export function checkpointAxis(sources: readonly WatchedSource[]): PointAxis {
  const longest = sources.reduce((a, b) => (b.checkpoints.length > a.checkpoints.length ? b : a)).checkpoints;
  const isCommon = sources.every(({ checkpoints }) =>
    checkpoints.every(({ step }, i) => step !== null && step === longest[i].step),
  );
  return isCommon
    ? { label: 'step of the checkpoint', ticks: longest.map(({ step }) => String(step)) }
    : { label: 'checkpoint' };
}

/** ", steps 0 to 4000"; says where the runs' steps differ, because means pair checkpoints by their place. */
function stepRange(sources: readonly WatchedSource[]): string {
  const { ticks } = checkpointAxis(sources);
  if (ticks !== undefined) return `, steps ${ticks[0]} to ${ticks[ticks.length - 1]}`;
  return sources.length === 1 ? '' : ', checkpoints of the runs paired by their place';
}

function facts(input: WatchReportInput): Fact[] {
  const { analysis, command, matrices, seconds, sources, table, tooSmall, vectors, version } = input;
  const name = ({ name }: { readonly name: string }) => printable(name);
  const lists = sources.map(({ folder, checkpoints, lossFile, lossSha256 }, run) => {
    const ends = `${name(checkpoints[0])} to ${name(checkpoints[checkpoints.length - 1])}`;
    return html`<div>Run ${run}: ${folder}, ${count(checkpoints.length, 'checkpoint')}, ${ends}; losses of ${lossFile}, SHA-256
<code class="hash">${lossSha256}</code></div>`;
  });
  const shapes = matrices.map((matrix) => `${name(matrix)} (${matrix.shape.join(' × ')})`);
  const left = present(
    vectors > 0 && `${count(vectors, 'array')} of fewer than two axes (such as biases and batch normalisation)`,
    tooSmall.length > 0 && `smaller than a block: ${tooSmall.map(printable).join(', ')}`,
  );
  const own: Fact[] = [
    [sources.length === 1 ? 'Run' : 'Runs', lists],
    ['Weight matrices', listed(shapes, MOST_LISTED)],
    ...(left.length > 0 ? [['Left out', left.join('; ')] as const] : []),
    ...tableFacts({ table, block: input.block, blocks: analysis.blocksBySeries }),
  ];
  return reproductionFacts(command, own, version, `${duration(seconds)} of wall time`);
}

const MOST_LISTED = 40;

function choices({ choices, lossRule, isPooled, options, seed, sources }: WatchReportInput): Choice[] {
  const { smoothing, confidence, resamples } = options;
  const smoothed = smoothing === 0 ? 'no smoothing' : `Gaussian smoothing (sigma ${smoothing}, in checkpoints)`;
  const statistics: Choice[] = [
    ['Bootstrap', `${integer(resamples)} resamples of the runs, studentised intervals of ${level(confidence)}`, ''],
    ['Seed', `${seed}, of bootstrap and sign flips`, '--seed'],
  ];
  return [
    ...choices,
    ['Loss of a checkpoint', lossRule, '--loss, --loss-mean'],
    [
      'One value for the network',
      isPooled ? 'of the pooled blocks of its weight matrices' : 'sum over its weight matrices',
      '--aggregate',
    ],
    ['Processing', `log1p, ${smoothed}, min–max to [0, 1]`, '--smoothing'],
    ...(sources.length === 1 ? [] : statistics),
  ];
}

/** The matrices whose bits were kept, in the first and the last checkpoint of the first run. */
function picturesOf({ matrices, sources, areSigns }: WatchReportInput): Pictures | null {
  const drawn = matrices.flatMap((matrix) => {
    const { name, rows, columns, start, best } = matrix;
    if (start === null || best === null) return [];
    const title = `${printable(name)}: ${rows} × ${columns}`;
    return [{ title, of: `weight matrix ${printable(name)}`, start, best }];
  });
  if (drawn.length === 0) return null;
  const [{ folder, checkpoints }] = sources;
  const ends = [checkpoints[0], checkpoints[checkpoints.length - 1]].map(({ name }) => printable(name));
  const noun = areSigns ? 'signs' : 'bits';
  const some =
    drawn.length < matrices.length
      ? `${drawn.length} of the ${matrices.length} weight matrices`
      : 'the weight matrices';
  return {
    title: sources.length === 1 ? 'The weights' : 'The weights of one run',
    run: 'run 0',
    noun,
    moments: [`first checkpoint (${ends[0]})`, `last checkpoint (${ends[1]})`],
    matrices: drawn,
    caption: `${areSigns ? 'Signs' : 'Bits'} of ${some} in the first and the last checkpoint of ${printable(folder)}.`,
  };
}

/** A name out of a file, without what a page cannot show. */
function printable(text: string): string {
  const shown = text.replace(/\p{C}/gu, '?');
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}
