/**
 * What a study's result depends on, as a page and as Markdown with its figures: the study as it is, then with one open
 * choice changed at a time; each choice a row, each configuration of the study a column.
 */
import type { Estimate } from '../study/analysis.ts';
import type { StudySpec } from '../study/spec.ts';
import { labelOf } from './choices.ts';
import { differingTable } from './differing.ts';
import { DECISIONS, decisionOf, type Entry, fewestRuns, type SeveralInput, whyNone } from './entries.ts';
import { type ReportFile, type ShowFigure, showAsFile, showInPage } from './figure.ts';
import { count, decimal, estimate, level, undefinedRuns } from './format.ts';
import { type Content, html, type Markup } from './html.ts';
import { intervalsFigure } from './intervals.ts';
import { markdownOf } from './markdown.ts';
import { limitsSection, referencesSection } from './method.ts';
import { publishedRow, rangeInWords } from './published.ts';
import {
  asSpec,
  type Column,
  effectOf,
  evidenceOf,
  type Grid,
  gridOf,
  headlineOf,
  overlapsOf,
  rowName,
  type VariantEntry,
} from './sensitivityVerdict.ts';
import { missingSection, severalMethod } from './severalMethod.ts';
import { pageOf } from './shell.ts';
import { runsEach } from './tableVerdict.ts';

export type SensitivityReportInput = SeveralInput<VariantEntry>;

const WIDE = 860;

/** `sensitivity.html`, `sensitivity.md` and the figures of the latter. */
export function renderSensitivityReport(input: SensitivityReportInput): ReportFile[] {
  const grid = gridOf(input.entries, input.study.study);
  const page = pageOf({
    title: `${input.study.study}: ${headlineOf(grid)}`,
    version: input.version,
    body: bodyOf(input, grid, showInPage(WIDE)),
    isWide: true,
  });
  const figures: ReportFile[] = [];
  const markdown = markdownOf(bodyOf(input, grid, showAsFile(figures)));
  return [{ path: 'sensitivity.html', text: page }, { path: 'sensitivity.md', text: markdown }, ...figures];
}

function bodyOf(input: SensitivityReportInput, grid: Grid, show: ShowFigure): Markup {
  const { study, entries } = input;
  const there = entries.filter(({ summary }) => summary.runs.kept > 0);
  return html`<header>
<p class="over">Kolmoscope · sensitivity of study “${study.study}” · ${count(grid.rows.length, 'alternative')},
${count(grid.columns.length, 'configuration')}, ${runsEach(entries)}</p>
<h1>${headlineOf(grid)}.</h1>
<p class="lead">${evidenceOf(grid).join(' ')}</p>
${study.description === '' ? null : html`<p class="meta">About this study: ${study.description}</p>`}
</header>
<section id="results"><h2>What the result depends on</h2>
${choiceTable(grid)}
${notes(grid)}
</section>
${there.length === 0 ? null : figuresSection(grid, show)}
${missingSection(entries)}
${columnsSection(grid)}
${severalMethod(input)}
${limitsSection({ point: 'epoch', limits: LIMITS }, fewestRuns(there))}
${referencesSection({ source: 'Study reproduced' })}`;
}

/** Rows = choices, grouped by field; columns = configurations. */
function choiceTable({ columns, rows }: Grid): Markup {
  const fields = [...new Set(rows.map(({ field }) => field))];
  return html`<div class="scroll" tabindex="0"><table class="results broad">
<thead><tr><th scope="col">Choice</th><th scope="col">Value</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
<tr><th scope="row"><b>As the study is</b></th><td></td>${columns.map(({ base }) => html`<td>${cellOf(base, null)}</td>`)}</tr>
</tbody>
${fields.map(
  (field) => html`<tbody>
${rows
  .filter((row) => row.field === field)
  .map(
    (
      { key, value },
      i,
    ) => html`<tr><th scope="row">${i === 0 ? fieldCell(field, columns) : null}</th><td>${asSpec(value)}</td>${columns.map(
      ({ base, changed }) => html`<td>${cellOf(changed.get(key), base)}</td>`,
    )}</tr>
`,
  )}</tbody>
`,
)}</table></div>`;
}

/** What a field is, and its value as the study is. */
function fieldCell(field: string, columns: readonly Column[]): Markup {
  const [section, name] = field.split('.') as [keyof StudySpec, string];
  const own = columns.map(({ base }) => (base.spec[section] as Readonly<Record<string, unknown>>)[name]);
  const values = new Set(own.filter((value) => value !== undefined).map(asSpec));
  return html`${labelOf(field)}<br/><code>${field}</code><br/><small>as the study is: ${[...values].join(' or ')}</small>`;
}

function cellOf(entry: VariantEntry | undefined, base: VariantEntry | null): Content {
  if (entry === undefined) return '–';
  const { measures, difference, runs } = entry.summary;
  if (runs.kept === 0) return whyNone(entry.summary);
  const { verdict, signs } = base === null ? { verdict: null, signs: [] } : effectOf(base, entry);
  const marks = [
    ...(verdict === null ? [] : [`verdict: ${verdict}`]),
    ...(signs.length === 0 ? [] : [`other sign: ${signs.join(', ')}`]),
  ];
  const overlaps = overlapsOf(entry);
  const decision = decisionOf(entry);
  return html`<span class="bdm">${shown(measures.bdm.pearson)}</span>;<br/><span class="blockEntropy">${shown(measures.blockEntropy.pearson)}</span>;<br/>${shown(difference.pearson, true)}${
    base === null && decision !== null ? html`;<br/><b>verdict: ${DECISIONS[decision]}</b>` : null
  }${marks.length === 0 ? null : html`;<br/><b>${marks.join('; ')}</b>`}${
    overlaps === null
      ? null
      : html`;<br/><small>overlaps: ${overlaps.length === 2 ? 'both' : (overlaps[0] ?? 'neither')}</small>`
  }${
    difference.pearson.undefined > 0 && difference.pearson.mean !== null
      ? html`;<br/><small>difference ${undefinedRuns(difference.pearson)}</small>`
      : null
  }${runs.kept < runs.asked ? html`;<br/><small>${count(runs.kept, 'run')}</small>` : null}`;
}

function shown(value: Estimate, signed = false): string {
  if (value.mean !== null && value.lo === null) return decimal(value.mean, 2, signed);
  return estimate(value, signed).replaceAll(' ', '\u00a0');
}

function notes({ columns }: Grid): Markup {
  const confidence = level(columns[0]?.base.spec.analysis.confidence ?? 0.95);
  const published = columns.flatMap(({ name, base }) => {
    const row = publishedRow(base.spec);
    return row?.bdm && row.blockEntropy
      ? [`${name}: BDM ${rangeInWords(row.bdm)}, block entropy ${rangeInWords(row.blockEntropy)}`]
      : [];
  });
  return html`<p class="note">In each cell: Pearson r of BDM and of block entropy with the loss, and their paired difference, means over
runs with ${confidence} bootstrap intervals. A verdict needs the interval of the difference to leave out 0 and its sign-flip
test to agree; bold where it, or the sign of a mean, is another than as the study is. One choice is changed at a time; what
two changes do together is not seen here, and no correction is made for the number of choices.${
    published.length === 0
      ? null
      : html` “Overlaps” says which of the two intervals overlap the published ones (${published.join('; ')}; Table 3 of Sakabe et
al., <a href="https://arxiv.org/abs/2505.20646">arXiv 2505.20646</a>).`
  }</p>`;
}

/** The configurations that the study itself has; null where it has but one. */
function columnsSection({ columns }: Grid): Markup | null {
  if (columns.length === 1) return null;
  return html`<section id="differences"><h2>What differs between the configurations</h2>
${differingTable(columns.map(({ name, base }) => ({ name, spec: base.spec })))}
</section>`;
}

/** The difference under each choice: one figure a configuration, its own interval as a pale bar behind each row. */
function figuresSection({ columns, rows }: Grid, show: ShowFigure): Markup {
  const drawn = columns.filter(({ base }) => base.summary.runs.kept > 0);
  return html`<section id="figures"><h2>Figures</h2>
${drawn.map(({ name, base, changed }, i) => {
  const { lo, hi } = base.summary.difference.pearson;
  const beside = lo === null || hi === null ? null : { lo, hi };
  const own = { label: 'as the study is', lanes: [laneOf(base, null)] };
  const others = rows.flatMap((row) => {
    const entry = changed.get(row.key);
    return entry === undefined ? [] : [{ label: rowName(row), lanes: [laneOf(entry, beside)] }];
  });
  const draw: Parameters<ShowFigure>[1] = (options) =>
    intervalsFigure([own, ...others], {
      ...options,
      quantity: 'BDM’s r minus block entropy’s',
      beside: 'as the study is',
      domain: [-0.1, 0.1],
      label: `Paired difference of the two correlations of ${name} under ${count(others.length, 'changed choice')}.`,
    });
  return html`<figure>
${show(`figures/sensitivity-${i + 1}.svg`, draw)}
<figcaption><b>Figure ${i + 1}.</b> ${name}: BDM’s r minus block entropy’s in the same run, mean and interval, under each changed
choice. Pale bars: the interval as the study is. Right of 0 BDM follows the loss more closely.</figcaption>
</figure>
`;
})}</section>`;
}

function laneOf({ summary }: Entry, beside: { readonly lo: number; readonly hi: number } | null) {
  return { ink: 'ink' as const, value: summary.difference.pearson, beside };
}

const LIMITS = html`<li><b>Other values.</b> Only the values of the table were tried, each at one setting of all others.</li>
<li><b>Causes.</b> A choice that alters the result need not be one that the paper made otherwise.</li>`;
