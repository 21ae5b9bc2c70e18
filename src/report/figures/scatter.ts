import * as Plot from '@observablehq/plot';
import { capitalised, count } from '../../format.ts';
import type { ProcessedRun } from '../../study/analysis/analysis.ts';
import type { CLAIM } from '../../study/judgement/claim.ts';
import { at, axisX, axisY, type FigureOptions, figure, gridX, gridY, plotPanel, text } from './figure.ts';
import { WIDTHS } from './sizes.ts';
import { labelOf, PAPER_THEME } from './theme.ts';

const TITLE_HEIGHT = 24;

/** A measure against the loss, both processed, one dot for each epoch (or `point`) of each run. SVG text that stands alone. */
export function scatterFigure(
  runs: readonly ProcessedRun[],
  measure: (typeof CLAIM)[number],
  { width = WIDTHS.half, theme = PAPER_THEME, point = 'epoch' }: FigureOptions & { readonly point?: string } = {},
): string {
  const pairs = runs.flatMap(({ loss, series }) => {
    const values = series[measure];
    return loss === null || values === null ? [] : loss.map((value, i) => ({ loss: value, value: values[i] }));
  });
  const [name, fill] = [labelOf(measure), theme.of(measure)];
  const isDense = pairs.length > 500;
  const diagonal = { stroke: theme.muted, strokeDasharray: '3 3', strokeWidth: 1 };
  const plot = plotPanel({
    width,
    height: width,
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
      axisY({ ticks: 5, label: `normalised ${name}` }),
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
  const none = runs.length === 1 ? 'undefined: it is constant' : 'undefined: constant in every run';
  const note = pairs.length === 0 ? text(width / 2, width / 2, none, { anchor: 'middle', fill: theme.muted }) : '';
  const title = text(52, 18, capitalised(name), { fill, size: 14, weight: 'bold' });
  const content = title + at(0, TITLE_HEIGHT, plot + note);
  const label =
    `Scatter of normalised ${name} against normalised training loss: ` +
    `${count(pairs.length, 'dot')}, one for each ${point} of ${count(runs.length, 'run')}.`;
  return figure(width, width + TITLE_HEIGHT, label, at(0, 0, content), theme);
}
