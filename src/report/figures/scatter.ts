import * as Plot from '@observablehq/plot';
import { capitalised, count } from '../../format.ts';
import type { ProcessedRun } from '../../study/analysis/analysis.ts';
import { CLAIM } from '../../study/judgement/claim.ts';
import { axisX, axisY, type FigureOptions, figure, gridX, gridY, plotPanel, text } from './figure.ts';
import { WIDTHS } from './sizes.ts';
import { labelOf, PAPER_THEME, type Theme } from './theme.ts';

const TITLE_HEIGHT = 24;
const GUTTER = 20;

type MeasureName = (typeof CLAIM)[number];

/** A measure against the loss, both processed, one dot for each epoch (or `point`) of each run. SVG text that stands alone. */
export function scatterFigure(
  runs: readonly ProcessedRun[],
  measure: MeasureName,
  { width = WIDTHS.half, point = 'epoch', ...options }: FigureOptions & { readonly point?: string } = {},
): string {
  return scatterPanels(runs, [measure], width, point, options);
}

/** BDM and block entropy against the loss, side by side. SVG text that stands alone. */
export function scatterPairFigure(runs: readonly ProcessedRun[], options: FigureOptions = {}): string {
  const { width = WIDTHS.file } = options;
  return scatterPanels(runs, CLAIM, Math.floor((width - GUTTER) / 2), 'epoch', options);
}

function scatterPanels(
  runs: readonly ProcessedRun[],
  measures: readonly MeasureName[],
  side: number,
  point: string,
  { theme = PAPER_THEME }: FigureOptions,
): string {
  const all = measures.map((measure) => ({ measure, pairs: pairsOf(runs, measure) }));
  const panels = all.map(({ measure, pairs }, i) => ({
    x: i * (side + GUTTER),
    y: 0,
    content: scatterPanel(pairs, runs.length, measure, side, theme),
  }));
  const labels = all.map(
    ({ measure, pairs }) =>
      `Scatter of normalised ${labelOf(measure)} against normalised training loss: ` +
      `${count(pairs.length, 'dot')}, one for each ${point} of ${count(runs.length, 'run')}.`,
  );
  const width = measures.length * (side + GUTTER) - GUTTER;
  return figure(width, side + TITLE_HEIGHT, labels.join(' '), panels, theme);
}

/** Of each epoch or checkpoint of each run: its processed loss and measure. */
function pairsOf(runs: readonly ProcessedRun[], measure: MeasureName) {
  return runs.flatMap((run) => {
    const { loss, series } = run;
    const values = series[measure];
    return loss === null || values === null ? [] : loss.map((value, i) => ({ loss: value, value: values[i] }));
  });
}

type Pairs = ReturnType<typeof pairsOf>;

function scatterPanel(pairs: Pairs, runs: number, measure: MeasureName, side: number, theme: Theme): string {
  const [label, fill] = [labelOf(measure), theme.of(measure)];
  const isDense = pairs.length > 500;
  const diagonal = { stroke: theme.muted, strokeDasharray: '3 3', strokeWidth: 1 };
  const plot = plotPanel({
    width: side,
    height: side,
    marginLeft: 52,
    marginRight: 10,
    marginTop: 10,
    marginBottom: 44,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    marks: [
      gridX(theme, 5),
      gridY(theme, 5),
      axisX({ ticks: 5, label: 'normalised training loss' }),
      axisY({ ticks: 5, label: `normalised ${label}` }),
      Plot.line([0, 1], { ...diagonal, x: Plot.identity, y: Plot.identity }),
      Plot.dot(pairs, {
        x: 'loss',
        y: 'value',
        r: isDense ? 1.6 : 2.6,
        fill,
        fillOpacity: isDense ? 0.35 : 0.6,
        stroke: 'none',
      }),
    ],
  });
  const none = runs === 1 ? 'undefined: it is constant' : 'undefined: constant in every run';
  const note = pairs.length === 0 ? text(side / 2, side / 2, none, { anchor: 'middle', fill: theme.muted }) : '';
  const title = text(52, 18, capitalised(label), { fill, size: 14, weight: 'bold' });
  return `${title}<g transform="translate(0,${TITLE_HEIGHT})">${plot}${note}</g>`;
}
