/** Each weight matrix before training and at the least validation loss, its blocks coloured by their complexity. */
import { BLOCK_SHAPE, BlockHistogram, bdm, blockEntropy } from '../bdm/index.ts';
import type { CtmTable } from '../ctm/index.ts';
import { epochsKept } from '../study/analysis.ts';
import { type PackedBits, unpackBits } from '../study/pack.ts';
import type { RunResult } from '../study/run.ts';
import {
  BlockColours,
  drawMatrix,
  drawnExtent,
  INCOMPLETE_COLOUR,
  MISSING_COLOUR,
  WEIGHT_COLOUR,
  WEIGHT_OPACITY,
} from './blocks.ts';
import { type FigureOptions, figure, type Panel, text } from './figure.ts';
import { decimal, integer, percent } from './format.ts';
import { PAPER_THEME } from './theme.ts';

export type Moment = 'start' | 'best';

/** A weight matrix at one moment, in numbers. */
export interface MatrixSummary {
  readonly rows: number;
  readonly columns: number;
  readonly bdm: number;
  readonly blockEntropy: number;
  readonly blocks: number;
  /** Blocks that the table does not hold. */
  readonly missing: number;
  /** Rows and columns of weights in incomplete blocks, which are not measured. */
  readonly isCropped: boolean;
}

export function summariseMatrix(matrix: PackedBits, table: CtmTable): MatrixSummary {
  const { rows, columns } = matrix;
  const histogram = new BlockHistogram().addMatrix(unpackBits(matrix), rows, columns);
  const { codes, counts, distinct, total } = histogram;
  const present = codes.subarray(0, distinct);
  const drawn = drawnExtent(matrix);
  return {
    rows,
    columns,
    bdm: bdm(histogram, table.values(BLOCK_SHAPE)),
    blockEntropy: blockEntropy(histogram),
    blocks: total,
    missing: present.reduce((sum, code) => sum + (table.isMissing(BLOCK_SHAPE, code) ? counts[code] : 0), 0),
    isCropped: drawn.rows < rows || drawn.columns < columns,
  };
}

/** "before training", "at the best weights (epoch 6)". */
export function momentLabel(run: RunResult, moment: Moment): string {
  return moment === 'start' ? 'before training' : `at the least validation loss (epoch ${epochsKept(run)})`;
}

/** "BDM 6614.0 bits, block entropy 7.634 bits". */
export function matrixNumbers({ bdm, blockEntropy }: MatrixSummary): string {
  return `BDM ${decimal(bdm, 1)} bits, block entropy ${decimal(blockEntropy, 3)} bits`;
}

/** The share of a matrix's weights whose sign differs between the two moments. */
export function flippedShare({ start, best }: RunResult['weights'][number]): number {
  const before = unpackBits(start);
  const flipped = unpackBits(best).reduce((sum, value, i) => sum + (value === before[i] ? 0 : 1), 0);
  return flipped / before.length;
}

/** One weight matrix of a run at one moment. SVG text that stands alone. */
export function matrixFigure(
  run: RunResult,
  layer: number,
  moment: Moment,
  table: CtmTable,
  { width = 700, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const matrix = run.weights[layer][moment];
  const { rows, columns } = drawnExtent(matrix);
  const scale = cellSize(columns, width);
  const label = describe(run, layer, moment, summariseMatrix(matrix, table));
  const content = scaled(drawMatrix(matrix, new BlockColours(table), theme.paper), scale);
  return figure(columns * scale, rows * scale, label, [{ x: 0, y: 0, content }], theme);
}

/** All weight matrices of a run, before training and at its best, with the legend. SVG text that stands alone. */
export function weightsFigure(
  run: RunResult,
  table: CtmTable,
  { width = 720, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const colours = new BlockColours(table);
  const scale = Math.min(...run.weights.map(({ start }) => cellSize(drawnExtent(start).columns, width)));
  const panels: Panel[] = [{ x: 0, y: 4, content: legend(colours, width) }];
  const labels: string[] = [];
  let y = 4 + legendHeight(colours, width);
  run.weights.forEach((weights, layer) => {
    const { rows, columns } = drawnExtent(weights.start);
    const besideEachOther = 2 * columns * scale + 24 <= width && columns * scale >= 300;
    (['start', 'best'] as const).forEach((moment, i) => {
      const x = besideEachOther ? i * (columns * scale + 24) : 0;
      const summary = summariseMatrix(weights[moment], table);
      labels.push(describe(run, layer, moment, summary));
      const title = text(0, 14, `Layer ${layer + 1}, ${momentLabel(run, moment)}`, { weight: 'bold' });
      const numbers = text(0, 30, matrixNumbers(summary), { fill: theme.muted });
      panels.push({ x, y, content: title + numbers });
      panels.push({ x, y: y + 38, content: scaled(drawMatrix(weights[moment], colours, theme.paper), scale) });
      if (!besideEachOther || i === 1) y += 38 + rows * scale + 20;
    });
  });
  return figure(width, Math.ceil(y), labels.join(' '), panels, theme);
}

/** The legend of block colours alone. SVG text that stands alone. */
export function blockLegend(table: CtmTable, { width = 700, theme = PAPER_THEME }: FigureOptions = {}): string {
  const colours = new BlockColours(table);
  const label = 'Legend of the block colours: complexity in bits.';
  const content = legend(colours, width);
  return figure(width, legendHeight(colours, width), label, [{ x: 0, y: 0, content }], theme);
}

const SWATCH = { width: 38, height: 14 };

function legendHeight(colours: BlockColours, width: number): number {
  return isNarrow(colours, width) ? 104 : 62;
}

function isNarrow({ steps }: BlockColours, width: number): boolean {
  return steps.length * SWATCH.width + 380 > width;
}

function legend(colours: BlockColours, width: number): string {
  const { steps, missingBits } = colours;
  const end = steps.length * SWATCH.width;
  const title = text(0, 12, 'CTM of a 4×4 block [bits]', { weight: 'bold' });
  const swatches = steps.map(({ colour }, i) => swatch(i * SWATCH.width, 20, colour, SWATCH.width)).join('');
  const ticks = [...steps.map(({ from }) => from), steps[steps.length - 1].to]
    .map((bits, i, all) =>
      text(i * SWATCH.width, 48, String(bits), { anchor: i === 0 ? 'start' : i === all.length - 1 ? 'end' : 'middle' }),
    )
    .join('');
  const narrow = isNarrow(colours, width);
  const x = narrow ? 0 : end + 28;
  const top = narrow ? 62 : 20;
  const missing = missingBits === null ? '' : `not in the table: set to ${decimal(missingBits, 1)}`;
  const others: string[] = [];
  if (missing) others.push(swatch(x, top, MISSING_COLOUR, 14) + text(x + 20, top + 12, missing));
  const second = missing ? x + 32 + 6.2 * missing.length : x;
  others.push(swatch(second, top, INCOMPLETE_COLOUR, 14) + text(second + 20, top + 12, 'incomplete, not measured'));
  const sign = `<rect x="${x}" y="${top + 22}" width="14" height="14" fill="${SWATCH_PAIR}"/>`;
  const dark = `<rect x="${x}" y="${top + 22}" width="14" height="14" fill="${WEIGHT_COLOUR}" fill-opacity="${WEIGHT_OPACITY}"/>`;
  others.push(sign + dark + text(x + 20, top + 34, 'darker cell: positive weight'));
  return title + swatches + ticks + others.join('');
}

const SWATCH_PAIR = '#86cfbf';

function swatch(x: number, y: number, colour: string, width: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${SWATCH.height}" fill="${colour}"/>`;
}

/** Pixels a weight is drawn in: as many as fit, but no more than seven. */
function cellSize(columns: number, width: number): number {
  return Math.min(7, width / columns);
}

function scaled(content: string, scale: number): string {
  return `<g transform="scale(${Number(scale.toFixed(2))})">${content}</g>`;
}

function describe(run: RunResult, layer: number, moment: Moment, summary: MatrixSummary): string {
  const { rows, columns, blocks, missing, isCropped } = summary;
  const part = isCropped ? `, its upper left part` : '';
  const absent = missing === 0 ? '' : `, ${percent(missing / blocks)} of them not in the complexity table`;
  return (
    `Signs of the ${rows}×${columns} weight matrix of layer ${layer + 1}${part}, run ${run.run}, ` +
    `${momentLabel(run, moment)}: ${matrixNumbers(summary)}, ${integer(blocks)} blocks${absent}.`
  );
}
