import * as Plot from '@observablehq/plot';
import { capitalised, count, present, shortened } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import type { Estimate } from '../../study/analysis/analysis.ts';
import type { Values } from '../../study/analysis/values.ts';
import type { BySeries } from '../../study/run/trajectories.ts';
import { at, axisX, type FigureOptions, figure, gridX, plotPanel, text } from './figure.ts';
import { key, SAMPLE } from './key.ts';
import { isNarrow, lettersIn, WIDTHS } from './sizes.ts';
import { LOSS, labelOf, PAPER_THEME, type Theme } from './theme.ts';

/** A configuration's values, by series. */
export interface ValuesRow {
  readonly name: string;
  readonly values: BySeries<Values>;
}

/** What a panel shows of each configuration, from above: a filled dot and a ring. */
const LANES = ['kept', 'atLoss'] as const;

/** Numbers of so many digits go by thousands: 540k. */
const LONG = 10_000;

const GUTTER = 22;
const TITLE = 20;
const LABEL = 15;
const LANE = 12;
const AXIS = 40;
const EDGE = 26;

/**
 * Raw values of each series by configuration, a small panel each: as kept, and at the same training loss (`atLoss`, in words)
 * where one is given. SVG text that stands alone.
 */
export function valuesFigure(
  rows: readonly ValuesRow[],
  series: readonly { readonly name: string; readonly unit: string | null }[],
  { width = WIDTHS.file, theme = PAPER_THEME, kept, atLoss }: FigureOptions & { kept: string; atLoss: string | null },
): string {
  const lanes = atLoss === null ? LANES.slice(0, 1) : LANES;
  const columns = Math.min(series.length, isNarrow(width) ? 1 : 3);
  const across = Math.min(WIDTHS.phone, Math.floor((width - (columns - 1) * GUTTER) / columns));
  const plotHeight = rows.length * (LABEL + lanes.length * LANE + 6) + AXIS;
  const step = TITLE + plotHeight + 14;
  const legend = key(
    present(
      { sample: mark('kept', SAMPLE / 2, 14, theme.ink), label: kept, colour: theme.ink },
      atLoss !== null && { sample: mark('atLoss', SAMPLE / 2, 14, theme.ink), label: atLoss, colour: theme.ink },
    ),
    width,
  );
  const panels = series.map(({ name, unit }, i) => {
    // What sets series apart stands in front of their short names.
    const words = shortened(
      capitalised(name === LOSS ? labelOf(name) : factsOf(name).short),
      lettersIn(across, 'bold'),
    );
    const title = text(0, 12, words, { weight: 'bold', fill: theme.of(name) });
    const content = title + at(0, TITLE, panel({ rows, series: name, unit, lanes, theme }, across, plotHeight));
    return at((i % columns) * (across + GUTTER), legend.height + Math.floor(i / columns) * step, content);
  });
  const height = legend.height + Math.ceil(series.length / columns) * step;
  const label = `Small panels of the mean values of the training loss and each measure in ${count(rows.length, 'configuration')}, ${kept}${
    atLoss === null ? '' : ` and ${atLoss}`
  }, with intervals.`;
  return figure(width, height, label, legend.content + panels.join(''), theme);
}

interface Panel {
  readonly rows: readonly ValuesRow[];
  readonly series: string;
  readonly unit: string | null;
  readonly lanes: readonly (typeof LANES)[number][];
  readonly theme: Theme;
}

function panel({ rows, series, unit, lanes, theme }: Panel, width: number, height: number): string {
  const rowHeight = (height - AXIS) / rows.length;
  const placed = rows.flatMap(({ values }, i) =>
    lanes.flatMap((lane, j) => {
      const value = values[series]?.[lane] ?? null;
      return value === null || value.mean === null
        ? []
        : [{ lane, value, y: i * rowHeight + LABEL + (j + 0.5) * LANE }];
    }),
  );
  const ends = placed.flatMap(({ value: { mean, lo, hi } }) => [mean, lo, hi].filter((end) => end !== null));
  const colour = theme.of(series);
  return plotPanel({
    width,
    height,
    marginLeft: EDGE,
    marginRight: EDGE,
    marginTop: 0,
    marginBottom: AXIS,
    style: { fontSize: '11px' },
    x: { domain: domainOf(ends), nice: true },
    y: { domain: [height - AXIS, 0], axis: null },
    marks: [
      gridX(theme, 3),
      axisX({ ticks: 3, label: unit, ...(Math.max(...ends.map(Math.abs)) >= LONG && { tickFormat: '~s' }) }),
      Plot.text(rows, {
        x: null,
        y: (_, i) => i * rowHeight + LABEL / 2 + 1,
        text: ({ name }) => shortened(name, lettersIn(width - 2 * EDGE)),
        frameAnchor: 'left',
        dx: 2 - EDGE,
        fill: theme.ink,
        stroke: theme.paper,
        strokeWidth: 3,
      }),
      ...placed.flatMap(({ lane, value, y }) => laneMarks(lane, value, y, colour, theme)),
    ],
  });
}

function laneMarks(lane: (typeof LANES)[number], { mean, lo, hi }: Estimate, y: number, colour: string, theme: Theme) {
  const fill = lane === 'kept' ? colour : theme.paper;
  return present<Plot.Markish>(
    lo !== null && hi !== null && Plot.link([{ lo, hi }], { x1: 'lo', x2: 'hi', y1: [y], y2: [y], stroke: colour }),
    Plot.dot([mean], { x: [mean], y: [y], r: 3.6, fill, stroke: colour, strokeWidth: 1.5 }),
  );
}

/** All values with some room; of none, or a single one, any. */
function domainOf(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = most > least ? 0.04 * (most - least) : Math.abs(least) / 100 || 1;
  return [least - room, most + room];
}

/** A sample for the key. */
function mark(lane: (typeof LANES)[number], x: number, y: number, colour: string): string {
  const fill = lane === 'kept' ? colour : 'none';
  return `<circle cx="${x}" cy="${y}" r="4" fill="${fill}" stroke="${colour}" stroke-width="1.5"/>`;
}
