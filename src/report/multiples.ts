import * as Plot from '@observablehq/plot';
import type { Analysis } from '../study/analysis.ts';
import { curveMarks, key, NAMES } from './curves.ts';
import { type FigureOptions, figure, plotPanel, text } from './figure.ts';
import { count, shortened } from './format.ts';
import { PAPER_THEME } from './theme.ts';

export interface SmallCurves {
  readonly title: string;
  readonly analysis: Pick<Analysis, 'runs' | 'curves'>;
}

const KEY = 30;
const TITLE = 20;
const AXIS = 24;
const GUTTER = 14;

/** The mean trajectories of several configurations, a small panel each, all with the same height of 1. SVG text that stands alone. */
export function multiplesFigure(
  configurations: readonly SmallCurves[],
  { width = 680, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const columns = columnsFor(configurations.length, width < 500);
  const across = Math.min(420, Math.floor((width - (columns - 1) * GUTTER) / columns));
  const plotHeight = Math.round(Math.min(220, 0.58 * across)) + AXIS;
  const step = plotHeight + TITLE + 14;
  const panels = configurations.map(({ title, analysis }, i) => ({
    x: (i % columns) * (across + GUTTER),
    y: KEY + Math.floor(i / columns) * step,
    content:
      text(30, 12, shortened(title, Math.floor((across - 36) / 6.8)), { weight: 'bold' }) +
      `<g transform="translate(0,${TITLE})">${panel(analysis, across, plotHeight, theme)}</g>`,
  }));
  const rows = Math.ceil(configurations.length / columns);
  const label =
    'Small panels of the mean normalised training loss, BDM and block entropy by epoch, ' +
    `one for each of ${count(configurations.length, 'configuration')}.`;
  const legend = { x: width < 500 ? 4 : 30, y: 0, content: key(theme, width < 500 ? 14 : 28) };
  return figure(width, KEY + rows * step, label, [legend, ...panels], theme);
}

function columnsFor(panels: number, isNarrow: boolean): number {
  if (isNarrow) return Math.min(2, panels);
  if (panels <= 4) return panels;
  if (panels <= 6) return 3;
  return panels <= 12 ? 4 : 5;
}

function panel({ curves }: SmallCurves['analysis'], width: number, height: number, theme: typeof PAPER_THEME): string {
  const epochs = Math.max(1, curves.loss.length);
  const axis = { tickSize: 0, label: null } as const;
  return plotPanel({
    width,
    height,
    marginLeft: 30,
    marginRight: 6,
    marginTop: 6,
    marginBottom: AXIS,
    style: { fontSize: '11px' },
    x: { domain: [0.5, epochs + 0.5] },
    y: { domain: [0, 1] },
    marks: [
      Plot.gridY({ stroke: theme.rule, strokeOpacity: 1, ticks: 2 }),
      Plot.axisY({ ...axis, ticks: 2 }),
      Plot.axisX({ ...axis, ticks: epochs === 1 ? [1] : [1, epochs], tickFormat: 'd' }),
      ...NAMES.flatMap((name) => curveMarks(curves[name], name, theme, { width: 1.5, withDots: epochs <= 4 })),
    ],
  });
}
