/** What stands in the cells of tables. */
import { capitalised, decimal, plainP } from '../../format.ts';
import type { Difference, Estimate } from '../../study/analysis/analysis.ts';
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

/** The same on one line; of one run its value alone. */
export function shortEstimate(value: Estimate, signed = false): Markup {
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
