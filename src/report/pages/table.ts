/**
 * The report of a study with a matrix, as a page and as Markdown with its figures beside it: the answer in a sentence, the
 * table as published with ours beside it, the figures, what is missing, every choice, and how to do it again.
 */
import { count, level, listed, present } from '../../format.ts';
import type { Interval } from '../../stats/bootstrap.ts';
import { questionOf } from '../../study/judgement/question.ts';
import type { StudySummary } from '../../study/judgement/table.ts';
import type { ReportFile, ShowFigure } from '../figures/figure.ts';
import { intervalsFigure } from '../figures/intervals.ts';
import { multiplesFigure } from '../figures/multiples.ts';
import { overviewFigure } from '../figures/overview.ts';
import { labelOf } from '../figures/theme.ts';
import { html, type Markup } from '../markup/html.ts';
import { figureOf, header, section } from '../markup/parts.ts';
import { pageAndText } from '../markup/shell.ts';
import { differingTable } from '../sections/differing.ts';
import { fewestRuns, runsEach, type SeveralInput, summarised } from '../sections/entries.ts';
import { limitsSection, PAPER, referencesSection } from '../sections/method.ts';
import { refereeSection } from '../sections/referee.ts';
import { missingSection, severalMethod } from '../sections/several.ts';
import { gapTable, resultsTable, type TableEntry, type TableRow } from '../sections/tableResults.ts';
import { validationSection } from '../sections/validation.ts';
import { valuesSection } from '../sections/values.ts';

export type TableReportInput = SeveralInput<TableEntry, StudySummary>;

/** `report.html`, `report.md` and the figures of the latter. */
export function renderTableReport(input: TableReportInput): ReportFile[] {
  return pageAndText('report', input.study.study, input.summary, (show) => bodyOf(input, show));
}

function bodyOf(input: TableReportInput, show: ShowFigure): Markup {
  const { study, summary } = input;
  const entries = summarised(input.entries, summary);
  const there = entries.filter(({ summary }) => summary.runs.kept > 0);
  const refereed = there.map(({ name, summary }) => ({ ...summary, name }));
  const over = `study “${study.study}” · ${count(entries.length, 'configuration')}, ${runsEach(entries)}`;
  return html`${header(over, summary.verdict, study.description)}
${section('results', 'The table', resultsTable(entries), tableNotes(entries), gapTable(entries))}
${there.length === 0 ? null : figuresSection(there, show)}
${there.length === 0 ? null : refereeSection(refereed, 'epoch')}
${validationSection(refereed, 'epoch')}
${missingSection(entries)}
${there.length === 0 ? null : valuesSection(there, show, 5)}
${entries.length === 1 ? null : differenceSection(entries)}
${severalMethod(input, entries)}
${limitsSection({ point: 'epoch', limits: tableLimits(entries) }, fewestRuns(there))}
${referencesSection('Study reproduced')}`;
}

/** What the columns are, and where their published values come from. */
function tableNotes(entries: readonly TableRow[]): Markup {
  const confidence = level(entries[0].summary.confidence);
  const known = entries.filter(({ summary }) => summary.published?.intervals);
  const unknown = entries.filter((entry) => !known.includes(entry));
  const haveClasses = entries.every(({ spec }) => spec.data.targets === 'classes');
  const caveats = [...new Set(known.flatMap(({ summary }) => summary.published?.caveat ?? []))];
  const published = html` Published: 95 % intervals of 200 runs, and accuracy, of Table 3 of Sakabe et al.,
${PAPER}. An overlap compares the two intervals as printed, to two
decimals; in parentheses our midpoint minus theirs. The paper leaves some choices of the protocol open, so near agreement is
to be expected, not exact; and the fewer runs we have, the wider our interval and the more easily it overlaps.${caveats.map((caveat) => ` ${caveat}`)}`;
  const absent = html` Published values are not at hand for ${
    known.length === 0 ? 'any of these configurations' : listed(unknown.map(({ name }) => name))
  }, and nothing stands in their place.`;
  return html`<p class="note">Runs: those long enough to keep. ${haveClasses ? 'Accuracy: on the test set' : 'Test: accuracy, or the loss of tasks without classes'}, mean ± SD of all finished runs. Pearson r
with the loss: mean over runs and ${confidence} studentised bootstrap interval over runs, and beneath it Spearman’s ρ. BDM −
block entropy: the same of the paired difference, with the p-value of its two-sided sign-flip test; one is called closer only where the
interval leaves out 0 and p${entries.length === 1 ? '' : ' after Holm’s correction for the number of different configurations'} is small enough.${known.length === 0 ? null : published}${
    unknown.length === 0 ? null : absent
  }</p>`;
}

function figuresSection(entries: readonly TableRow[], show: ShowFigure): Markup {
  const confidence = level(entries[0].summary.confidence);
  const hasPublished = entries.some(({ summary }) => summary.published?.intervals);
  const isOne = entries.every(({ summary }) => summary.runs.kept === 1);
  const all = count(entries.length, 'configuration');
  const meansAndIntervals = isOne
    ? 'one run each, without intervals'
    : `means over runs and ${confidence} bootstrap intervals`;
  const { measure, rival } = questionOf(entries[0].summary);
  const [own, other] = [measure, rival].map(labelOf);
  const coefficients = entries.map(({ name, summary: { measures, published } }) => ({
    label: name,
    lanes: [measure, rival].map((series) => {
      const intervals: Readonly<Record<string, Interval>> = published?.intervals ?? {};
      const beside = intervals[series] ?? null;
      return { series, value: measures[series].pearson, beside };
    }),
  }));
  const gaps = entries.map(({ name, summary }) => ({
    label: name,
    lanes: [{ value: questionOf(summary).difference.pearson }],
  }));
  const correlations = show('figures/correlations.svg', (options) =>
    intervalsFigure(coefficients, {
      ...options,
      quantity: 'Pearson r with the training loss',
      beside: 'published interval',
      domain: [0.8, 1],
      label: `Means and intervals of Pearson’s r of ${own} and of ${other} with the training loss in ${all}${hasPublished ? ', before pale bars of the published intervals' : ''}.`,
    }),
  );
  const differences = show('figures/differences.svg', (options) =>
    intervalsFigure(gaps, {
      ...options,
      quantity: `${own}’s r minus ${other}’s`,
      beside: '',
      domain: [-0.1, 0.1],
      label: `Means and intervals of the paired difference of the two correlations in ${all}.`,
    }),
  );
  const trajectories = show('figures/trajectories.svg', (options) => multiplesFigure(entries, options));
  const bands = isOne
    ? ''
    : html`; bands: ${confidence} bootstrap intervals over the runs that are active in the epoch. Late
epochs rest on fewer runs; each configuration’s own page says how many`;
  return section(
    'figures',
    'Figures',
    figureOf(
      1,
      show('figures/overview.svg', (options) => overviewFigure(entries, options)),
      `Pearson r of each series with the training loss: ${isOne ? 'one run each' : 'means over runs'}. Blue: r above 0, the deeper the closer to 1; orange: below 0. The last row knows nothing of the networks.`,
    ),
    figureOf(
      2,
      correlations,
      `Pearson r of ${own} and of ${other} with the training loss: ${meansAndIntervals}.${hasPublished ? ' Pale bars: the published intervals, where they are at hand.' : ''}`,
    ),
    figureOf(
      3,
      differences,
      `The paired difference: ${own}’s r minus ${other}’s in the same run: ${meansAndIntervals}. Right of 0 ${own} follows the loss more closely.`,
    ),
    figureOf(
      4,
      trajectories,
      html`${isOne ? 'Trajectories' : 'Mean trajectories'} of training loss, ${entries.some(({ summary }) => summary.validation) ? 'validation loss, ' : null}BDM and block entropy by epoch, each run up to the epoch of the
weights kept and normalised to [0, 1]${bands}. The axes of the epochs differ.`,
    ),
  );
}

/** Only the fields that the configurations do not share. */
function differenceSection(entries: readonly TableRow[]): Markup {
  const linked = entries.map(({ name, page, spec }) => ({ name: html`<a href="${page}">${name}</a>`, spec }));
  const what = html`<p>The fields of the spec that are not the same in all; those that are stand below. Each configuration’s own page has its
figures, its layers, its weights and all its choices.</p>`;
  return section('differences', 'What differs between the configurations', what, differingTable(linked));
}

function tableLimits(entries: readonly TableRow[]): Markup[] {
  const sets = new Set(entries.map(({ spec }) => spec.data.set)).size;
  return present(
    html`<b>Other networks.</b> These are small networks on ${sets === 1 ? 'one data set' : `${sets} data sets`};
nothing here says what larger ones do.`,
    html`<b>Agreement by overlap.</b> Two intervals that overlap need not mean the same value, and intervals that do not overlap
do not say which of the open choices parts them.`,
    entries.length > 1 &&
      html`<b>Independent rows.</b> Configurations of one study draw from the same seed: run 0 of each has examples and
first weights in common as far as their shapes allow.`,
  );
}
