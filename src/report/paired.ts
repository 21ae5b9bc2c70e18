import * as Plot from '@observablehq/plot';
import { type Analysis, MEASURES, type MeasureName } from '../study/analysis.ts';
import { type FigureOptions, figure, plotPanel } from './figure.ts';
import { count } from './format.ts';
import { CURVE_LABELS, PAPER_THEME } from './theme.ts';

const HEIGHT = 176;
const PLACES: Readonly<Record<MeasureName, number>> = { bdm: 1, blockEntropy: 0 };

/**
 * Pearson's r with the loss in each run: a line joins the two measures of one run, so that pairs are seen; above and
 * below them the means with their intervals. SVG text that stands alone.
 */
export function pairedFigure(
  { measures, coefficients }: Analysis,
  { width = 680, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const pairs = coefficients.map(({ bdm, blockEntropy }) => ({ bdm: bdm.pearson, blockEntropy: blockEntropy.pearson }));
  const known = pairs.flatMap((pair) => MEASURES.map((name) => pair[name])).filter((r) => r !== null);
  const bounds = MEASURES.flatMap((name) => measures[name].pearson.lo ?? []);
  const least = Math.floor(10 * Math.min(0.8, ...known, ...bounds)) / 10;
  const dotSize = pairs.length > 60 ? 2 : 3.4;
  const content = plotPanel({
    width,
    height: HEIGHT,
    marginLeft: 112,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 42,
    style: { fontSize: '12px' },
    x: { domain: [least, 1] },
    y: { domain: [-0.6, 1.6], axis: null },
    marks: [
      Plot.gridX({ stroke: theme.rule, strokeOpacity: 1, ticks: width < 500 ? 4 : 6 }),
      Plot.axisX({
        ticks: width < 500 ? 4 : 6,
        label: 'Pearson r with the training loss',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickSize: 0,
      }),
      Plot.link(
        pairs.filter((pair) => pair.bdm !== null && pair.blockEntropy !== null),
        {
          x1: 'blockEntropy',
          x2: 'bdm',
          y1: () => PLACES.blockEntropy,
          y2: () => PLACES.bdm,
          stroke: theme.muted,
          strokeOpacity: pairs.length > 60 ? 0.25 : 0.6,
        },
      ),
      ...MEASURES.flatMap((name) => {
        const { mean, lo, hi } = measures[name].pearson;
        const beside = PLACES[name] + (name === 'bdm' ? 0.34 : -0.34);
        const colour = theme[name];
        return [
          Plot.dot(pairs, {
            x: name,
            y: () => PLACES[name],
            r: dotSize,
            fill: colour,
            fillOpacity: 0.75,
            stroke: 'none',
          }),
          ...(lo === null || hi === null
            ? []
            : [
                Plot.link([{ lo, hi }], {
                  x1: 'lo',
                  x2: 'hi',
                  y1: [beside],
                  y2: [beside],
                  stroke: colour,
                  strokeWidth: 2.5,
                }),
              ]),
          ...(mean === null
            ? []
            : [Plot.dot([mean], { x: [mean], y: [beside], r: 4.5, symbol: 'diamond', fill: colour, stroke: 'none' })]),
          Plot.text([CURVE_LABELS[name]], {
            x: [least],
            y: [PLACES[name]],
            dx: -16,
            textAnchor: 'end',
            fontSize: 13,
            fill: colour,
          }),
        ];
      }),
    ],
  });
  const label =
    `Pearson correlation with the training loss in each of ${count(pairs.length, 'run')}, BDM above and block entropy ` +
    'below, the two of a run joined by a line, with the mean and interval of each.';
  return figure(width, HEIGHT, label, [{ x: 0, y: 0, content }], theme);
}
