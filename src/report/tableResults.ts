/** The table of a study with a matrix: as published, ours beside it. */
import type { Difference, Estimate, MeasureName } from '../study/analysis.ts';
import { DECISIONS, decisionOf, type Entry, estimateCell, type Judged, whyNone } from './entries.ts';
import { decimal, meanAndDeviation, plainP, testOutcome } from './format.ts';
import { type Content, html, type Markup } from './html.ts';
import { compareWith, midpointGap, type PublishedRow, publishedRow, type Range, rangeInWords } from './published.ts';

/** An entry of the table, its page's place, and what the paper published of its setting. */
export interface TableEntry extends Entry {
  /** From the folder of the report. */
  readonly page: string;
}

interface Column {
  readonly head: Content;
  readonly cell: (entry: Judged<TableEntry>, published: PublishedRow | null) => Content;
}

const NONE = '–';

/** One row a configuration; the columns of what was published only where something was. */
export function resultsTable(entries: readonly Judged<TableEntry>[]): Markup {
  const rows = entries.map((entry) => ({ entry, published: publishedRow(entry.spec) }));
  const hasPublished = rows.some(({ published }) => published?.bdm);
  const haveClasses = entries.every(({ spec }) => spec.data.targets === 'classes');
  const columns = columnsOf(hasPublished, haveClasses ? 'Accuracy' : 'Test');
  return html`<div class="scroll" tabindex="0"><table class="results broad">
<thead><tr><th scope="col">Configuration</th>${columns.map(({ head }) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map(({ entry, published }) => row(entry, published, columns))}</tbody></table></div>`;
}

function row(entry: Judged<TableEntry>, published: PublishedRow | null, columns: readonly Column[]): Markup {
  return html`<tr><th scope="row"><a href="${entry.page}">${entry.name}</a></th>${columns.map(
    ({ cell }) => html`<td>${cell(entry, published)}</td>`,
  )}</tr>
`;
}

function columnsOf(hasPublished: boolean, tested: 'Accuracy' | 'Test'): Column[] {
  const beside = (columns: Column[]) => (hasPublished ? columns : []);
  const own =
    (cell: Column['cell']): Column['cell'] =>
    (entry, published) =>
      entry.summary.runs.kept === 0 ? NONE : cell(entry, published);
  const measure = (name: MeasureName, words: string): Column[] => [
    ...beside([{ head: `${words} r, published`, cell: (_, published) => rangeCell(published?.[name] ?? null) }]),
    {
      head: `${words} r${hasPublished ? ', here' : ''}`,
      cell: own(({ summary }) => estimateCell(summary.measures[name].pearson)),
    },
    ...beside([
      {
        head: `${words} overlaps`,
        cell: own(({ summary }, published) => overlapCell(summary.measures[name].pearson, published?.[name] ?? null)),
      },
    ]),
  ];
  const test: Column[] = [
    ...beside([
      {
        head: `${tested}, published`,
        cell: (_, published) =>
          published?.accuracy ? meanAndDeviation(published.accuracy.mean, published.accuracy.sd) : NONE,
      },
    ]),
    {
      head: hasPublished ? `${tested}, here` : tested,
      cell: ({ summary }, published) => testCell(summary, published),
    },
  ];
  return [
    {
      head: 'Runs',
      cell: (entry) => (entry.summary.runs.kept === 0 ? whyNone(entry.summary) : entry.summary.runs.kept),
    },
    ...test,
    ...measure('bdm', 'BDM'),
    ...measure('blockEntropy', 'Block entropy'),
    {
      head: 'BDM − block entropy',
      cell: own(({ summary }) => estimateCell(summary.difference.pearson, true)),
    },
    { head: 'p', cell: own(({ summary }) => pCell(summary.difference.pearson)) },
    {
      head: 'p, Holm',
      cell: own(({ summary, adjusted }) => pCell({ ...summary.difference.pearson, p: adjusted.blockEntropy })),
    },
    {
      head: 'Closer to the loss',
      cell: (entry) => {
        const decision = decisionOf(entry, entry.adjusted.blockEntropy);
        return decision === null ? NONE : DECISIONS[decision];
      },
    },
  ];
}

function rangeCell(range: Range | null): string {
  return range === null ? NONE : rangeInWords(range);
}

/** One run has no test. */
function pCell({ p, defined }: Pick<Difference, 'p' | 'defined'>): string {
  return p === null || defined < 2 ? NONE : plainP(p);
}

/** "yes", or how far the intervals are apart; and how far their midpoints. */
function overlapCell(own: Estimate, published: Range | null): Content {
  if (published === null) return NONE;
  const comparison = compareWith(own, published);
  if (comparison === null) return NONE;
  const { overlaps, distance, shift } = comparison;
  const answer = overlaps ? 'yes' : `no, ${decimal(Math.abs(distance))} ${distance > 0 ? 'above' : 'below'}`;
  return html`${answer}<br/><small>(midpoint ${decimal(shift, 2, true)})</small>`;
}

/** The accuracy, with its distance from the published one in points; of tasks without classes the loss. */
function testCell(summary: Entry['summary'], published: PublishedRow | null): Content {
  if (summary.runs.finished === 0) return NONE;
  const { mean } = summary.accuracy;
  const [tested, outcome] = testOutcome(summary);
  const shift =
    published?.accuracy && mean !== null
      ? html`<br/><small>(${decimal(mean - published.accuracy.mean, 1, true)} points)</small>`
      : null;
  return html`${tested === 'loss' ? 'loss ' : ''}${outcome}${shift}`;
}

/** The gap between the two measures, where the paper's is at hand; null where it nowhere is. */
export function gapTable(entries: readonly TableEntry[]): Markup | null {
  const rows = entries.flatMap((entry) => {
    const published = publishedRow(entry.spec);
    return published === null ? [] : [{ entry, published }];
  });
  if (rows.length === 0) return null;
  return html`<div class="scroll" tabindex="0"><table class="results">
<thead><tr><th scope="col">BDM’s interval midpoint − block entropy’s</th><th scope="col">Published</th><th scope="col">Here</th>
<th scope="col">Here − published</th><th scope="col">Source</th></tr></thead>
<tbody>
${rows.map(({ entry: { name, summary }, published }) => {
  const own = midpointGap(summary.measures.bdm.pearson, summary.measures.blockEntropy.pearson);
  return html`<tr><th scope="row">${name}</th><td>${decimal(published.gap, published.bdm === null ? 2 : 3, true)}</td><td>${
    own === null ? NONE : decimal(own, 2, true)
  }</td><td>${own === null ? NONE : decimal(own - published.gap, 2, true)}</td><td>${published.table}${
    published.bdm === null ? '' : ', from its intervals'
  }</td></tr>
`;
})}</tbody></table></div>`;
}
