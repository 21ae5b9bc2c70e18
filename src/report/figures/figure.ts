/** Figures as SVG text: panels drawn by Observable Plot, or by hand, put together in one image. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom/worker';
import { escapeText, html, Markup } from '../markup/html.ts';
import { FONT, FONT_SIZE, WIDTHS } from './sizes.ts';
import { PAGE_THEME, type Theme } from './theme.ts';

export interface FigureOptions {
  /** In pixels, without the space around a figure that stands alone. */
  readonly width?: number;
  readonly theme?: Theme;
}

/** How a report shows a figure: drawn in a page for wide and narrow screens, or as the file beside a text. */
export type ShowFigure = (file: string, draw: (options: FigureOptions) => string) => Markup;

/** In a page, drawn in its colours. */
export const showInPage: ShowFigure = (_, draw) => bothWidths(WIDTHS.page, draw);

/** For wide and for narrow screens. */
export function bothWidths(wide: number, draw: (options: FigureOptions) => string): Markup {
  const picture = (width: number) => new Markup(draw({ width, theme: PAGE_THEME }));
  return html`<div class="wide" style="--width:${wide}px">${picture(wide)}</div><div class="narrow">${picture(WIDTHS.phone)}</div>`;
}

/** By its file, which is added to `files`. */
export function showAsFile(files: ReportFile[]): ShowFigure {
  return (path, draw) => {
    const text = draw({});
    files.push({ path, text });
    return html`<img src="${path}" alt="${new Markup(/aria-label="([^"]*)"/.exec(text)?.[1] ?? '')}"/>`;
  };
}

/** A file of a report, its path from the folder of the report. */
export interface ReportFile {
  readonly path: string;
  readonly text: string;
}

/** A part of a figure, its upper left corner at (x, y). */
export function at(x: number, y: number, content: string): string {
  return `<g transform="translate(${x},${y})">${content}</g>`;
}

/** What Plot draws, without its own frame: the content of an `<svg>`. */
export function plotPanel(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({ style: { fontSize: `${FONT_SIZE}px` }, ...options, document });
  svg.querySelector('style')?.remove();
  return rounded(svg.innerHTML);
}

/** Axes without ticks, their label in the middle. */
export const axisX = (options: Plot.AxisXOptions) => Plot.axisX({ ...PLAIN, ...options });
export const axisY = (options: Plot.AxisYOptions) => Plot.axisY({ ...PLAIN, ...options });
const PLAIN = { label: null, labelAnchor: 'center', labelArrow: 'none', tickSize: 0 } as const;

/** Lines behind the marks. */
export const gridX = ({ rule }: Theme, ticks: number) => Plot.gridX({ stroke: rule, strokeOpacity: 1, ticks });
export const gridY = ({ rule }: Theme, ticks: number | number[]) =>
  Plot.gridY({ stroke: rule, strokeOpacity: 1, ticks });

/** Around a figure that stands alone. */
const PADDING = 10;

/**
 * One image of this content. `label` says in words what it shows. In the page the image takes exactly its size; alone it
 * gets a background and some space around.
 */
export function figure(width: number, height: number, label: string, content: string, theme: Theme): string {
  const pad = theme === PAGE_THEME ? 0 : PADDING;
  const [fullWidth, fullHeight] = [width + 2 * pad, height + 2 * pad];
  const paper = `<rect x="${-pad}" y="${-pad}" width="${fullWidth}" height="${fullHeight}" fill="${theme.paper}"/>`;
  // By this the program knows its own file again.
  const origin = pad === 0 ? '' : ' data-generator="kolmoscope"';
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-pad} ${-pad} ${fullWidth} ${fullHeight}" width="${fullWidth}" ` +
    `height="${fullHeight}" role="img" aria-label="${escapeText(label)}" fill="${theme.ink}" ` +
    `font-family="${escapeText(FONT)}" font-size="${FONT_SIZE}" text-anchor="middle"${origin}>${pad === 0 ? '' : paper}${content}</svg>`;
  return svg.replaceAll('currentColor', theme.ink);
}

/** Coordinates to a hundredth of a pixel; text stays as it is. */
function rounded(markup: string): string {
  return markup.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/-?\d+\.\d{3,}/g, (number) => `${+Number(number).toFixed(2)}`),
  );
}

/** A line of text whose baseline starts (or ends, or is centred) at (x, y). */
export function text(
  x: number,
  y: number,
  content: string,
  options: { fill?: string; size?: number; anchor?: 'start' | 'middle' | 'end'; weight?: 'bold' } = {},
): string {
  const { fill, size, anchor = 'start', weight } = options;
  const attributes = Object.entries({ fill, 'font-size': size, 'font-weight': weight })
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${value}"`))
    .join('');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${attributes}>${escapeText(content)}</text>`;
}
