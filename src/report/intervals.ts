import * as Plot from '@observablehq/plot';
import type { Estimate } from '../study/analysis.ts';
import { type FigureOptions, figure, plotPanel, text } from './figure.ts';
import { shortened } from './format.ts';
import type { Range } from './published.ts';
import { CURVE_LABELS, PAPER_THEME, type Theme } from './theme.ts';

type Ink = 'bdm' | 'blockEntropy' | 'ink';

/** One interval of a row; beneath it, as a broad pale bar, what it is compared with. */
export interface Lane {
  readonly ink: Ink;
  readonly value: Pick<Estimate, 'mean' | 'lo' | 'hi'>;
  readonly beside: Range | null;
}

export interface IntervalRow {
  readonly label: string;
  readonly lanes: readonly Lane[];
}

interface IntervalsOptions extends FigureOptions {
  /** What the axis measures. */
  readonly quantity: string;
  /** What the pale bars are; said only where there is one. */
  readonly beside: string;
  /** In words, for who cannot see it. */
  readonly label: string;
  /** Of the axis, at least. */
  readonly domain: readonly [number, number];
}

const LANE = 13;
const GAP = 11;
const LABEL = 16;
const KEY = 26;
const AXIS = 44;
/** Of the widest of the usual fonts. */
const LETTER = 7.4;

/** Means and intervals, one row beneath the other: a dot and a line each. SVG text that stands alone. */
export function intervalsFigure(rows: readonly IntervalRow[], options: IntervalsOptions): string {
  const { width = 680, theme = PAPER_THEME, quantity, beside, label } = options;
  const lanes = Math.max(1, ...rows.map((row) => row.lanes.length));
  const longest = Math.max(0, ...rows.map((row) => row.label.length));
  const isNarrow = width < 500;
  const margin = isNarrow ? 14 : Math.min(0.34 * width, LETTER * longest + 16);
  const rowHeight = lanes * LANE + GAP + (isNarrow ? LABEL : 0);
  const height = 8 + rows.length * rowHeight + AXIS;
  const top = (row: number) => row * rowHeight + (isNarrow ? LABEL : 0);
  const letters = Math.floor(((isNarrow ? width : margin + 1) - 16) / LETTER);

  const placed = rows.flatMap((row, i) =>
    row.lanes.map((lane, j) => ({ ...lane, y: top(i) + GAP / 2 + (j + 0.5) * LANE + offset(lanes, row) })),
  );
  const places = rows.map((row, i) => ({
    label: shortened(row.label, letters),
    y: isNarrow ? top(i) - LABEL / 2 + 4 : top(i) + (GAP + lanes * LANE) / 2,
  }));
  const [least, most] = domainOf(placed, options.domain);
  const content = plotPanel({
    width,
    height,
    marginLeft: margin,
    marginRight: 14,
    marginTop: 8,
    marginBottom: AXIS,
    style: { fontSize: '12px' },
    x: { domain: [least, most] },
    y: { domain: [rows.length * rowHeight, 0], axis: null },
    marks: [
      Plot.gridX({ stroke: theme.rule, strokeOpacity: 1, ticks: isNarrow ? 4 : 7 }),
      Plot.ruleY(
        rows.slice(1).map((_, i) => (i + 1) * rowHeight),
        { stroke: theme.rule, strokeOpacity: 0.6 },
      ),
      ...(least < 0 && most > 0 ? [Plot.ruleX([0], { stroke: theme.muted })] : []),
      Plot.axisX({
        ticks: isNarrow ? 4 : 7,
        label: quantity,
        labelAnchor: 'center',
        labelArrow: 'none',
        tickSize: 0,
      }),
      ...placed.flatMap((lane) => laneMarks(lane, theme)),
      Plot.text(places, {
        x: () => least,
        y: 'y',
        text: 'label',
        dx: isNarrow ? 0 : -12,
        textAnchor: isNarrow ? 'start' : 'end',
        fontSize: 12,
        stroke: theme.paper,
        strokeWidth: 4,
        fill: theme.ink,
      }),
    ],
  });
  const inks = [...new Set(placed.map(({ ink }) => ink))];
  const hasBeside = placed.some((lane) => lane.beside !== null);
  const above = inks.length > 1 || hasBeside ? KEY : 0;
  const panels = [
    { x: isNarrow ? 4 : margin, y: 0, content: key(inks, hasBeside ? beside : null, theme) },
    { x: 0, y: above, content },
  ];
  return figure(width, above + height, label, panels, theme);
}

/** Rows with fewer lanes than others have them in their middle. */
function offset(lanes: number, row: IntervalRow): number {
  return ((lanes - row.lanes.length) * LANE) / 2;
}

function laneMarks({ ink, value, beside, y }: Lane & { readonly y: number }, theme: Theme): Plot.Markish[] {
  const colour = theme[ink];
  const { mean, lo, hi } = value;
  const bar = (range: Range, stroke: Plot.LinkOptions) =>
    Plot.link([range], { x1: 'lo', x2: 'hi', y1: [y], y2: [y], stroke: colour, ...stroke });
  return [
    ...(beside === null ? [] : [bar(beside, { strokeWidth: 10, strokeOpacity: 0.28, strokeLinecap: 'butt' })]),
    ...(lo === null || hi === null ? [] : [bar({ lo, hi }, { strokeWidth: 2 })]),
    ...(mean === null ? [] : [Plot.dot([mean], { x: [mean], y: [y], r: 3.4, fill: colour, stroke: 'none' })]),
  ];
}

function domainOf(lanes: readonly Lane[], [least, most]: readonly [number, number]): [number, number] {
  const values = lanes.flatMap(({ value: { mean, lo, hi }, beside }) =>
    [mean, lo, hi, beside?.lo, beside?.hi].filter((end) => typeof end === 'number'),
  );
  return [Math.floor(10 * Math.min(least, ...values)) / 10, Math.ceil(10 * Math.max(most, ...values)) / 10];
}

/** What the colours are, where there are two, and what the pale bars are. */
function key(inks: readonly Ink[], beside: string | null, theme: Theme): string {
  let x = 0;
  const entry = (sample: string, label: string, sampleWidth: number, fill: string) => {
    const drawn = `<g transform="translate(${x},0)">${sample}${text(sampleWidth + 6, 18, label, { fill, size: 13 })}</g>`;
    x += sampleWidth + 6 + 7.2 * label.length + 18;
    return drawn;
  };
  const named = inks.filter((ink) => ink !== 'ink');
  const dots = named.map((ink) => {
    const sample = `<path d="M0 14h22" stroke="${theme[ink]}" stroke-width="2"/><circle cx="11" cy="14" r="3.4" fill="${theme[ink]}"/>`;
    return entry(sample, CURVE_LABELS[ink], 22, theme[ink]);
  });
  const bar = `<path d="M0 14h22" stroke="${theme.muted}" stroke-opacity="0.4" stroke-width="10"/>`;
  return [...dots, ...(beside === null ? [] : [entry(bar, beside, 22, theme.muted)])].join('');
}
