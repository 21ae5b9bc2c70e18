/** A weight matrix at one moment: in numbers, and as a picture of its blocks coloured by their complexity. */
import { BlockHistogram, BlockMethod } from '../../bdm/index.ts';
import type { CtmTable } from '../../ctm/index.ts';
import { capitalised, decimal, integer, percent } from '../../format.ts';
import { type PackedBits, unpackBits } from '../../study/run/pack.ts';
import { BlockColours, drawMatrix, drawnExtent, isCropped } from './blocks.ts';
import { at, type FigureOptions, figure } from './figure.ts';
import { WIDTHS } from './sizes.ts';
import { PAPER_THEME } from './theme.ts';

/** A matrix in numbers; `missing` blocks are not in the table. */
export function summariseMatrix(matrix: PackedBits, table: CtmTable) {
  const { rows, columns } = matrix;
  const histogram = new BlockHistogram().addMatrix(unpackBits(matrix), rows, columns);
  const method = new BlockMethod(table);
  const missing = method.missing(histogram);
  return { rows, columns, ...method.valuesOf(histogram), blocks: histogram.total, missing };
}

type MatrixSummary = ReturnType<typeof summariseMatrix>;

/** "BDM 6614.0 bits, block entropy 7.634 bits". */
export function matrixNumbers({ bdm, blockEntropy }: MatrixSummary): string {
  return `BDM ${decimal(bdm, 1)} bits, block entropy ${decimal(blockEntropy, 3)} bits`;
}

/** The share of a matrix's weights whose sign differs between the two moments. */
export function flippedShare(start: PackedBits, best: PackedBits): number {
  const before = unpackBits(start);
  const flipped = unpackBits(best).reduce((sum, value, i) => sum + (value === before[i] ? 0 : 1), 0);
  return flipped / before.length;
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
  // Pixels a weight is drawn in: as many as fit, but no more than seven.
  const scale = Math.min(7, Math.floor((100 * width) / columns) / 100);
  const drawn = drawMatrix(matrix, new BlockColours(table), theme.paper);
  const content = `<g transform="scale(${scale})">${drawn}</g>`;
  const label = describe(words, summariseMatrix(matrix, table));
  return figure(Math.ceil(columns * scale), Math.ceil(rows * scale), label, at(0, 0, content), theme);
}

function describe({ noun, of, where }: MatrixWords, summary: MatrixSummary): string {
  const { rows, columns, blocks, missing } = summary;
  const part = isCropped(summary) ? ', its upper left part' : '';
  const absent = missing === 0 ? '' : `, ${percent(missing / blocks)} of them not in the complexity table`;
  return (
    `${capitalised(noun)} of the ${rows}×${columns} ${of}${part}, ${where}: ` +
    `${matrixNumbers(summary)}, ${integer(blocks)} blocks${absent}.`
  );
}
