import { type Content, html, Markup } from './html.ts';

export interface Column<Row> {
  readonly head: Content;
  readonly cell: (row: Row) => Content;
  /** Names the row, as the first column always does. */
  readonly isName?: boolean;
}

/** More columns than these do not fit on a sheet of paper side by side: there each row becomes a list. */
const MOST_ON_PAPER = 14;

/**
 * A table of one line of heads and of parts that a rule sets apart. `results` take the page's free width, `choices`, of
 * words, that of the text; what is wider still scrolls.
 */
export function table<Row>(
  kind: 'results' | 'choices',
  columns: readonly Column<Row>[],
  ...parts: readonly (readonly Row[])[]
): Markup {
  const isList = columns.length > MOST_ON_PAPER;
  const cell = ({ head, cell, isName }: Column<Row>, row: Row, i: number) => {
    if (i === 0 || isName) return html`<th scope="row">${cell(row)}</th>`;
    const named = isList ? new Markup(` data-head="${html`${head}`.text.replace(/<[^>]*>/g, ' ')}"`) : null;
    return html`<td${named}>${cell(row)}</td>`;
  };
  const line = (row: Row) => html`<tr>${columns.map((column, i) => cell(column, row, i))}</tr>\n`;
  return html`<div class="scroll ${kind}${isList ? ' list' : ''}" tabindex="0"><table style="--columns:${columns.length}">
<thead><tr>${columns.map(({ head }) => html`<th scope="col">${head}</th>`)}</tr></thead>
${parts.map((rows) => html`<tbody>\n${rows.map(line)}</tbody>\n`)}</table></div>`;
}
