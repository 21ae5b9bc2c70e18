/** What stands in the cells of tables. */
import { capitalised, decimal, plainP } from '../../format.ts';
import type { Correlations, Difference, Estimate } from '../../study/analysis/analysis.ts';
import { estimate, interval, undefinedRuns } from '../../study/judgement/words.ts';
import { labelOf, PAGE_THEME } from '../figures/theme.ts';
import { html, type Markup } from './html.ts';

export const NONE = '–';

/** A mean with its interval beneath; that it is undefined, or in how many runs. */
export function estimateCell(value: Estimate, signed = false): Markup {
  if (value.mean === null) return html`${undefinedRuns(value)}`;
  const some = value.undefined > 0 ? html`<br/><small>${undefinedRuns(value)}</small>` : null;
  const range = interval(value, signed);
  return html`${decimal(value.mean, 2, signed)}${range && html`<br/><span class="range">${range}</span>`}${some}`;
}

/** Pearson's r with its interval and, beneath, Spearman's ρ. */
export function correlationCell({ pearson, spearman }: Correlations, signed = false): Markup {
  if (pearson.mean === null && spearman.mean === null) return estimateCell(pearson);
  return html`${estimateCell(pearson, signed)}<br/><small>${rank(spearman, signed)}</small>`;
}

/** The same on one line. */
export function shortCorrelation({ pearson, spearman }: Correlations, signed = false): Markup {
  if (pearson.mean === null && spearman.mean === null) return shortEstimate(pearson);
  return html`${shortEstimate(pearson, signed)}, <small>${rank(spearman, signed)}</small>`;
}

function rank(spearman: Estimate, signed: boolean): Markup {
  return html`ρ ${shortEstimate(spearman, signed)}`;
}

/** The p-values of both; one run has no test. */
export function testsCell({ pearson, spearman }: Correlations<Pick<Difference, 'p' | 'defined'>>): Markup {
  const ofRanks = pCell(spearman);
  return html`${pCell(pearson)}${ofRanks === NONE ? null : html`<br/><small>ρ ${ofRanks}</small>`}`;
}

/** An estimate with its interval on one line; of one run its value alone. */
function shortEstimate(value: Estimate, signed = false): Markup {
  if (value.mean !== null && value.lo === null) return html`${decimal(value.mean, 2, signed)}`;
  return html`<span class="range">${estimate(value, signed)}</span>`;
}

/** One run has no test. */
export function pCell({ p, defined }: Pick<Difference, 'p' | 'defined'>): string {
  return p === null || defined < 2 ? NONE : plainP(p);
}

/** What a series is called at the head of a row, in its colour. */
export function seriesName(series: string): Markup {
  return coloured(series, html`<b>${capitalised(labelOf(series))}</b>`);
}

/** What belongs to a series, in its colour. */
export function coloured(series: string, content: Markup): Markup {
  return html`<span style="color:${PAGE_THEME.of(series)}">${content}</span>`;
}
