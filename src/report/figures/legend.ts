import type { CtmTable } from '../../ctm/index.ts';
import { decimal, present } from '../../format.ts';
import { BlockColours, INCOMPLETE_COLOUR, MISSING_COLOUR, WEIGHT_COLOUR, WEIGHT_OPACITY } from './blocks.ts';
import { type FigureOptions, figure, text } from './figure.ts';
import { WIDTHS } from './sizes.ts';
import { PAPER_THEME } from './theme.ts';

/** The legend of block colours alone. SVG text that stands alone. */
export function blockLegend(
  table: CtmTable,
  { width = WIDTHS.column, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const colours = new BlockColours(table);
  const label = 'Legend of the block colours: complexity in bits.';
  const content = legend(colours, width);
  return figure(width, legendHeight(colours, width), label, [{ x: 0, y: 0, content }], theme);
}

const SWATCH_WIDTH = 38;

/** Pixels that a legend of this width needs. */
export function legendHeight(colours: BlockColours, width: number): number {
  return isNarrow(colours, width) ? 122 : 64;
}

function isNarrow({ steps }: BlockColours, width: number): boolean {
  return steps.length * SWATCH_WIDTH + 240 > width;
}

/** The colour steps with their bits, and what else a block can look like. */
export function legend(colours: BlockColours, width: number): string {
  const { steps, missingBits } = colours;
  const end = steps.length * SWATCH_WIDTH;
  const title = text(0, 12, 'CTM of a 4×4 block [bits]', { weight: 'bold' });
  const swatches = steps.map(({ colour }, i) => swatch(i * SWATCH_WIDTH, 20, colour, 1, SWATCH_WIDTH)).join('');
  const ticks = [...steps.map(({ from }) => from), steps[steps.length - 1].to]
    .map((bits, i, all) =>
      text(i * SWATCH_WIDTH, 48, String(bits), { anchor: i === 0 ? 'start' : i === all.length - 1 ? 'end' : 'middle' }),
    )
    .join('');
  const narrow = isNarrow(colours, width);
  const positive = swatch(0, 0, steps[3 % steps.length].colour) + swatch(0, 0, WEIGHT_COLOUR, WEIGHT_OPACITY);
  const others = present<readonly [content: string, label: string]>(
    missingBits !== null && [swatch(0, 0, MISSING_COLOUR), `not in the table: set to ${decimal(missingBits, 1)}`],
    [swatch(0, 0, INCOMPLETE_COLOUR), 'incomplete block: not measured'],
    [positive, 'darker cell: positive weight'],
  );
  const lines = others
    .map(([content, label], i) => {
      const place = narrow ? `0,${60 + 20 * i}` : `${end + 36},${20 * i}`;
      return `<g transform="translate(${place})">${content}${text(22, 12, label)}</g>`;
    })
    .join('');
  return title + swatches + ticks + lines;
}

function swatch(x: number, y: number, colour: string, opacity = 1, width = 14): string {
  const translucent = opacity === 1 ? '' : ` fill-opacity="${opacity}"`;
  return `<rect x="${x}" y="${y}" width="${width}" height="14" fill="${colour}"${translucent}/>`;
}
