import * as Plot from '@observablehq/plot';
import type { MeasureName, ProcessedRun } from '../study/analysis.ts';
import { type FigureOptions, figure, plotPanel, text } from './figure.ts';
import { capitalised, count } from './format.ts';
import { CURVE_LABELS, PAPER_THEME, type Theme } from './theme.ts';

const TITLE_HEIGHT = 24;

/** One epoch or checkpoint of one run: its processed loss and measure. */
interface Pair {
  readonly loss: number;
  readonly value: number;
}

/** A measure against the loss, both processed, one dot for each epoch (or `point`) of each run. SVG text that stands alone. */
export function scatterFigure(
  runs: readonly ProcessedRun[],
  measure: MeasureName,
  { width = 330, theme = PAPER_THEME, point = 'epoch' }: FigureOptions & { readonly point?: string } = {},
): string {
  const pairs = pairsOf(runs, measure);
  const panel = scatterPanel(pairs, runs.length, measure, width, theme);
  return figure(
    width,
    width + TITLE_HEIGHT,
    describe(pairs, runs, measure, point),
    [{ x: 0, y: 0, content: panel }],
    theme,
  );
}

/** BDM and block entropy against the loss, side by side. SVG text that stands alone. */
export function scatterPairFigure(
  runs: readonly ProcessedRun[],
  { width = 680, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const side = Math.floor((width - 20) / 2);
  const measures = ['bdm', 'blockEntropy'] as const;
  const panels = measures.map((measure, i) => ({
    x: i * (side + 20),
    y: 0,
    content: scatterPanel(pairsOf(runs, measure), runs.length, measure, side, theme),
  }));
  const label = measures.map((measure) => describe(pairsOf(runs, measure), runs, measure, 'epoch')).join(' ');
  return figure(width, side + TITLE_HEIGHT, label, panels, theme);
}

function pairsOf(runs: readonly ProcessedRun[], measure: MeasureName): Pair[] {
  return runs.flatMap((run) => {
    const { loss } = run;
    const values = run[measure];
    return loss === null || values === null ? [] : loss.map((value, i) => ({ loss: value, value: values[i] }));
  });
}

function scatterPanel(pairs: readonly Pair[], runs: number, measure: MeasureName, side: number, theme: Theme): string {
  const label = CURVE_LABELS[measure];
  const grid = { stroke: theme.rule, strokeOpacity: 1, ticks: 5 };
  const axis = { ticks: 5, labelAnchor: 'center', labelArrow: 'none', tickSize: 0 } as const;
  const plot = plotPanel({
    width: side,
    height: side,
    marginLeft: 52,
    marginRight: 10,
    marginTop: 10,
    marginBottom: 44,
    style: { fontSize: '12px' },
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    marks: [
      Plot.gridX(grid),
      Plot.gridY(grid),
      Plot.axisX({ ...axis, label: 'normalised training loss' }),
      Plot.axisY({ ...axis, label: `normalised ${label}` }),
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: theme.muted, strokeDasharray: '3 3', strokeWidth: 1 },
      ),
      Plot.dot(pairs, {
        x: 'loss',
        y: 'value',
        r: pairs.length > 500 ? 1.6 : 2.6,
        fill: theme[measure],
        fillOpacity: pairs.length > 500 ? 0.35 : 0.6,
        stroke: 'none',
      }),
    ],
  });
  const none = runs === 1 ? 'undefined: it is constant' : 'undefined: constant in every run';
  const note = pairs.length === 0 ? text(side / 2, side / 2, none, { anchor: 'middle', fill: theme.muted }) : '';
  const title = text(52, 18, label === 'BDM' ? label : capitalised(label), {
    fill: theme[measure],
    size: 14,
    weight: 'bold',
  });
  return `${title}<g transform="translate(0,${TITLE_HEIGHT})">${plot}${note}</g>`;
}

function describe(pairs: readonly Pair[], runs: readonly ProcessedRun[], measure: MeasureName, point: string): string {
  return (
    `Scatter of normalised ${CURVE_LABELS[measure]} against normalised training loss: ` +
    `${count(pairs.length, 'dot')}, one for each ${point} of ${count(runs.length, 'run')}.`
  );
}
