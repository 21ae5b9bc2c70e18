/** What a referee asks beside the published coefficients: does it hold given the epoch, by differences, for rivals? */
import { count, decimal, plainP, present } from '../../format.ts';
import type { Analysis } from '../../study/analysis/analysis.ts';
import { type Adjusted, DECAY } from '../../study/analysis/holm.ts';
import type { OwnRun } from '../../study/analysis/ownRun.ts';
import { CLAIM, CLAIMED } from '../../study/judgement/claim.ts';
import { correlationCell, NONE, seriesName, testsCell } from '../markup/cells.ts';
import { type Content, html, type Markup } from '../markup/html.ts';
import { list, section } from '../markup/parts.ts';
import { type Column, table } from '../markup/table.ts';

/** One configuration's analysis. */
export interface Refereed extends Pick<Analysis, 'measures' | 'comparisons' | 'references'> {
  /** Null where there is but one. */
  readonly name: Content;
  /** The p-values of its comparisons after Holm's correction over the table; null where there is no table. */
  readonly holm: Adjusted | null;
}

type Row = ReturnType<typeof rowsOf>[number];

/** Configurations whose several rows each do not hide what follows. */
const MOST_OPEN = 12;

/** One row for each measure, and one for the curve that knows the epoch only. */
export function refereeSection(configurations: readonly Refereed[], point: string): Markup {
  const { length } = configurations;
  const rows = configurations.map((one) => rowsOf(one, point));
  const whole = table('results', columnsFor(configurations, point), ...rows);
  const folded = html`<details><summary>The table of ${count(length, 'configuration')}</summary>${whole}</details>`;
  const shown = length <= MOST_OPEN ? whole : folded;
  return section('referee', 'What a referee asks', shown, notes(configurations, point));
}

function columnsFor(configurations: readonly Refereed[], point: string): Column<Row>[] {
  // One run has no test, and nothing that is its own.
  const areSeveral = !isOneRun(configurations);
  return present<Column<Row>>(
    configurations.some(({ name }) => name !== null) && { head: 'Configuration', cell: ({ of }) => of },
    { head: 'With the loss', cell: ({ name }) => name, isName: true },
    { head: 'Pearson r', cell: ({ relation }) => correlationCell(relation) },
    { head: `Given the ${point}`, cell: ({ relation }) => correlationCell(relation.partial) },
    { head: 'Of the changes', cell: ({ relation }) => correlationCell(relation.differences) },
    areSeveral && { head: 'Of the run’s own part', cell: ({ relation }) => ownPart(relation.ownRun) },
    areSeveral && { head: 'Own part it could find', cell: ({ relation }) => couldFind(relation.ownRun) },
    areSeveral && { head: 'p of the own part', cell: ({ relation }) => shownP(relation.ownRun.p) },
    {
      head: 'BDM’s r minus this',
      cell: ({ difference }) => (difference === null ? NONE : correlationCell(difference, true)),
    },
    areSeveral && {
      head: 'p of the difference',
      cell: ({ difference }) => (difference === null ? NONE : testsCell(difference)),
    },
    areSeveral && isTable(configurations) && { head: 'p, Holm', cell: ({ adjusted }) => shownP(adjusted) },
  );
}

function isTable(configurations: readonly Refereed[]): boolean {
  return configurations.some(({ holm }) => holm !== null);
}

function isOneRun(configurations: readonly Refereed[]): boolean {
  return configurations.every(({ measures }) => {
    const { defined, undefined: none } = measures[CLAIMED].pearson;
    return defined + none <= 1;
  });
}

/** The configuration's name is in the first row only; `difference` is BDM minus the row's measure. */
function rowsOf({ name, measures, comparisons, references, holm }: Refereed, point: string) {
  return [
    ...Object.entries(measures).map(([series, relation], i) => ({
      of: i === 0 ? name : null,
      name: seriesName(series),
      relation,
      difference: comparisons[series] ?? null,
      adjusted: holm?.[series] ?? null,
    })),
    {
      of: null,
      name: `exp(−${point})`,
      relation: references.decay,
      difference: references.decay.comparison,
      adjusted: holm?.[DECAY] ?? null,
    },
  ];
}

function ownPart({ deviations, runs }: OwnRun): string {
  if (runs < 2) return NONE;
  return deviations === null ? 'none' : decimal(deviations);
}

/** The least that the test would have found four times of five. */
function couldFind({ detectableDeviations: least }: OwnRun): string {
  if (least === null) return NONE;
  return least > 1 ? 'none' : decimal(least);
}

function shownP(p: number | null): string {
  return p === null ? NONE : plainP(p);
}

/** One plain sentence for each column. */
function notes(configurations: readonly Refereed[], point: string): Markup {
  const isOne = isOneRun(configurations);
  const haveRivals = configurations.some(({ measures }) => Object.keys(measures).length > CLAIM.length);
  const items = present(
    html`<b>r and ρ</b>: Pearson’s r with its interval, and beneath it Spearman’s rank correlation.`,
    html`<b>Given the ${point}</b>: the partial correlation, in which a straight line in the number of the ${point} is taken out
of measure and loss first; a bend that both share stays in, so that exp(−${point}) keeps much of its r.`,
    html`<b>Of the changes</b>: the correlation of the changes from one ${point} to the next, of log1p and without
smoothing; it asks whether the measure falls most where the loss falls most, not whether both fall.`,
    !isOne &&
      html`<b>Of the run’s own part</b>: the correlation of what remains when the mean curve of all runs is taken out of each
run’s, so that what every training has in common counts for nothing; its p is the share of all ways to pair measures with
the losses of other runs that fit at least as well. A curve of the ${point} alone has none, and p = 1.`,
    !isOne &&
      html`<b>Own part it could find</b>: the least own part that this test would have found with 80 % power, by the spread of
all pairings; of a smaller one a large p says nothing.`,
    haveRivals &&
      html`<b>Rivals</b>: the other measures, of the same weights at every few steps, say whether BDM shows more than cheaper ones
do.`,
    html`<b>BDM’s r minus this</b>: the paired difference of the two Pearson r${
      isOne ? '' : ', run by run, with the p-value of its two-sided sign-flip test'
    }.`,
    isTable(configurations) &&
      !isOne &&
      html`<b>p, Holm</b>: the same p after Holm’s correction for all configurations of this table, one family for each measure
that BDM is compared with, identical configurations counted once: the chance of any false alarm in a family stays below the
level of a single test.`,
  );
  return list(items, 'note');
}
