import * as Plot from '@observablehq/plot';
import { count } from '../../format.ts';
import type { Analysis, CurvePoint } from '../../study/analysis/analysis.ts';
import { AGAINST, CLAIM } from '../../study/judgement/claim.ts';
import { at, axisX, axisY, type FigureOptions, figure, gridY, plotPanel } from './figure.ts';
import { key } from './key.ts';
import { isNarrow, textWidth, WIDTHS } from './sizes.ts';
import { CURVES, LOSS, labelOf, PAPER_THEME, type Theme, VALIDATION } from './theme.ts';

/** The axis of epochs or checkpoints. */
export interface PointAxis {
  readonly label: string;
  /** What stands at each point, the first first; their numbers from 1 where it is left out. */
  readonly ticks?: readonly string[];
}

type CurveName = (typeof CURVES)[number];

/** From the one drawn first, which may be covered, to the last. */
const DRAWN: readonly CurveName[] = [LOSS, VALIDATION, ...CLAIM.toReversed()];
const DASHES: { readonly [Name in CurveName]?: string } = { [AGAINST]: '5 3', [VALIDATION]: '2 2' };
const MARGIN = { marginLeft: 52, marginRight: 8 };
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
  { width = WIDTHS.file, theme = PAPER_THEME, axis = EPOCHS }: FigureOptions & { readonly axis?: PointAxis } = {},
): string {
  const { curves, runs } = analysis;
  const isOne = runs.kept === 1;
  const height = Math.round(Math.min(300, 0.55 * width + 40));
  const epochs = Math.max(1, curves.loss.length);
  const x: Plot.ScaleOptions = { domain: [0.5, epochs + 0.5], label: null };
  const tickWidth = Math.max(0, ...(axis.ticks ?? []).map(({ length }) => textWidth(length)));
  const most = Math.min(isNarrow(width) ? 8 : 16, Math.floor(width / (tickWidth + 16)));
  const places = axisX({
    ticks: epochTicks(epochs, most),
    tickFormat: axis.ticks === undefined ? 'd' : (place: number) => axis.ticks?.[place - 1] ?? '',
    label: axis.label,
  });

  const main = plotPanel({
    ...MARGIN,
    width,
    height: isOne ? height + ONE_AXIS : height,
    marginTop: 8,
    marginBottom: isOne ? 12 + ONE_AXIS : 12,
    x: isOne ? x : { ...x, axis: null },
    y: { domain: [0, 1] },
    marks: [
      gridY(theme, 5),
      axisY({ ticks: 5, label: 'normalised value' }),
      ...(isOne ? [places] : []),
      ...curveMarks(curves, theme, { width: 2, withDots: curves.loss.length <= 60 }),
    ],
  });
  const legend = curveKey([curves], theme, width);
  const panels =
    at(isNarrow(width) ? 4 : MARGIN.marginLeft, 0, legend.content) +
    at(0, legend.height, main) +
    (isOne ? '' : at(0, legend.height + height, activeRuns(analysis, { width, theme, x, places })));
  const label = describe(analysis, axis.ticks === undefined ? axis.label : 'checkpoint');
  return figure(width, legend.height + height + (isOne ? ONE_AXIS : COUNT_HEIGHT), label, panels, theme);
}

/** A bar for each epoch. */
function activeRuns(
  { curves }: Analysis,
  { width, theme, x, places }: { width: number; theme: Theme; x: Plot.ScaleOptions; places: Plot.Markish },
): string {
  const active = curves.loss.map(({ epoch, defined, undefined: none }) => ({ epoch, runs: defined + none }));
  const most = Math.max(1, ...active.map(({ runs }) => runs));
  const ticks = most === 1 ? [0, 1] : [0, Math.round(most / 2), most];
  return plotPanel({
    ...MARGIN,
    width,
    height: COUNT_HEIGHT,
    marginTop: 8,
    marginBottom: 40,
    x,
    y: { domain: [0, most] },
    marks: [
      gridY(theme, ticks),
      axisY({ ticks, tickFormat: 'd', label: 'active runs' }),
      places,
      Plot.rectY(active, {
        x1: ({ epoch }) => epoch - 0.4,
        x2: ({ epoch }) => epoch + 0.4,
        y: 'runs',
        fill: theme.muted,
        fillOpacity: 0.55,
      }),
    ],
  });
}

/** Bands, then lines; with a dot at each epoch, so that an epoch alone between gaps is seen too. */
export function curveMarks(
  curves: Analysis['curves'],
  theme: Theme,
  { width, withDots }: { readonly width: number; readonly withDots: boolean },
): Plot.Markish[] {
  const band = (points: readonly CurvePoint[], fill: string) =>
    Plot.areaY(points, { x: 'epoch', y1: 'lo', y2: 'hi', fill, fillOpacity: 0.16 });
  const line = (name: CurveName) => {
    const [points, colour, dash] = [curves[name], theme.of(name), DASHES[name]];
    const options = { stroke: colour, strokeWidth: width, ...(dash && { strokeDasharray: dash }) };
    const dots = withDots ? [Plot.dot(points, { x: 'epoch', y: 'mean', r: 2.2, fill: colour, stroke: 'none' })] : [];
    return [Plot.line(points, { x: 'epoch', y: 'mean', ...options }), ...dots];
  };
  const drawn = DRAWN.filter((name) => name in curves);
  return [...drawn.map((name) => band(curves[name], theme.of(name))), ...drawn.flatMap(line)];
}

/** Which line is which, of those that some of these curves have. */
export function curveKey(drawn: readonly Analysis['curves'][], theme: Theme, width: number) {
  const names = CURVES.filter((name) => drawn.some((curves) => name in curves));
  const entries = names.map((name) => {
    const dash = name in DASHES ? ` stroke-dasharray="${DASHES[name]}"` : '';
    const sample = `<path d="M0 14h26" stroke="${theme.of(name)}" stroke-width="2.5"${dash}/>`;
    return { sample, label: labelOf(name), colour: theme.of(name) };
  });
  return key(entries, width);
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
  const losses = VALIDATION in curves ? 'training loss, validation loss' : 'training loss';
  if (runs.kept === 1) return `Lines of the normalised ${losses}, BDM and block entropy over ${points} of 1 run.`;
  return (
    `Lines of the mean normalised ${losses}, BDM and block entropy over ${points} ` +
    `of ${count(runs.kept, 'run')}, with bootstrap bands, above bars of the number of active runs in each ${point}.`
  );
}
