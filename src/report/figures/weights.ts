/** Each weight matrix before training and at the least validation loss, its blocks coloured by their complexity. */
import type { CtmTable } from '../../ctm/index.ts';
import { capitalised, integer, percent } from '../../format.ts';
import { epochsKept } from '../../study/analysis/analysis.ts';
import type { PackedBits } from '../../study/run/pack.ts';
import type { RunOutcome } from '../../study/run/run.ts';
import { BlockColours, drawMatrix, drawnExtent } from './blocks.ts';
import { type FigureOptions, figure, type Panel, text } from './figure.ts';
import { legend } from './legend.ts';
import { type MatrixSummary, matrixNumbers, summariseMatrix } from './matrix.ts';
import { WIDTHS } from './sizes.ts';
import { PAPER_THEME } from './theme.ts';

export type Moment = 'start' | 'best';

/** "before training", "at the best weights (epoch 6)". */
export function momentLabel(run: RunOutcome, moment: Moment): string {
  return moment === 'start' ? 'before training' : `as kept (epoch ${epochsKept(run)})`;
}

/** What a picture is of: "signs" of the "weight matrix of layer 1", "run 0, before training". */
export interface MatrixWords {
  readonly noun: string;
  readonly of: string;
  readonly where: string;
}

/** One weight matrix at one moment. SVG text that stands alone. */
export function matrixFigure(
  matrix: PackedBits,
  words: MatrixWords,
  table: CtmTable,
  { width = WIDTHS.column, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const { rows, columns } = drawnExtent(matrix);
  const scale = cellSize(columns, width);
  const label = describe(words, summariseMatrix(matrix, table));
  const content = scaled(drawMatrix(matrix, new BlockColours(table), theme.paper), scale);
  return figure(Math.ceil(columns * scale), Math.ceil(rows * scale), label, [{ x: 0, y: 0, content }], theme);
}

/** All weight matrices of a run, before training and at its best, with the legend. SVG text that stands alone. */
export function weightsFigure(
  run: RunOutcome,
  table: CtmTable,
  { width = WIDTHS.column, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const colours = new BlockColours(table);
  const scale = Math.min(...run.weights.map(({ start }) => cellSize(drawnExtent(start).columns, width)));
  const above = legend(colours, width);
  const panels: Panel[] = [{ x: 0, y: 0, content: above.content }];
  const labels: string[] = [];
  let y = above.height + 10;
  run.weights.forEach((weights, layer) => {
    const { rows, columns } = drawnExtent(weights.start);
    const besideEachOther = columns * scale <= width / 2 - 12;
    (['start', 'best'] as const).forEach((moment, i) => {
      const x = besideEachOther ? i * (width / 2 + 12) : 0;
      const summary = summariseMatrix(weights[moment], table);
      const where = `run ${run.run}, ${momentLabel(run, moment)}`;
      labels.push(describe({ noun: 'signs', of: `weight matrix of layer ${layer + 1}`, where }, summary));
      const title = text(0, 14, `Layer ${layer + 1}, ${momentLabel(run, moment)}`, { weight: 'bold' });
      const numbers = text(0, 30, matrixNumbers(summary), { fill: theme.muted });
      panels.push({ x, y, content: title + numbers });
      panels.push({ x, y: y + 38, content: scaled(drawMatrix(weights[moment], colours, theme.paper), scale) });
      if (!besideEachOther || i === 1) y += 38 + rows * scale + (layer === run.weights.length - 1 ? 0 : 20);
    });
  });
  return figure(width, Math.ceil(y), labels.join(' '), panels, theme);
}

/** Pixels a weight is drawn in: as many as fit, but no more than seven. */
function cellSize(columns: number, width: number): number {
  return Math.min(7, Math.floor((100 * width) / columns) / 100);
}

function scaled(content: string, scale: number): string {
  return `<g transform="scale(${scale})">${content}</g>`;
}

function describe({ noun, of, where }: MatrixWords, summary: MatrixSummary): string {
  const { rows, columns, blocks, missing, isCropped } = summary;
  const part = isCropped ? `, its upper left part` : '';
  const absent = missing === 0 ? '' : `, ${percent(missing / blocks)} of them not in the complexity table`;
  return (
    `${capitalised(noun)} of the ${rows}×${columns} ${of}${part}, ${where}: ` +
    `${matrixNumbers(summary)}, ${integer(blocks)} blocks${absent}.`
  );
}
