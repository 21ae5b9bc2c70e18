/** A binary matrix as coloured blocks: the paths of a picture in which one weight is one unit square. */
import { BLOCK_SHAPE, BlockMethod, blockCode } from '../../bdm/index.ts';
import type { CtmTable, Shape } from '../../ctm/index.ts';
import { type PackedBits, unpackBits } from '../../study/run/pack.ts';

/** From simple to complex; all light enough for dark weights to show on them. */
export const SCALE = ['#fdf5bf', '#dcefaa', '#b2e0b4', '#86cfbf', '#62b9cb', '#55a0d2', '#6a8bd6'];
export const MISSING_COLOUR = '#e39a7e';
export const INCOMPLETE_COLOUR = '#b9bec6';
export const WEIGHT_COLOUR = '#10151c';
export const WEIGHT_OPACITY = 0.5;

/** Colours for the blocks of one table, the same in every figure of it. */
export class BlockColours {
  /** What ranges of complexities [from, to) in bits are drawn in, from the least. */
  readonly steps: readonly { readonly from: number; readonly to: number; readonly colour: string }[];
  /** Bits that blocks get which no machine of the table writes; null if there are none. */
  readonly missingBits: number | null;
  readonly #method: BlockMethod;

  constructor(table: CtmTable) {
    const method = new BlockMethod(table);
    this.#method = method;
    this.missingBits = method.absent?.bits ?? null;
    let [least, most] = [Number.POSITIVE_INFINITY, 0];
    for (let code = 0; code < method.ctm.length; code++) {
      if (method.isMissing(code)) continue;
      least = Math.min(least, method.ctm[code]);
      most = Math.max(most, method.ctm[code]);
    }
    const low = Math.floor(least);
    const high = Math.floor(most) + 1;
    const size = Math.ceil((high - low) / SCALE.length);
    const count = Math.ceil((high - low) / size);
    this.steps = SCALE.slice(0, count).map((colour, i) => ({
      from: low + i * size,
      to: Math.min(high, low + (i + 1) * size),
      colour,
    }));
  }

  of(code: number): string {
    if (this.#method.isMissing(code)) return MISSING_COLOUR;
    const bits = this.#method.ctm[code];
    return this.steps.find(({ to }) => bits < to)?.colour ?? MISSING_COLOUR;
  }
}

export const MOST_DRAWN = { rows: 64, columns: 160 };

/** How much of a matrix is drawn: a large one shows its upper left part. */
export function drawnExtent({ rows, columns }: Shape): Shape {
  return { rows: Math.min(rows, MOST_DRAWN.rows), columns: Math.min(columns, MOST_DRAWN.columns) };
}

export function isCropped({ rows, columns }: Shape): boolean {
  return rows > MOST_DRAWN.rows || columns > MOST_DRAWN.columns;
}

/** SVG paths of a matrix's blocks, its positive weights, and the lines between blocks in colour `paper`. */
export function drawMatrix(matrix: PackedBits, colours: BlockColours, paper: string): string {
  const { rows, columns } = drawnExtent(matrix);
  const values = unpackBits(matrix);
  const side = BLOCK_SHAPE.rows;
  const paths = new Map<string, string>();
  for (let row = 0; row < rows; row += side) {
    for (let column = 0; column < columns; column += side) {
      const whole = row + side <= matrix.rows && column + side <= matrix.columns;
      const colour = whole ? colours.of(blockCode(values, matrix.columns, row, column)) : INCOMPLETE_COLOUR;
      const width = Math.min(side, columns - column);
      const height = Math.min(side, rows - row);
      const square = `M${column} ${row}h${width}v${height}h-${width}z`;
      paths.set(colour, (paths.get(colour) ?? '') + square);
    }
  }
  const blocks = [...paths].map(([colour, path]) => `<path fill="${colour}" d="${path}"/>`).join('');
  const weights = `<path stroke="${WEIGHT_COLOUR}" stroke-opacity="${WEIGHT_OPACITY}" d="${weightRows(values, matrix.columns, rows, columns)}"/>`;
  let lines = '';
  for (let row = side; row < rows; row += side) lines += `M0 ${row}h${columns}`;
  for (let column = side; column < columns; column += side) lines += `M${column} 0v${rows}`;
  return `${blocks}${weights}<path stroke="${paper}" stroke-width="0.4" d="${lines}"/>`;
}

/** Positive weights as strokes of width 1 through the middle of their cells, row by row, each as long as its run. */
function weightRows(values: Uint8Array, stride: number, rows: number, columns: number): string {
  let path = '';
  for (let row = 0; row < rows; row++) {
    let pen = -1;
    for (let column = 0; column < columns; column++) {
      if (values[row * stride + column] === 0) continue;
      const start = column;
      while (column < columns && values[row * stride + column] === 1) column++;
      path += pen < 0 ? `M${start} ${row}.5` : `m${start - pen} 0`;
      path += `h${column - start}`;
      pen = column;
    }
  }
  return path;
}
