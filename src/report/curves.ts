import * as Plot from '@observablehq/plot';
import type { Analysis, CurvePoint } from '../study/analysis.ts';
import { type FigureOptions, figure, type Panel, plotPanel, text } from './figure.ts';
import { count } from './format.ts';
import type { PointAxis } from './subject.ts';
import { CURVE_LABELS, type CurveName, PAPER_THEME, type Theme } from './theme.ts';

/** From the one drawn first, which may be covered, to the last. */
export const NAMES: readonly CurveName[] = ['loss', 'blockEntropy', 'bdm'];
const DASHES: Readonly<Record<CurveName, string>> = { loss: '', bdm: '', blockEntropy: '5 3' };
const MARGIN = { left: 52, right: 8 };
const KEY_HEIGHT = 26;
const COUNT_HEIGHT = 104;
/** What the axis needs beneath the curves of one run. */
const ONE_AXIS = 28;
const EPOCHS: PointAxis = { label: 'epoch' };

/**
 * The figure of the field: mean normalised loss, BDM and block entropy by epoch, each with its bootstrap band, and
 * beneath them, on the same axis, how many runs are still active, if there are several. SVG text that stands alone.
 */
export function curvesFigure(
  analysis: Analysis,
  { width = 680, theme = PAPER_THEME, axis = EPOCHS }: FigureOptions & { readonly axis?: PointAxis } = {},
): string {
  const { curves, runs } = analysis;
  const isOne = runs.kept === 1;
  const height = Math.round(Math.min(300, 0.55 * width + 40));
  const epochs = Math.max(1, curves.loss.length);
  const x: Plot.ScaleOptions = { domain: [0.5, epochs + 0.5], label: null };
  const common = { width, marginLeft: MARGIN.left, marginRight: MARGIN.right, style: { fontSize: '12px' } };
  const tickWidth = Math.max(0, ...(axis.ticks ?? []).map(({ length }) => 8 * length));
  const ticks = epochTicks(epochs, Math.min(width < 500 ? 8 : 16, Math.floor(width / (tickWidth + 12))));
  const axisX = Plot.axisX({
    ticks,
    tickFormat: axis.ticks === undefined ? 'd' : (place: number) => axis.ticks?.[place - 1] ?? '',
    label: axis.label,
    labelAnchor: 'center',
    labelArrow: 'none',
    tickSize: 0,
  });
  const grid = { stroke: theme.rule, strokeOpacity: 1 };

  const main = plotPanel({
    ...common,
    height: isOne ? height + ONE_AXIS : height,
    marginTop: 8,
    marginBottom: isOne ? 12 + ONE_AXIS : 12,
    x: isOne ? x : { ...x, axis: null },
    y: { domain: [0, 1] },
    marks: [
      Plot.gridY({ ...grid, ticks: 5 }),
      Plot.axisY({ ticks: 5, label: 'normalised value', labelAnchor: 'center', labelArrow: 'none', tickSize: 0 }),
      ...(isOne ? [axisX] : []),
      ...NAMES.map((name) => band(curves[name], theme[name])),
      ...NAMES.flatMap((name) => line(curves[name], theme[name], DASHES[name])),
    ],
  });
  const active = curves.loss.map(({ epoch, defined, undefined: none }) => ({ epoch, runs: defined + none }));
  const most = Math.max(1, ...active.map(({ runs }) => runs));
  const countTicks = most === 1 ? [0, 1] : [0, Math.round(most / 2), most];
  const counts = plotPanel({
    ...common,
    height: COUNT_HEIGHT,
    marginTop: 8,
    marginBottom: 40,
    x,
    y: { domain: [0, most] },
    marks: [
      Plot.gridY({ ...grid, ticks: countTicks }),
      Plot.axisY({
        ticks: countTicks,
        tickFormat: 'd',
        label: 'active runs',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickSize: 0,
      }),
      axisX,
      Plot.rectY(active, {
        x1: ({ epoch }) => epoch - 0.4,
        x2: ({ epoch }) => epoch + 0.4,
        y: 'runs',
        fill: theme.muted,
        fillOpacity: 0.55,
      }),
    ],
  });
  const panels: Panel[] = [
    { x: width < 500 ? 4 : MARGIN.left, y: 0, content: key(theme, width < 500 ? 14 : 28) },
    { x: 0, y: KEY_HEIGHT, content: main },
    ...(isOne ? [] : [{ x: 0, y: KEY_HEIGHT + height, content: counts }]),
  ];
  const label = describe(analysis, axis.ticks === undefined ? axis.label : 'checkpoint');
  return figure(width, KEY_HEIGHT + height + (isOne ? ONE_AXIS : COUNT_HEIGHT), label, panels, theme);
}

/** Mean line with a dot at each epoch, so that an epoch alone between gaps is seen too. */
function line(
  points: readonly CurvePoint[],
  stroke: string,
  dash: string,
  strokeWidth = 2,
  withDots = points.length <= 60,
): Plot.Markish[] {
  const channels = { x: 'epoch', y: 'mean' } as const;
  const dots = withDots ? [Plot.dot(points, { ...channels, r: 2.2, fill: stroke, stroke: 'none' })] : [];
  return [Plot.line(points, { ...channels, stroke, strokeWidth, ...(dash && { strokeDasharray: dash }) }), ...dots];
}

function band(points: readonly CurvePoint[], fill: string): Plot.Markish {
  return Plot.areaY(points, { x: 'epoch', y1: 'lo', y2: 'hi', fill, fillOpacity: 0.16 });
}

/** The band and the line of one curve, for a figure of its own making. */
export function curveMarks(
  points: readonly CurvePoint[],
  name: CurveName,
  theme: Theme,
  { width, withDots }: { readonly width: number; readonly withDots: boolean },
): Plot.Markish[] {
  return [band(points, theme[name]), ...line(points, theme[name], DASHES[name], width, withDots)];
}

/** Which line is which. */
export function key(theme: Theme, gap: number): string {
  let x = 0;
  return (['loss', 'bdm', 'blockEntropy'] as const)
    .map((name) => {
      const dash = DASHES[name] && ` stroke-dasharray="${DASHES[name]}"`;
      const sample = `<path d="M${x} 14h26" stroke="${theme[name]}" stroke-width="2.5"${dash}/>`;
      const label = text(x + 32, 18, CURVE_LABELS[name], { fill: theme[name], size: 13 });
      x += 32 + 7.2 * CURVE_LABELS[name].length + gap;
      return sample + label;
    })
    .join('');
}

/** Whole epochs, no more than so many. */
function epochTicks(epochs: number, most: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => epochs / size <= most) ?? 1000;
  const first = step <= 2 ? 1 : step;
  const ticks = Array.from({ length: Math.floor((epochs - first) / step) + 1 }, (_, i) => first + i * step);
  return step <= 2 ? ticks : [1, ...ticks];
}

function describe({ curves, runs }: Analysis, point: string): string {
  const points = count(curves.loss.length, point);
  if (runs.kept === 1) return `Lines of the normalised training loss, BDM and block entropy over ${points} of 1 run.`;
  return (
    `Lines of the mean normalised training loss, BDM and block entropy over ${points} ` +
    `of ${count(runs.kept, 'run')}, with bootstrap bands, above bars of the number of active runs in each ${point}.`
  );
}
