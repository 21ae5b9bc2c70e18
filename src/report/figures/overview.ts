import { count, decimal, shortened } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import type { Analysis } from '../../study/analysis/analysis.ts';
import { type FigureOptions, figure, text } from './figure.ts';
import { isNarrow, lettersIn, textWidth, WIDTHS } from './sizes.ts';
import { PAPER_THEME, type Theme } from './theme.ts';

/** A configuration's correlations with the loss. */
export interface OverviewColumn {
  readonly name: string;
  readonly summary: Pick<Analysis, 'measures' | 'references'>;
}

const ROW = 20;
const GAP = 2;
/** Names of columns are slanted by so many degrees, and no longer than so many pixels. */
const SLANT = 38;
const LONGEST = 190;
const [RISE, RUN] = [Math.sin((SLANT * Math.PI) / 180), Math.cos((SLANT * Math.PI) / 180)];
/** Figures stay legible on the strongest colour. */
const STRONGEST = 0.6;

/**
 * Pearson's r with the loss of each series (rows) in each configuration (columns), the stronger the colour the closer to 1;
 * below 0 in another colour. Last a curve that knows the epoch only. On narrow screens columns go by numbers. SVG text that
 * stands alone.
 */
export function overviewFigure(
  columns: readonly OverviewColumn[],
  { width = WIDTHS.file, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const names = [...new Set(columns.flatMap(({ summary }) => Object.keys(summary.measures)))];
  const rows = [
    ...names.map((name) => ({
      label: factsOf(name).short,
      values: columns.map(({ summary }) => summary.measures[name]?.pearson.mean ?? null),
    })),
    { label: 'exp(−epoch)', values: columns.map(({ summary }) => summary.references.decay.pearson.mean) },
  ];
  const isSmall = isNarrow(width);
  const labels = Math.min(width / 2.4, 8 + textWidth(Math.max(...rows.map(({ label }) => label.length))));
  const heads = isSmall ? columns.map((_, i) => String(i + 1)) : columns.map(({ name }) => name);
  const longest = Math.min(LONGEST, textWidth(Math.max(...heads.map((head) => head.length))));
  const head = isSmall ? ROW : 14 + RISE * longest;
  // The last slanted name needs room beyond its column.
  const across = (width - labels - (isSmall ? 0 : RUN * longest)) / columns.length;
  const left = (i: number) => labels + i * across;
  const titles = heads.map((name, i) => {
    const [x, y] = [left(i) + across / 2, head - 6];
    if (isSmall) return text(x, y, name, { anchor: 'middle' });
    return `<g transform="translate(${x},${y}) rotate(${-SLANT})">${text(0, 0, shortened(name, lettersIn(LONGEST)))}</g>`;
  });
  const cells = rows.flatMap(({ label, values }, row) => {
    const top = head + row * ROW;
    return [
      text(labels - 8, top + 14, shortened(label, lettersIn(labels - 8)), { anchor: 'end' }),
      ...values.map((value, i) => cell(value, left(i), top, across, theme)),
    ];
  });
  const end = head + rows.length * ROW;
  const key = isSmall
    ? columns.map(({ name }, i) => text(0, end + 18 + 16 * i, shortened(`${i + 1}  ${name}`, lettersIn(width))))
    : [];
  const height = end + 8 + 16 * key.length;
  const label = `Pearson’s r with the training loss of ${count(rows.length - 1, 'series', 'series')} and of exp(−epoch) in ${count(columns.length, 'configuration')}, as a grid of numbers.`;
  return figure(width, height, label, [...titles, ...cells, ...key].join(''), theme);
}

/** A number needs so many pixels. */
const NUMBER = 27;

function cell(value: number | null, x: number, y: number, width: number, theme: Theme): string {
  const middle = x + width / 2;
  if (value === null) return text(middle, y + 14, '–', { anchor: 'middle', fill: theme.muted });
  const colour = theme.of(value < 0 ? 'blockEntropy' : 'bdm');
  // Nearly all that is below 0.5 is little: the colour grows with the shared variance.
  const opacity = (STRONGEST * value * value).toFixed(3);
  const box = `<rect x="${x + GAP / 2}" y="${y + GAP / 2}" width="${Math.max(1, width - GAP)}" height="${ROW - GAP}" fill="${colour}" fill-opacity="${opacity}"/>`;
  if (width < NUMBER) return box;
  return box + text(middle, y + 14, decimal(value), { anchor: 'middle', size: width < 34 ? 10 : 12 });
}
