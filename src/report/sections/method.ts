/** How the numbers came about, what they do not show, and whom to cite. */
import { BlockMethod, makePartition } from '../../bdm/index.ts';
import type { CtmTable, Shape } from '../../ctm/index.ts';
import { count, decimal, integer, listed, percent, present } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import { seriesOf } from '../../study/fields/measures.ts';
import { CLAIMED } from '../../study/judgement/claim.ts';
import { needsTable } from '../../study/run/blockMethods.ts';
import type { BlockCount, BySeries } from '../../study/run/trajectories.ts';
import type { StudySpec } from '../../study/spec.ts';
import { html, type Markup } from '../markup/html.ts';
import { definitions, type Fact, list, section } from '../markup/parts.ts';
import type { Entry, Summarised } from './entries.ts';
import type { Subject } from './subject.ts';

/** What every report says of how it came about: the command that does it all again, and what is its own between. */
export function reproductionFacts(command: string, facts: readonly Fact[], version: string, time: string): Fact[] {
  return [
    ['To reproduce', html`<code class="command">${command}</code>`],
    ...facts,
    ['Software', `kolmoscope ${version}`],
    ['Computing time', time],
  ];
}

/** A complexity table, the blocks of the first series that takes it, and how many blocks each series had. */
interface TableUse {
  readonly table: CtmTable;
  readonly block: Shape;
  readonly blocks: BySeries<BlockCount>;
}

/** A complexity table that was used. */
export function tableFacts(use: TableUse): Fact[] {
  const { table, blocks } = use;
  const names = Object.keys(blocks);
  const users = names.some((name) => name !== CLAIMED) ? ` Used for ${listed(names.map(shortOf))}.` : null;
  return [
    ['Complexity table', html`${tableSentence(table)}${users}`],
    ['SHA-256 of the table', html`<code class="hash">${table.sha256}</code>`],
    ['Blocks not in the table', missingSentence(use)],
  ];
}

/** All complexity tables that series of these configurations take. */
export function tablesOfStudy(entries: readonly Summarised<Pick<Entry, 'spec' | 'tables'>>[]): Fact[] {
  const uses = new Map<string, TableUse>();
  for (const { spec, tables, summary } of entries) {
    for (const [name, { options }] of [...seriesOf(spec.measures)].filter(([, series]) => needsTable(series))) {
      const table = tables[options.table];
      const [rows, columns] = options.block;
      const use = uses.get(table.sha256) ?? { table, block: { rows, columns }, blocks: {} as TableUse['blocks'] };
      const [before, here] = [use.blocks[name], summary.blocksBySeries[name]];
      const measured = (before?.measured ?? 0) + (here?.measured ?? 0);
      const missing = (before?.missing ?? 0) + (here?.missing ?? 0);
      uses.set(table.sha256, { ...use, blocks: { ...use.blocks, [name]: { measured, missing } } });
    }
  }
  return [...uses.values()].flatMap(tableFacts);
}

const shortOf = (name: string) => factsOf(name).short;

/** "How this was computed". */
export function methodSection({ kind, name, analysis, facts, choices, block, taken, fixed }: Subject): Markup {
  return section(
    'method',
    'How this was computed',
    definitions(facts),
    html`<h3>Every choice${kind === 'study' ? ` of study “${name}”` : ''}</h3>`,
    choices,
    html`<h3>The measures</h3>`,
    howMeasured(block, taken),
    fixed,
    analysis.runs.kept === 1 ? ONE_RUN : SEVERAL_RUNS,
  );
}

/** What CTM, BDM and block entropy are, and what they were taken of. */
export function howMeasured(block: Shape, taken: string): Markup {
  return html`<p>CTM(x) = −log<sub>2</sub> of the fraction of all halting machines in the table’s space that leave the pattern x, in
bits. BDM of a matrix is the sum, over its distinct ${block.rows}×${block.columns} blocks b, of CTM(b) +
log<sub>2</sub> count(b). Block entropy is the Shannon entropy of the same blocks’ frequencies. Both are taken at every
${taken}</p>`;
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

export const SEVERAL_RUNS = html`<p>A coefficient is computed in each run; the table shows the mean over runs, and its interval, a studentised
bootstrap, resamples whole runs. The
difference is paired: BDM’s coefficient minus block entropy’s in the same run. Its p-value is that of a two-sided sign-flip
test; only where interval and test agree does this page call one measure closer. Where a trajectory is constant the
coefficient has no value; such runs are counted as undefined and left out of that mean only.</p>`;

const ONE_RUN = html`<p>Intervals and tests on this page would resample whole runs, and there is only one. So the coefficients stand
alone, and nothing here calls one measure closer to the loss than the other. Where a trajectory is constant the
coefficient has no value.</p>`;

function tableSentence(table: CtmTable): Markup {
  const { states, symbols, dims, cutoff, halting, machines, builder } = table;
  return html`${dims}-D Turing machines with ${states} states and ${symbols} symbols, cut off after ${integer(cutoff)}
steps. ${integer(halting)} halting runs, counted exactly, of all ${integer(machines)} machines, each on either blank
tape. Built by ${builder}.`;
}

/** Of the first series in any case; of the others where blocks are missing. */
function missingSentence({ table, block, blocks }: TableUse): Markup {
  const { absent, ctm } = new BlockMethod(table, makePartition({ block }));
  const counted = Object.entries(blocks).filter(([, { missing }], i) => missing > 0 || (i === 0 && absent !== null));
  const sentences = counted.map(([name, { measured, missing }]) => {
    const share = measured === 0 ? '' : ` (${percent(missing / measured)})`;
    return `${integer(missing)} of ${integer(measured)} blocks measured${name === CLAIMED ? '' : ` for ${shortOf(name)}`}${share}. `;
  });
  if (counted.length === 0) return html`None: the table holds every block.`;
  if (absent === null) return html`${sentences}`;
  return html`${sentences}The table lacks ${integer(absent.blocks)} of
the ${integer(ctm.length)} possible blocks, which no machine of the space leaves; they get the table’s largest value plus one
bit, ${decimal(absent.bits, 2)} bits. That value is a convention, not a count.`;
}

/** "What this does not show"; `limits` are those of the setting. */
export function limitsSection({ limits, point }: Pick<Subject, 'limits' | 'point'>, kept: number): Markup {
  const items = present(
    html`<b>Cause.</b> Two quantities that both fall while a network learns correlate, whatever links them. A high
coefficient says that a measure moves with the loss, not that simplicity makes networks learn.`,
    html`<b>Many independent points.</b> A trajectory is one short, smooth series. Its ${point}s are not independent, and two
smooth series that fall come near r = 1 cheaply. That is why the unit of every interval is the run.`,
    html`<b>A fair race.</b> Where nearly all blocks of a matrix differ, block entropy stays just below its ceiling and can
hardly move, while BDM is nearly the sum of its blocks’ CTM. A gap between them may say as much of that ceiling as of
complexity.`,
    html`<b>Large effects.</b> Normalisation hides how far each quantity moves; the table “Before normalisation” shows it.`,
    ...limits,
    kept === 1 &&
      html`<b>Whether it would happen again.</b> This is one run. How far another one, from other first weights, would
differ cannot be seen in it: that takes several runs of the same training, at least six of them for a decision.`,
    kept !== 1 &&
      kept < 30 &&
      html`<b>Exact bounds.</b> Studentised bootstrap intervals of coefficients near 1 held 88 to 94 of 100 means where 95 were promised (six
to twenty runs), and these are ${count(kept, 'run')}. Ask for more runs before leaning on a bound.`,
    html`<b>Kolmogorov complexity itself.</b> CTM depends on the machine space, and BDM on the size and place of the blocks
and on the order of the neurons, which the network does not care about.`,
  );
  return section('limits', 'What this does not show', list(items));
}

const link = (address: string, words: string) => html`<a href="https://${address}">${words}</a>`;
/** The paper, to be linked wherever it is named. */
export const PAPER = link('arxiv.org/abs/2505.20646', 'arXiv 2505.20646');

/** "References"; `source` says what the paper is to the page's subject. */
export function referencesSection(source: string): Markup {
  const items = [
    html`${source}: Sakabe et al., “Binarized neural networks converge toward algorithmic simplicity”,
${PAPER}; Frontiers in Computational Neuroscience 20:1791546
(2026).`,
    html`CTM: Soler-Toscano, Zenil, Delahaye and Gauvrit, “Calculating Kolmogorov complexity from the output frequency
distributions of small Turing machines”, PLoS ONE 9(5):e96223 (2014),
${link('doi.org/10.1371/journal.pone.0096223', 'doi 10.1371/journal.pone.0096223')}.`,
    html`BDM: Zenil et al., “A decomposition method for global evaluation of Shannon entropy and local estimations of
algorithmic complexity”, Entropy 20(8):605 (2018),
${link('doi.org/10.3390/e20080605', 'doi 10.3390/e20080605')}.`,
  ];
  return section('references', 'References', list(items));
}
