import { count, shortened } from '../../format.ts';
import type { Analysis } from '../../study/analysis/analysis.ts';
import { curveKey, curveMarks } from './curves.ts';
import { at, axisX, axisY, type FigureOptions, figure, gridY, plotPanel, text } from './figure.ts';
import { isNarrow, lettersIn, WIDTHS } from './sizes.ts';
import { PAPER_THEME, type Theme } from './theme.ts';

const TITLE = 20;
const AXIS = 24;
const GUTTER = 14;
const MARGIN = 30;

/** The mean trajectories of several configurations, a small panel each, all with the same height of 1. SVG text that stands alone. */
export function multiplesFigure(
  configurations: readonly { readonly name: string; readonly summary: Pick<Analysis, 'curves'> }[],
  { width = WIDTHS.file, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const columns = columnsFor(configurations.length, isNarrow(width));
  const across = Math.min(420, Math.floor((width - (columns - 1) * GUTTER) / columns));
  const plotHeight = Math.round(Math.min(220, 0.58 * across)) + AXIS;
  const step = plotHeight + TITLE + 14;
  const legend = curveKey(
    configurations.map(({ summary }) => summary.curves),
    theme,
    width,
  );
  const panels = configurations.map(({ name, summary }, i) => {
    const title = text(MARGIN, 12, shortened(name, lettersIn(across - MARGIN, 'bold')), { weight: 'bold' });
    const content = title + at(0, TITLE, panel(summary, across, plotHeight, theme));
    return at((i % columns) * (across + GUTTER), legend.height + Math.floor(i / columns) * step, content);
  });
  const rows = Math.ceil(configurations.length / columns);
  const label =
    'Small panels of the mean normalised training loss, BDM and block entropy by epoch, ' +
    `one for each of ${count(configurations.length, 'configuration')}.`;
  const above = at(isNarrow(width) ? 4 : MARGIN, 0, legend.content);
  return figure(width, legend.height + rows * step, label, above + panels.join(''), theme);
}

function columnsFor(panels: number, isNarrow: boolean): number {
  if (isNarrow) return Math.min(2, panels);
  if (panels <= 4) return panels;
  if (panels <= 6) return 3;
  return panels <= 12 ? 4 : 5;
}

function panel({ curves }: Pick<Analysis, 'curves'>, width: number, height: number, theme: Theme): string {
  const epochs = Math.max(1, curves.loss.length);
  return plotPanel({
    width,
    height,
    marginLeft: MARGIN,
    marginRight: 6,
    marginTop: 6,
    marginBottom: AXIS,
    style: { fontSize: '11px' },
    x: { domain: [0.5, epochs + 0.5] },
    y: { domain: [0, 1] },
    marks: [
      gridY(theme, 2),
      axisY({ ticks: 2 }),
      axisX({ ticks: epochs === 1 ? [1] : [1, epochs], tickFormat: 'd' }),
      ...curveMarks(curves, theme, { width: 1.5, withDots: epochs <= 4 }),
    ],
  });
}
