import * as Plot from '@observablehq/plot';
import { present, shortened } from '../../format.ts';
import type { Interval } from '../../stats/bootstrap.ts';
import type { Estimate } from '../../study/analysis/analysis.ts';
import { at, axisX, type FigureOptions, figure, gridX, plotPanel } from './figure.ts';
import { key, SAMPLE } from './key.ts';
import { isNarrow, lettersIn, textWidth, WIDTHS } from './sizes.ts';
import { labelOf, PAPER_THEME, type Theme } from './theme.ts';

/** One interval of a row; beneath it, as a broad pale bar, what it is compared with. */
export interface Lane {
  /** Whose it is; none where all are of one kind. */
  readonly series?: string;
  readonly value: Pick<Estimate, 'mean' | 'lo' | 'hi'>;
  readonly beside?: Interval | null;
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
const AXIS = 44;
/** Half of a number below the axis, such as −0.10. */
const EDGE = 18;

/** Means and intervals, one row beneath the other: a dot and a line each. SVG text that stands alone. */
export function intervalsFigure(rows: readonly IntervalRow[], options: IntervalsOptions): string {
  const { width = WIDTHS.file, theme = PAPER_THEME, quantity, beside, label } = options;
  const lanes = Math.max(1, ...rows.map((row) => row.lanes.length));
  const longest = Math.max(0, ...rows.map((row) => row.label.length));
  const narrow = isNarrow(width);
  const margin = narrow ? EDGE : Math.min(0.34 * width, textWidth(longest) + 16);
  const above = narrow ? LABEL : 0;
  const rowHeight = lanes * LANE + GAP + above;
  const height = 8 + rows.length * rowHeight + AXIS;
  const letters = lettersIn((narrow ? width - 2 * EDGE : margin) - 14);
  const ticks = narrow ? 4 : 7;

  // Rows with fewer lanes than others have them in their middle.
  const placed = rows.flatMap((row, i) =>
    row.lanes.map((lane, j) => ({
      ...lane,
      y: i * rowHeight + above + GAP / 2 + (j + 0.5 + (lanes - row.lanes.length) / 2) * LANE,
    })),
  );
  const places = rows.map((row, i) => ({
    label: shortened(row.label, letters),
    y: i * rowHeight + (narrow ? LABEL / 2 + 4 : (GAP + lanes * LANE) / 2),
  }));
  const [least, most] = domainOf(placed, options.domain);
  const content = plotPanel({
    width,
    height,
    marginLeft: margin,
    marginRight: EDGE,
    marginTop: 8,
    marginBottom: AXIS,
    x: { domain: [least, most] },
    y: { domain: [rows.length * rowHeight, 0], axis: null },
    marks: [
      gridX(theme, ticks),
      Plot.ruleY(
        rows.slice(1).map((_, i) => (i + 1) * rowHeight),
        { stroke: theme.rule, strokeOpacity: 0.6 },
      ),
      ...(least < 0 && most > 0 ? [Plot.ruleX([0], { stroke: theme.muted })] : []),
      axisX({ ticks, label: quantity }),
      ...placed.flatMap((lane) => laneMarks(lane, theme)),
      Plot.text(places, {
        x: () => least,
        y: 'y',
        text: 'label',
        dx: narrow ? 0 : -12,
        textAnchor: narrow ? 'start' : 'end',
        stroke: theme.paper,
        strokeWidth: 4,
        fill: theme.ink,
      }),
    ],
  });
  const legend = keyOf(placed, beside, theme, narrow ? width : width - margin);
  const panels = at(narrow ? 4 : margin, 0, legend.content) + at(0, legend.height, content);
  return figure(width, legend.height + height, label, panels, theme);
}

function laneMarks({ series, value, beside = null, y }: Lane & { readonly y: number }, theme: Theme): Plot.Markish[] {
  const colour = series === undefined ? theme.ink : theme.of(series);
  const { mean, lo, hi } = value;
  const bar = (range: Interval, stroke: Plot.LinkOptions) =>
    Plot.link([range], { x1: 'lo', x2: 'hi', y1: [y], y2: [y], stroke: colour, ...stroke });
  return present(
    beside && bar(beside, { strokeWidth: 10, strokeOpacity: 0.28, strokeLinecap: 'butt' }),
    lo !== null && hi !== null && bar({ lo, hi }, { strokeWidth: 2 }),
    mean !== null && Plot.dot([mean], { x: [mean], y: [y], r: 3.4, fill: colour, stroke: 'none' }),
  );
}

function domainOf(lanes: readonly Lane[], [least, most]: readonly [number, number]): [number, number] {
  const values = lanes.flatMap(({ value: { mean, lo, hi }, beside }) =>
    [mean, lo, hi, beside?.lo, beside?.hi].filter((end) => typeof end === 'number'),
  );
  return [Math.floor(10 * Math.min(least, ...values)) / 10, Math.ceil(10 * Math.max(most, ...values)) / 10];
}

/** What the colours are, where there are two, and what the pale bars are. */
function keyOf(lanes: readonly Lane[], beside: string, theme: Theme, width: number) {
  const line = `M0 14h${SAMPLE}`;
  const dots = [...new Set(lanes.flatMap(({ series }) => series ?? []))].map((series) => {
    const colour = theme.of(series);
    const dot = `<circle cx="${SAMPLE / 2}" cy="14" r="3.4" fill="${colour}"/>`;
    return { sample: `<path d="${line}" stroke="${colour}" stroke-width="2"/>${dot}`, label: labelOf(series), colour };
  });
  const bar = `<path d="${line}" stroke="${theme.muted}" stroke-opacity="0.4" stroke-width="10"/>`;
  const hasBars = lanes.some(({ beside }) => beside);
  return key(present(...dots, hasBars && { sample: bar, label: beside, colour: theme.muted }), width);
}
