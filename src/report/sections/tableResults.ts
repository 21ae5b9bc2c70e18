/** The table of a study with a matrix: as published, ours beside it. */
import { capitalised, decimal, meanAndDeviation } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import type { Correlations, Difference } from '../../study/analysis/analysis.ts';
import { AGAINST, CLAIM, CLAIMED } from '../../study/judgement/claim.ts';
import { type Comparison, rangeInWords } from '../../study/judgement/published.ts';
import { closerOf, questionOf } from '../../study/judgement/question.ts';
import { type ConfigurationSummary, whyNone } from '../../study/judgement/table.ts';
import { testOutcome } from '../../study/judgement/words.ts';
import { correlationCell, NONE, pCell, testsCell } from '../markup/cells.ts';
import { type Content, html, type Markup } from '../markup/html.ts';
import { type Column, table } from '../markup/table.ts';
import type { Entry, Summarised } from './entries.ts';

/** An entry of the table, and its page's place. */
export interface TableEntry extends Entry {
  /** From the folder of the report. */
  readonly page: string;
}

export type TableRow = Summarised<TableEntry, ConfigurationSummary>;

/** One row a configuration; the columns of what was published only where something was. */
export function resultsTable(rows: readonly TableRow[]): Markup {
  const hasPublished = rows.some(({ summary }) => summary.published?.intervals);
  const haveClasses = rows.every(({ spec }) => spec.data.targets === 'classes');
  return table('results', columnsOf(hasPublished, haveClasses ? 'Accuracy' : 'Test', askedColumns(rows)), rows);
}

function columnsOf(hasPublished: boolean, tested: 'Accuracy' | 'Test', asked: Column<TableRow>[]): Column<TableRow>[] {
  const beside = (head: string, cell: (summary: ConfigurationSummary) => Content): Column<TableRow>[] =>
    hasPublished ? [{ head, cell: ({ summary }) => cell(summary) }] : [];
  const here = hasPublished ? ', here' : '';
  return [
    { head: 'Configuration', cell: ({ name, page }) => html`<a href="${page}">${name}</a>` },
    { head: 'Runs', cell: ({ summary }) => (summary.runs.kept === 0 ? whyNone(summary) : summary.runs.kept) },
    ...beside(`${tested}, published`, ({ published }) =>
      published?.accuracy ? meanAndDeviation(published.accuracy.mean, published.accuracy.sd) : NONE,
    ),
    { head: `${tested}${here}`, cell: ({ summary }) => testCell(summary) },
    ...CLAIM.flatMap((name): Column<TableRow>[] => {
      const words = capitalised(factsOf(name).label);
      return [
        ...beside(`${words} r, published`, ({ published }) =>
          published?.intervals ? rangeInWords(published.intervals[name]) : NONE,
        ),
        { head: `${words} r${here}`, cell: own(({ measures }) => correlationCell(measures[name])) },
        ...beside(`${words} overlaps`, ({ published }) => overlapCell(published?.comparisons[name] ?? null)),
      ];
    }),
    ...differenceColumns('BDM − block entropy', AGAINST, ({ difference }) => difference),
    ...asked,
    {
      head: 'Closer to the loss',
      cell: ({ summary }) => (summary.decision === null ? NONE : closerOf(summary, summary.decision)),
    },
  ];
}

function own(cell: (summary: ConfigurationSummary) => Content) {
  return ({ summary }: TableRow) => (summary.runs.kept === 0 ? NONE : cell(summary));
}

/** A paired difference with the p-values of its sign-flip tests; `family` is its own in Holm's correction. */
function differenceColumns(
  head: string,
  family: string,
  differenceOf: (summary: ConfigurationSummary) => Correlations<Difference>,
): Column<TableRow>[] {
  const adjusted = (summary: ConfigurationSummary) => ({ ...differenceOf(summary).pearson, p: summary.holm[family] });
  return [
    { head, cell: own((summary) => correlationCell(differenceOf(summary), true)) },
    { head: 'p', cell: own((summary) => testsCell(differenceOf(summary))) },
    { head: 'p, Holm', cell: own((summary) => pCell(adjusted(summary))) },
  ];
}

/** The question that the study names in advance, where it is another than BDM against block entropy. */
function askedColumns([{ summary }]: readonly TableRow[]): Column<TableRow>[] {
  const { measure, rival, family } = questionOf(summary);
  if (measure === CLAIMED && rival === AGAINST) return [];
  const [own, other] = [measure, rival].map((name) => factsOf(name).label);
  const head = `${capitalised(own)} − ${other}, named in advance`;
  return differenceColumns(head, family, (one) => questionOf(one).difference);
}

/** "yes", or how far the intervals are apart; and how far their midpoints. */
function overlapCell(comparison: Comparison | null): Content {
  if (comparison === null) return NONE;
  const { overlaps, distance, shift } = comparison;
  const answer = overlaps ? 'yes' : `no, ${decimal(Math.abs(distance))} ${distance > 0 ? 'above' : 'below'}`;
  return html`${answer}<br/><small>(midpoint ${decimal(shift, 2, true)})</small>`;
}

/** The accuracy, with its distance from the published one in points; of tasks without classes the loss. */
function testCell(summary: ConfigurationSummary): Content {
  if (summary.runs.finished === 0) return NONE;
  const { mean } = summary.accuracy;
  const accuracy = summary.published?.accuracy;
  const [tested, outcome] = testOutcome(summary);
  const shift =
    accuracy && mean !== null ? html`<br/><small>(${decimal(mean - accuracy.mean, 1, true)} points)</small>` : null;
  return html`${tested === 'loss' ? 'loss ' : ''}${outcome}${shift}`;
}

/** The gap between the two measures, where the paper's is at hand; null where it nowhere is. */
export function gapTable(all: readonly TableRow[]): Markup | null {
  const rows = all.flatMap(({ name, summary: { published } }) => (published === null ? [] : [{ name, ...published }]));
  if (rows.length === 0) return null;
  return table(
    'results',
    [
      { head: 'BDM’s interval midpoint − block entropy’s', cell: ({ name }) => name },
      { head: 'Published', cell: ({ gap, intervals }) => decimal(gap, intervals === null ? 2 : 3, true) },
      { head: 'Here', cell: ({ ownGap }) => (ownGap === null ? NONE : decimal(ownGap, 2, true)) },
      {
        head: 'Here − published',
        cell: ({ ownGap, gap }) => (ownGap === null ? NONE : decimal(ownGap - gap, 2, true)),
      },
      { head: 'Source', cell: ({ table, intervals }) => `${table}${intervals === null ? '' : ', from its intervals'}` },
    ],
    rows,
  );
}
