import type { CtmTable } from '../../ctm/index.ts';
import { capitalised, percent } from '../../format.ts';
import type { PackedBits } from '../../study/run/pack.ts';
import { isCropped, MOST_DRAWN } from '../figures/blocks.ts';
import { bothWidths } from '../figures/figure.ts';
import { blockLegend } from '../figures/legend.ts';
import { flippedShare, matrixFigure, matrixNumbers, summariseMatrix } from '../figures/matrix.ts';
import { WIDTHS } from '../figures/sizes.ts';
import { PAGE_THEME } from '../figures/theme.ts';
import { html, Markup } from '../markup/html.ts';
import { figureOf, section } from '../markup/parts.ts';
import type { Pictures } from './subject.ts';

/** Matrices at two moments, their blocks coloured by their complexity. */
export function weightsSection(pictures: Pictures, table: CtmTable, number: number): Markup {
  const { title, noun, run, moments, matrices, caption } = pictures;
  const pictureOf = (values: PackedBits, of: string, moment: string) => {
    const words = { noun, of, where: `${run}, ${moment}` };
    const picture = new Markup(matrixFigure(values, words, table, { theme: PAGE_THEME }));
    const numbers = matrixNumbers(summariseMatrix(values, table));
    const part = isCropped(values) ? '; upper left part shown' : '';
    return html`<div class="matrix${values.columns > 44 ? ' full' : ''}"><p><b>${capitalised(moment)}</b><br/>${numbers}${part}</p>${picture}</div>`;
  };
  const cropped = matrices.some(({ start }) => isCropped(start))
    ? html` Of a matrix of more than ${MOST_DRAWN.rows} rows or
${MOST_DRAWN.columns} columns only the upper left part is drawn; its numbers are of the whole.`
    : null;
  const layers = matrices.map(
    ({ title, of, start, best }) => html`<div class="layer"><h3>${title},
${percent(flippedShare(start, best))} of the ${noun} changed</h3>
<div class="matrices">${pictureOf(start, of, moments[0])}${pictureOf(best, of, moments[1])}</div></div>`,
  );
  return section(
    'weights',
    title,
    figureOf(
      number,
      [bothWidths(WIDTHS.column, (options) => blockLegend(table, options)), layers],
      html`${caption} Each 4×4 block is coloured by its
complexity; grey weights at the edges belong to no whole block.${cropped}`,
    ),
  );
}
