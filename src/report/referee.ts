/** What a referee asks beside the published coefficients: does it hold given the epoch, by differences, for rivals? */
import type { Analysis, AnyMeasure, Difference, Relation } from '../study/analysis.ts';
import type { Adjusted } from '../study/holm.ts';
import type { OwnRun } from '../study/ownRun.ts';
import { estimateCell } from './entries.ts';
import { capitalised, decimal, plainP } from './format.ts';
import { type Content, html, type Markup } from './html.ts';

/** One configuration's analysis. */
export interface Refereed {
  /** Null where there is but one. */
  readonly name: Content;
  readonly analysis: Pick<Analysis, 'measures' | 'comparisons' | 'references'>;
  /** The p-values of its comparisons after Holm's correction over the table; null where there is no table. */
  readonly adjusted: Adjusted | null;
}

/** What each measure is called. */
export const MEASURE_NAMES: Readonly<Record<AnyMeasure, string>> = {
  bdm: 'BDM',
  blockEntropy: 'block entropy',
  bitEntropy: 'entropy of the bits',
  lempelZiv: 'Lempel–Ziv complexity',
  deflate: 'size after deflate',
};
const COMPARED = ['blockEntropy', 'bitEntropy', 'lempelZiv', 'deflate'] as const;
const NONE = '–';

interface Row {
  readonly name: Markup;
  readonly relation: Relation;
  /** BDM minus this. */
  readonly difference: Difference | null;
  readonly adjusted: number | null;
}

interface Column {
  readonly head: string;
  readonly cell: (row: Row) => Content;
}

/** One row for each measure, and one for the curve that knows the epoch only. */
export function refereeTable(configurations: readonly Refereed[], point: string): Markup {
  const hasNames = configurations.some(({ name }) => name !== null);
  const columns = columnsFor(configurations, point);
  const row = (each: Row, of: Content) => html`<tr>${
    hasNames ? html`<th scope="row">${of}</th>` : null
  }<th scope="row">${each.name}</th>${columns.map(({ cell }) => html`<td>${cell(each)}</td>`)}</tr>
`;
  return html`<div class="scroll" tabindex="0"><table class="results broad">
<thead><tr>${hasNames ? html`<th scope="col">Configuration</th>` : null}<th scope="col">With the loss</th>${columns.map(
    ({ head }) => html`<th scope="col">${head}</th>`,
  )}</tr></thead>
${configurations.map(
  (one) => html`<tbody>
${rowsOf(one, point).map((each, i) => row(each, i === 0 ? one.name : null))}</tbody>
`,
)}</table></div>`;
}

/** One run has no test, and nothing that is its own. */
function columnsFor(configurations: readonly Refereed[], point: string): Column[] {
  const several = (columns: Column[]) => (isOneRun(configurations) ? [] : columns);
  return [
    { head: 'Pearson r', cell: ({ relation }) => estimateCell(relation.pearson) },
    { head: `Given the ${point}`, cell: ({ relation }) => estimateCell(relation.partial.pearson) },
    { head: 'Of the changes', cell: ({ relation }) => estimateCell(relation.differences.pearson) },
    ...several([
      { head: 'Of the run’s own part', cell: ({ relation }) => ownPart(relation.ownRun) },
      { head: 'p of the own part', cell: ({ relation }) => shownP(relation.ownRun.p) },
    ]),
    {
      head: 'BDM’s r minus this',
      cell: ({ difference }) => (difference === null ? NONE : estimateCell(difference, true)),
    },
    ...several([{ head: 'p of the difference', cell: ({ difference }) => shownP(difference?.p ?? null) }]),
    ...several(isTable(configurations) ? [{ head: 'p, Holm', cell: ({ adjusted }) => shownP(adjusted) }] : []),
  ];
}

function isTable(configurations: readonly Refereed[]): boolean {
  return configurations.some(({ adjusted }) => adjusted !== null);
}

function isOneRun(configurations: readonly Refereed[]): boolean {
  return configurations.every(({ analysis: { measures } }) => {
    const { defined, undefined: none } = measures.bdm.pearson;
    return defined + none <= 1;
  });
}

function rowsOf({ analysis, adjusted }: Refereed, point: string): Row[] {
  const { measures, comparisons, references } = analysis;
  const compared = COMPARED.flatMap((name): Row[] => {
    const relation = measures[name];
    const difference = comparisons[name]?.pearson;
    if (!relation || !difference) return [];
    return [{ name: nameOf(name), relation, difference, adjusted: adjusted?.[name] ?? null }];
  });
  return [
    { name: nameOf('bdm'), relation: measures.bdm, difference: null, adjusted: null },
    ...compared,
    { name: html`exp(−${point})`, relation: references.decay, difference: null, adjusted: null },
  ];
}

function nameOf(name: AnyMeasure): Markup {
  const words = name === 'bdm' ? MEASURE_NAMES.bdm : capitalised(MEASURE_NAMES[name]);
  return name === 'bdm' || name === 'blockEntropy' ? html`<b class="${name}">${words}</b>` : html`${words}`;
}

function ownPart({ deviations, runs }: OwnRun): string {
  if (runs < 2) return NONE;
  return deviations === null ? 'none' : decimal(deviations);
}

function shownP(p: number | null): string {
  return p === null ? NONE : plainP(p);
}

/** One plain sentence for each column. */
export function refereeNotes(configurations: readonly Refereed[], point: string): Markup {
  const isOne = isOneRun(configurations);
  const notes = [
    html`<b>Given the ${point}</b>: the partial correlation, in which a straight line in the number of the ${point} is taken out
of measure and loss first; a bend that both share stays in, so that exp(−${point}) keeps much of its r.`,
    html`<b>Of the changes</b>: the correlation of the changes from one ${point} to the next, of log1p and without
smoothing; it asks whether the measure falls most where the loss falls most, not whether both fall.`,
    ...(isOne
      ? []
      : [
          html`<b>Of the run’s own part</b>: the correlation of what remains when the mean curve of all runs is taken out of each
run’s, so that what every training has in common counts for nothing; its p is the share of all ways to pair measures with
the losses of other runs that fit at least as well. A curve of the ${point} alone has none, and p = 1.`,
        ]),
    ...(haveRivals(configurations)
      ? [
          html`<b>Rivals</b>: the entropy of the single bits, their Lempel–Ziv complexity and their size after deflate, of the same
weights at every few steps, say whether BDM shows more than cheaper measures do.`,
        ]
      : []),
    html`<b>BDM’s r minus this</b>: the paired difference of the two Pearson r${
      isOne ? '' : ', run by run, with the p-value of its two-sided sign-flip test'
    }.`,
    ...(isTable(configurations) && !isOne
      ? [
          html`<b>p, Holm</b>: the same p after Holm’s correction for all configurations of this table, one family for each measure
that BDM is compared with: the chance of any false alarm in a family stays below the level of a single test.`,
        ]
      : []),
  ];
  return html`<ul class="note">
${notes.map(
  (note) => html`<li>${note}</li>
`,
)}</ul>`;
}

/** Whether rivals were measured along the runs. */
function haveRivals(configurations: readonly Refereed[]): boolean {
  return configurations.some(({ analysis: { measures } }) => COMPARED.slice(1).some((name) => measures[name]));
}
