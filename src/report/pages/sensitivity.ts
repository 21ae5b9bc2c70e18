/**
 * What a study's result depends on, as a page and as Markdown with its figures: the study as it is, then with one open
 * choice changed at a time; each choice a row, each configuration of the study a column.
 */
import { count, level, present } from '../../format.ts';
import { CLAIM } from '../../study/judgement/claim.ts';
import { rangeInWords } from '../../study/judgement/published.ts';
import { closerOf, questionOf } from '../../study/judgement/question.ts';
import {
  type ChoiceRow,
  type Grid,
  gridOf,
  overlapsOf,
  rowName,
  type SensitivityEntry,
  type SensitivitySummary,
} from '../../study/judgement/sensitivity.ts';
import { whyNone } from '../../study/judgement/table.ts';
import { undefinedRuns } from '../../study/judgement/words.ts';
import { asSpec } from '../../study/sensitivity.ts';
import type { StudySpec } from '../../study/spec.ts';
import type { ReportFile, ShowFigure } from '../figures/figure.ts';
import { intervalsFigure } from '../figures/intervals.ts';
import { labelOf } from '../figures/theme.ts';
import { coloured, NONE, shortCorrelation } from '../markup/cells.ts';
import { type Content, html, type Markup } from '../markup/html.ts';
import { figureOf, header, section } from '../markup/parts.ts';
import { pageAndText } from '../markup/shell.ts';
import { table } from '../markup/table.ts';
import { fieldHead, fieldLabel } from '../sections/choices.ts';
import { differingTable } from '../sections/differing.ts';
import { type Entry, fewestRuns, runsEach, type SeveralInput, summarised } from '../sections/entries.ts';
import { limitsSection, PAPER, referencesSection } from '../sections/method.ts';
import { missingSection, severalMethod } from '../sections/several.ts';

export type SensitivityReportInput = SeveralInput<Entry, SensitivitySummary>;

/** `sensitivity.html`, `sensitivity.md` and the figures of the latter. */
export function renderSensitivityReport(input: SensitivityReportInput): ReportFile[] {
  return pageAndText('sensitivity', input.study.study, input.summary, (show) => bodyOf(input, show));
}

function bodyOf(input: SensitivityReportInput, show: ShowFigure): Markup {
  const { study, summary } = input;
  const entries = summarised(input.entries, summary);
  const grid = gridOf(summary.configurations, study.study);
  const there = entries.filter(({ summary }) => summary.runs.kept > 0);
  const over = html`sensitivity of study “${study.study}” · ${count(grid.rows.length, 'alternative')},
${count(grid.columns.length, 'configuration')}, ${runsEach(entries)}`;
  const own = entries.flatMap(({ spec, summary: { choice, of } }) =>
    choice === null ? [{ name: of ?? study.study, spec }] : [],
  );
  const specs = own.map(({ spec }) => spec);
  return html`${header(over, summary.verdict, study.description)}
${section('results', 'What the result depends on', choiceTable(grid, specs), notes(grid))}
${there.length === 0 ? null : figuresSection(grid, show)}
${missingSection(entries)}
${own.length === 1 ? null : section('differences', 'What differs between the configurations', differingTable(own))}
${severalMethod(input, entries)}
${limitsSection({ point: 'epoch', limits: LIMITS }, fewestRuns(there))}
${referencesSection('Study reproduced')}`;
}

/** Rows = choices, grouped by field; columns = configurations. `specs` are those as the study is. */
function choiceTable({ columns, rows }: Grid, specs: readonly StudySpec[]): Markup {
  const fields = [...new Set(rows.map(({ field }) => field))];
  const groups = fields.map((field) => rows.filter((row) => row.field === field));
  const nameOf = (row: ChoiceRow | null) => {
    if (row === null) return html`<b>As the study is</b>`;
    return groups.some(([first]) => first === row) ? fieldCell(row.field, specs) : null;
  };
  return table<ChoiceRow | null>(
    'results',
    [
      { head: 'Choice', cell: nameOf },
      { head: 'Value', cell: (row) => row && html`<span class="range">${asSpec(row.value)}</span>` },
      ...columns.map(({ name, base, changed }) => ({
        head: name,
        cell: (row: ChoiceRow | null) => cellOf(row === null ? base : changed.get(row.key)),
      })),
    ],
    [null],
    ...groups,
  );
}

/** What a field is, and its value as the study is. */
function fieldCell(field: string, specs: readonly StudySpec[]): Markup {
  const [section, name] = field.split('.') as [keyof StudySpec, string];
  const own = specs.map((spec) => (spec[section] as Readonly<Record<string, unknown>>)[name]);
  const values = new Set(own.filter((value) => value !== undefined).map(asSpec));
  return html`${fieldHead(fieldLabel(field), field)}<br/><small>as the study is: ${[...values].join(' or ')}</small>`;
}

function cellOf(entry: SensitivityEntry | undefined): Content {
  if (entry === undefined) return NONE;
  const { measures, runs, decision, effect } = entry;
  const { measure, rival, difference } = questionOf(entry);
  if (runs.kept === 0) return whyNone(entry);
  const { verdict, signs } = effect ?? { verdict: decision, signs: [] };
  const marks = present(
    verdict !== null && `verdict: ${closerOf(entry, verdict)}`,
    signs.length > 0 && `other sign: ${signs.join(', ')}`,
  );
  const overlaps = overlapsOf(entry);
  const gap = difference.pearson;
  const lines = present<Content>(
    ...[measure, rival].map((name) => coloured(name, shortCorrelation(measures[name]))),
    shortCorrelation(difference, true),
    marks.length > 0 && html`<b>${marks.join('; ')}</b>`,
    overlaps && html`<small>overlaps: ${overlaps.length === 2 ? 'both' : (overlaps[0] ?? 'neither')}</small>`,
    gap.undefined > 0 && gap.mean !== null && html`<small>difference ${undefinedRuns(gap)}</small>`,
    runs.kept < runs.asked && html`<small>${count(runs.kept, 'run')}</small>`,
  );
  return lines.map((line, i) => html`${i === 0 ? null : html`;<br/>`}${line}`);
}

function notes({ columns }: Grid): Markup {
  const [measure, rival] = columns.slice(0, 1).flatMap(({ base }) => {
    const asked = questionOf(base);
    return [asked.measure, asked.rival].map(labelOf);
  });
  const confidence = level(columns[0]?.base.confidence ?? 0.95);
  const published = columns.flatMap(({ name, base: { published } }) => {
    const { intervals } = published ?? {};
    if (!intervals) return [];
    return [`${name}: ${CLAIM.map((one) => `${labelOf(one)} ${rangeInWords(intervals[one])}`).join(', ')}`];
  });
  return html`<p class="note">In each cell: Pearson r and Spearman ρ of ${measure} and of ${rival} with the loss, and their paired difference, means over
runs with ${confidence} bootstrap intervals. A verdict needs the interval of the difference to leave out 0 and its sign-flip
test to agree; bold where it, or the sign of a mean, is another than as the study is. One choice is changed at a time; what
two changes do together is not seen here, and no correction is made for the number of choices.${
    published.length === 0
      ? null
      : html` “Overlaps” says which of the two intervals overlap the published ones (${published.join('; ')}; Table 3 of Sakabe et
al., ${PAPER}).`
  }</p>`;
}

/** The difference under each choice: one figure a configuration, its own interval as a pale bar behind each row. */
function figuresSection({ columns, rows }: Grid, show: ShowFigure): Markup {
  const drawn = columns.filter(({ base }) => base.runs.kept > 0);
  const figures = drawn.map(({ name, base, changed }, i) => {
    const { measure, rival, difference } = questionOf(base);
    const { lo, hi } = difference.pearson;
    const beside = lo === null || hi === null ? null : { lo, hi };
    const own = { label: 'as the study is', lanes: [{ value: difference.pearson }] };
    const others = rows.flatMap((row) => {
      const entry = changed.get(row.key);
      if (entry === undefined) return [];
      return [{ label: rowName(row), lanes: [{ value: questionOf(entry).difference.pearson, beside }] }];
    });
    const picture = show(`figures/sensitivity-${i + 1}.svg`, (options) =>
      intervalsFigure([own, ...others], {
        ...options,
        quantity: `${labelOf(measure)}’s r minus ${labelOf(rival)}’s`,
        beside: 'as the study is',
        domain: [-0.1, 0.1],
        label: `Paired difference of the two correlations of ${name} under ${count(others.length, 'changed choice')}.`,
      }),
    );
    const caption = html`${name}: ${labelOf(measure)}’s r minus ${labelOf(rival)}’s in the same run, mean and interval, under each changed
choice. Pale bars: the interval as the study is. Right of 0 ${labelOf(measure)} follows the loss more closely.`;
    return figureOf(i + 1, picture, caption);
  });
  return section('figures', 'Figures', figures);
}

const LIMITS = [
  html`<b>Other values.</b> Only the values of the table were tried, each at one setting of all others.`,
  html`<b>Causes.</b> A choice that alters the result need not be one that the paper made otherwise.`,
];
