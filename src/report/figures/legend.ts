import type { CtmTable } from '../../ctm/index.ts';
import { decimal, present } from '../../format.ts';
import { BlockColours, INCOMPLETE_COLOUR, MISSING_COLOUR, WEIGHT_COLOUR, WEIGHT_OPACITY } from './blocks.ts';
import { at, type FigureOptions, figure, text } from './figure.ts';
import { textWidth, WIDTHS } from './sizes.ts';
import { PAPER_THEME } from './theme.ts';

const SWATCH_WIDTH = 38;
/** Between the colours and what stands beside them, and between a swatch's edge and its words. */
const GAP = { aside: 36, words: 22 };

/**
 * The colours of blocks with their bits, and beside or beneath them what else a block can look like. SVG text that stands
 * alone.
 */
export function blockLegend(
  table: CtmTable,
  { width = WIDTHS.column, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const { steps, missingBits } = new BlockColours(table);
  const end = steps.length * SWATCH_WIDTH;
  const title = text(0, 12, 'CTM of a 4×4 block [bits]', { weight: 'bold' });
  const swatches = steps.map(({ colour }, i) => swatch(i * SWATCH_WIDTH, 20, colour, 1, SWATCH_WIDTH)).join('');
  const ticks = [...steps.map(({ from }) => from), steps[steps.length - 1].to].map((bits, i, all) =>
    text(i * SWATCH_WIDTH, 48, String(bits), { anchor: i === 0 ? 'start' : i === all.length - 1 ? 'end' : 'middle' }),
  );
  const positive = swatch(0, 0, steps[3 % steps.length].colour) + swatch(0, 0, WEIGHT_COLOUR, WEIGHT_OPACITY);
  const others = present<readonly [content: string, label: string]>(
    missingBits !== null && [swatch(0, 0, MISSING_COLOUR), `not in the table: set to ${decimal(missingBits, 1)}`],
    [swatch(0, 0, INCOMPLETE_COLOUR), 'incomplete block: not measured'],
    [positive, 'darker cell: positive weight'],
  );
  const longest = Math.max(...others.map(([, label]) => textWidth(label.length)));
  const isBeneath = end + GAP.aside + GAP.words + longest > width;
  const lines = others.map(([content, label], i) => {
    const entry = `${content}${text(GAP.words, 12, label)}`;
    return isBeneath ? at(0, 60 + 20 * i, entry) : at(end + GAP.aside, 20 * i, entry);
  });
  const content = [title, swatches, ...ticks, ...lines].join('');
  const label = 'Legend of the block colours: complexity in bits.';
  return figure(width, isBeneath ? 122 : 64, label, at(0, 0, content), theme);
}

function swatch(x: number, y: number, colour: string, opacity = 1, width = 14): string {
  const translucent = opacity === 1 ? '' : ` fill-opacity="${opacity}"`;
  return `<rect x="${x}" y="${y}" width="${width}" height="14" fill="${colour}"${translucent}/>`;
}
