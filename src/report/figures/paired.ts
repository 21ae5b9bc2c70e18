import * as Plot from '@observablehq/plot';
import { count, present } from '../../format.ts';
import type { Analysis } from '../../study/analysis/analysis.ts';
import { AGAINST, CLAIM, CLAIMED } from '../../study/judgement/claim.ts';
import { at, axisX, type FigureOptions, figure, gridX, plotPanel } from './figure.ts';
import { isNarrow, WIDTHS } from './sizes.ts';
import { labelOf, PAPER_THEME } from './theme.ts';

const HEIGHT = 176;
/** Where each measure's dots are, and how far beside them their mean. */
const PLACES = { [CLAIMED]: { y: 1, beside: 1.34 }, [AGAINST]: { y: 0, beside: -0.34 } };

/**
 * Pearson's r with the loss in each run: a line joins the two measures of one run, so that pairs are seen; above and
 * below them the means with their intervals. SVG text that stands alone.
 */
export function pairedFigure(
  { measures, coefficients }: Analysis,
  { width = WIDTHS.file, theme = PAPER_THEME }: FigureOptions = {},
): string {
  const pairs = coefficients.map((run) => CLAIM.map((name) => run.measures[name].pearson));
  const known = pairs.flat().filter((r) => r !== null);
  const bounds = CLAIM.flatMap((name) => measures[name].pearson.lo ?? []);
  const least = Math.floor(10 * Math.min(0.8, ...known, ...bounds)) / 10;
  const areMany = pairs.length > 60;
  const ticks = isNarrow(width) ? 4 : 6;
  const content = plotPanel({
    width,
    height: HEIGHT,
    marginLeft: 112,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 42,
    x: { domain: [least, 1] },
    y: { domain: [-0.6, 1.6], axis: null },
    marks: [
      gridX(theme, ticks),
      axisX({ ticks, label: 'Pearson r with the training loss' }),
      Plot.link(
        pairs.filter((pair) => !pair.includes(null)),
        {
          x1: '1',
          x2: '0',
          y1: () => PLACES[AGAINST].y,
          y2: () => PLACES[CLAIMED].y,
          stroke: theme.muted,
          strokeOpacity: areMany ? 0.25 : 0.6,
        },
      ),
      ...CLAIM.flatMap((name, i) => {
        const { mean, lo, hi } = measures[name].pearson;
        const { y, beside } = PLACES[name];
        const [fill, stroke] = [theme.of(name), 'none'];
        const range = { y1: [beside], y2: [beside], stroke: fill, strokeWidth: 2.5 };
        return present(
          Plot.dot(pairs, { x: String(i), y: () => y, r: areMany ? 2 : 3.4, fill, fillOpacity: 0.75, stroke }),
          lo !== null && hi !== null && Plot.link([{ lo, hi }], { x1: 'lo', x2: 'hi', ...range }),
          mean !== null && Plot.dot([mean], { x: [mean], y: [beside], r: 4.5, symbol: 'diamond', fill, stroke }),
          Plot.text([labelOf(name)], { x: [least], y: [y], dx: -16, textAnchor: 'end', fontSize: 13, fill }),
        );
      }),
    ],
  });
  const label =
    `Pearson correlation with the training loss in each of ${count(pairs.length, 'run')}, BDM above and block entropy ` +
    'below, the two of a run joined by a line, with the mean and interval of each.';
  return figure(width, HEIGHT, label, at(0, 0, content), theme);
}
