import type { CtmTable } from '../../ctm/index.ts';
import { capitalised, percent } from '../../format.ts';
import { MOST_DRAWN } from '../figures/blocks.ts';
import { bothWidths } from '../figures/figure.ts';
import { blockLegend } from '../figures/legend.ts';
import { flippedShare, matrixFigure, matrixNumbers, summariseMatrix } from '../figures/matrix.ts';
import { WIDTHS } from '../figures/sizes.ts';
import { PAGE_THEME } from '../figures/theme.ts';
import { html, Markup } from '../markup/html.ts';
import { figureOf, section } from '../markup/parts.ts';
import type { Picture, Pictures } from './subject.ts';

/** Matrices at two moments, their blocks coloured by their complexity. */
export function weightsSection(pictures: Pictures, table: CtmTable, number: number): Markup {
  const { moments, noun, run } = pictures;
  const matrix = ({ of, start, best }: Picture, moment: 0 | 1) => {
    const values = [start, best][moment];
    const summary = summariseMatrix(values, table);
    const words = { noun, of, where: `${run}, ${moments[moment]}` };
    const picture = new Markup(matrixFigure(values, words, table, { theme: PAGE_THEME }));
    const isWide = summary.columns > 44;
    return html`<div class="matrix${isWide ? ' full' : ''}"><p><b>${capitalised(moments[moment])}</b><br/>${matrixNumbers(summary)}${
      summary.isCropped ? '; upper left part shown' : ''
    }</p>${picture}</div>`;
  };
  const isCropped = pictures.matrices.some(
    ({ start }) => start.rows > MOST_DRAWN.rows || start.columns > MOST_DRAWN.columns,
  );
  const cropped = isCropped
    ? html` Of a matrix of more than ${MOST_DRAWN.rows} rows or
${MOST_DRAWN.columns} columns only the upper left part is drawn; its numbers are of the whole.`
    : null;
  const layers = pictures.matrices.map(
    (picture) => html`<div class="layer"><h3>${picture.title},
${percent(flippedShare(picture))} of the ${noun} changed</h3>
<div class="matrices">${matrix(picture, 0)}${matrix(picture, 1)}</div></div>`,
  );
  return section(
    'weights',
    pictures.title,
    figureOf(
      number,
      [bothWidths(WIDTHS.column, (options) => blockLegend(table, options)), layers],
      html`${pictures.caption} Each 4×4 block is coloured by its
complexity; grey weights at the edges belong to no whole block.${cropped}`,
    ),
  );
}
