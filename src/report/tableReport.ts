/**
 * The report of a study with a matrix, as a page and as Markdown with its figures beside it: the answer in a sentence, the
 * table as published with ours beside it, the figures, what is missing, every choice, and how to do it again.
 */
import { differingTable } from './differing.ts';
import { fewestRuns, type Judged, judge, listed, type SeveralInput } from './entries.ts';
import { type ReportFile, type ShowFigure, showAsFile, showInPage } from './figure.ts';
import { count, level } from './format.ts';
import { html, type Markup } from './html.ts';
import { type IntervalRow, intervalsFigure } from './intervals.ts';
import { markdownOf } from './markdown.ts';
import { limitsSection, referencesSection } from './method.ts';
import { multiplesFigure } from './multiples.ts';
import { publishedRow } from './published.ts';
import { refereeNotes, refereeTable } from './referee.ts';
import { missingSection, severalMethod } from './severalMethod.ts';
import { pageOf } from './shell.ts';
import { gapTable, resultsTable, type TableEntry } from './tableResults.ts';
import { runsEach, tableVerdict } from './tableVerdict.ts';

export type TableReportInput = SeveralInput<TableEntry>;

const WIDE = 860;
/** Configurations whose several rows each do not hide what follows. */
const MOST_OPEN = 12;

/** `report.html`, `report.md` and the figures of the latter. */
export function renderTableReport(input: TableReportInput): ReportFile[] {
  const judged = { ...input, entries: judge(input.entries) };
  const { headline } = tableVerdict(judged.entries);
  const page = pageOf({
    title: `${input.study.study}: ${headline}`,
    version: input.version,
    body: bodyOf(judged, showInPage(WIDE)),
    isWide: true,
  });
  const figures: ReportFile[] = [];
  const markdown = markdownOf(bodyOf(judged, showAsFile(figures)));
  return [{ path: 'report.html', text: page }, { path: 'report.md', text: markdown }, ...figures];
}

function bodyOf(input: SeveralInput<Judged<TableEntry>>, show: ShowFigure): Markup {
  const { study, entries } = input;
  const { headline, evidence } = tableVerdict(entries);
  const there = entries.filter(({ summary }) => summary.runs.kept > 0);
  return html`<header>
<p class="over">Kolmoscope · study “${study.study}” · ${count(entries.length, 'configuration')}, ${runsEach(entries)}</p>
<h1>${headline}.</h1>
<p class="lead">${evidence.join(' ')}</p>
${study.description === '' ? null : html`<p class="meta">About this study: ${study.description}</p>`}
</header>
<section id="results"><h2>The table</h2>
${resultsTable(entries)}
${tableNotes(entries)}
${gapTable(entries)}
</section>
${there.length === 0 ? null : refereeSection(there)}
${missingSection(entries)}
${there.length === 0 ? null : figuresSection(there, show)}
${entries.length === 1 ? null : differenceSection(entries)}
${severalMethod(input)}
${limitsSection({ point: 'epoch', limits: tableLimits(entries) }, fewestRuns(there))}
${referencesSection({ source: 'Study reproduced' })}`;
}

/** What the columns are, and where their published values come from. */
function tableNotes(entries: readonly TableEntry[]): Markup {
  const confidence = level(entries[0].spec.analysis.confidence);
  const known = entries.filter(({ spec }) => publishedRow(spec)?.bdm);
  const unknown = entries.filter(({ spec }) => !publishedRow(spec)?.bdm);
  const haveClasses = entries.every(({ spec }) => spec.data.targets === 'classes');
  const caveats = [...new Set(known.flatMap(({ spec }) => publishedRow(spec)?.caveat ?? []))];
  const published = html` Published: 95 % intervals of 200 runs, and accuracy, of Table 3 of Sakabe et al.,
<a href="https://arxiv.org/abs/2505.20646">arXiv 2505.20646</a>. An overlap compares the two intervals as printed, to two
decimals; in parentheses our midpoint minus theirs. The paper leaves some choices of the protocol open, so near agreement is
to be expected, not exact; and the fewer runs we have, the wider our interval and the more easily it overlaps.${caveats.map((caveat) => ` ${caveat}`)}`;
  const absent = html` Published values are not at hand for ${
    known.length === 0 ? 'any of these configurations' : listed(unknown.map(({ name }) => name))
  }, and nothing stands in their place.`;
  return html`<p class="note">Runs: those long enough to keep. ${haveClasses ? 'Accuracy: on the test set' : 'Test: accuracy, or the loss of tasks without classes'}, mean ± SD of all finished runs. Pearson r
with the loss: mean over runs and ${confidence} bootstrap interval over runs. BDM − block entropy: the same of the paired
difference, with the p-value of its two-sided sign-flip test; one is called closer only where the
interval leaves out 0 and p${entries.length === 1 ? '' : ' after Holm’s correction for the number of configurations'} is small enough.${known.length === 0 ? null : published}${
    unknown.length === 0 ? null : absent
  }</p>`;
}

function refereeSection(entries: readonly Judged<TableEntry>[]): Markup {
  const rows = entries.map(({ name, summary, adjusted }) => ({ name, analysis: summary, adjusted }));
  return html`<section id="referee"><h2>What a referee asks</h2>
${entries.length <= MOST_OPEN ? refereeTable(rows, 'epoch') : html`<details><summary>The table of ${count(rows.length, 'configuration')}</summary>${refereeTable(rows, 'epoch')}</details>`}
${refereeNotes(rows, 'epoch')}
</section>`;
}

function figuresSection(entries: readonly TableEntry[], show: ShowFigure): Markup {
  const confidence = level(entries[0].spec.analysis.confidence);
  const hasPublished = entries.some(({ spec }) => publishedRow(spec)?.bdm);
  const isOne = entries.every(({ summary }) => summary.runs.kept === 1);
  const meansAndIntervals = isOne
    ? 'one run each, without intervals'
    : `means over runs and ${confidence} bootstrap intervals`;
  return html`<section id="figures"><h2>Figures</h2>
<figure>
${show('figures/correlations.svg', (options) =>
  intervalsFigure(entries.map(correlationRow), {
    ...options,
    quantity: 'Pearson r with the training loss',
    beside: 'published interval',
    domain: [0.8, 1],
    label: `Means and intervals of Pearson’s r of BDM and of block entropy with the training loss in ${count(entries.length, 'configuration')}${hasPublished ? ', before pale bars of the published intervals' : ''}.`,
  }),
)}
<figcaption><b>Figure 1.</b> Pearson r of BDM and of block entropy with the training loss: ${meansAndIntervals}.${hasPublished ? ' Pale bars: the published intervals, where they are at hand.' : ''}</figcaption>
</figure>
<figure>
${show('figures/differences.svg', (options) =>
  intervalsFigure(entries.map(differenceRow), {
    ...options,
    quantity: 'BDM’s r minus block entropy’s',
    beside: '',
    domain: [-0.1, 0.1],
    label: `Means and intervals of the paired difference of the two correlations in ${count(entries.length, 'configuration')}.`,
  }),
)}
<figcaption><b>Figure 2.</b> The paired difference: BDM’s r minus block entropy’s in the same run: ${meansAndIntervals}. Right of 0 BDM follows the loss more closely.</figcaption>
</figure>
<figure>
${show('figures/trajectories.svg', (options) =>
  multiplesFigure(
    entries.map(({ name, summary }) => ({ title: name, analysis: summary })),
    options,
  ),
)}
<figcaption><b>Figure 3.</b> ${isOne ? 'Trajectories' : 'Mean trajectories'} of training loss, BDM and block entropy by epoch, each run up to the epoch of the
weights kept and normalised to [0, 1]${
    isOne
      ? ''
      : `; bands: ${confidence} bootstrap intervals over the runs that are active in the epoch. Late
epochs rest on fewer runs; each configuration’s own page says how many`
  }. The axes of the epochs differ.</figcaption>
</figure>
</section>`;
}

function correlationRow({ name, spec, summary }: TableEntry): IntervalRow {
  const published = publishedRow(spec);
  return {
    label: name,
    lanes: (['bdm', 'blockEntropy'] as const).map((measure) => ({
      ink: measure,
      value: summary.measures[measure].pearson,
      beside: published?.[measure] ?? null,
    })),
  };
}

function differenceRow({ name, summary }: TableEntry): IntervalRow {
  return { label: name, lanes: [{ ink: 'ink', value: summary.difference.pearson, beside: null }] };
}

/** Only the fields that the configurations do not share. */
function differenceSection(entries: readonly TableEntry[]): Markup {
  const linked = entries.map(({ name, page, spec }) => ({ name: html`<a href="${page}">${name}</a>`, spec }));
  return html`<section id="differences"><h2>What differs between the configurations</h2>
<p>The fields of the spec that are not the same in all; those that are stand below. Each configuration’s own page has its
figures, its layers, its weights and all its choices.</p>
${differingTable(linked)}
</section>`;
}

function tableLimits(entries: readonly TableEntry[]): Markup {
  const sets = new Set(entries.map(({ spec }) => spec.data.set)).size;
  return html`<li><b>Other networks.</b> These are small networks on ${sets === 1 ? 'one data set' : `${sets} data sets`};
nothing here says what larger ones do.</li>
<li><b>Agreement by overlap.</b> Two intervals that overlap need not mean the same value, and intervals that do not overlap
do not say which of the open choices parts them.</li>
${
  entries.length === 1
    ? null
    : html`<li><b>Independent rows.</b> Configurations of one study draw from the same seed: run 0 of each has examples and
first weights in common as far as their shapes allow.</li>`
}`;
}
