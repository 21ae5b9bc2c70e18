/** Figures as SVG text: panels drawn by Observable Plot, or by hand, put together in one image. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeText, html, Markup } from './html.ts';
import { PAGE_THEME, PAPER_THEME, type Theme } from './theme.ts';

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export interface FigureOptions {
  /** In pixels, without the space around a figure that stands alone. */
  readonly width?: number;
  readonly theme?: Theme;
}

/** How a report shows a figure: drawn in a page for wide and narrow screens, or as the file beside a text. */
export type ShowFigure = (file: string, draw: (options: FigureOptions) => string) => Markup;

/** In a page, drawn in its colours. */
export function showInPage(wide: number): ShowFigure {
  return (_, draw) => {
    const picture = (width: number) => new Markup(draw({ width, theme: PAGE_THEME }));
    return html`<div class="wide">${picture(wide)}</div><div class="narrow">${picture(370)}</div>`;
  };
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
export interface Panel {
  readonly x: number;
  readonly y: number;
  readonly content: string;
}

/** What Plot draws, without its own frame: the content of an `<svg>`. */
export function plotPanel(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({ ...options, document });
  svg.querySelector('style')?.remove();
  return rounded(svg.innerHTML);
}

/** Around a figure that stands alone. */
const PADDING = 10;

/**
 * One image of all panels. `label` says in words what it shows. In the page the image takes exactly its size; alone it
 * gets a background and some space around.
 */
export function figure(
  width: number,
  height: number,
  label: string,
  panels: readonly Panel[],
  theme: Theme = PAPER_THEME,
): string {
  const pad = theme === PAGE_THEME ? 0 : PADDING;
  const [fullWidth, fullHeight] = [width + 2 * pad, height + 2 * pad];
  const background =
    pad === 0
      ? ''
      : `<rect x="${-pad}" y="${-pad}" width="${fullWidth}" height="${fullHeight}" fill="${theme.paper}"/>`;
  const content = panels.map(({ x, y, content }) => `<g transform="translate(${x},${y})">${content}</g>`).join('');
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-pad} ${-pad} ${fullWidth} ${fullHeight}" width="${fullWidth}" ` +
    `height="${fullHeight}" role="img" aria-label="${escapeText(label)}" fill="${theme.ink}" ` +
    `font-family="${escapeText(FONT)}" font-size="12" text-anchor="middle">${background}${content}</svg>`;
  return svg.replaceAll('currentColor', theme.ink);
}

/** Coordinates to a hundredth of a pixel; text stays as it is. */
function rounded(markup: string): string {
  return markup.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/-?\d+\.\d{3,}/g, (number) => `${+Number(number).toFixed(2)}`),
  );
}

interface TextOptions {
  readonly fill?: string;
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: 'normal' | 'bold';
}

/** A line of text whose baseline starts (or ends, or is centred) at (x, y). */
export function text(x: number, y: number, content: string, options: TextOptions = {}): string {
  const { fill, size, anchor = 'start', weight } = options;
  const attributes =
    (fill === undefined ? '' : ` fill="${fill}"`) +
    (size === undefined ? '' : ` font-size="${size}"`) +
    (weight === undefined ? '' : ` font-weight="${weight}"`);
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${attributes}>${escapeText(content)}</text>`;
}
