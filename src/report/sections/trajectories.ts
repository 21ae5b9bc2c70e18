/** The figures of the trajectories: by epoch, run by run, and against the loss. */
import { count, decimal, level } from '../../format.ts';
import type { ProcessedRun } from '../../study/analysis/analysis.ts';
import { CLAIM } from '../../study/judgement/claim.ts';
import { interval } from '../../study/judgement/words.ts';
import { curvesFigure } from '../figures/curves.ts';
import { bothWidths } from '../figures/figure.ts';
import { pairedFigure } from '../figures/paired.ts';
import { scatterFigure } from '../figures/scatter.ts';
import { WIDTHS } from '../figures/sizes.ts';
import { PAGE_THEME } from '../figures/theme.ts';
import { html, Markup } from '../markup/html.ts';
import { figureOf, section } from '../markup/parts.ts';
import type { Subject } from './subject.ts';

export function curvesSection(subject: Subject, number: number): Markup {
  const { kind, analysis, options, axis, point, caption } = subject;
  const { runs, curves } = analysis;
  const { trajectories, smoothing } = options;
  const smoothed = `after log1p and ${smoothing === 0 ? 'no' : `Gaussian (sigma ${smoothing})`} smoothing`;
  const processing = trajectories === 'raw' ? 'without logarithm or smoothing' : smoothed;
  const extent = kind === 'study' ? 'up to the epoch of the weights kept' : 'as a whole';
  const last = curves.loss[curves.loss.length - 1];
  const isOne = runs.kept === 1;
  const late = last.defined + last.undefined < runs.kept ? ` Late ${point}s rest on fewer runs.` : '';
  const constant = CLAIM.some((name) => curves[name].some((point) => point.undefined > 0))
    ? ' Constant trajectories have no normalised value and are left out.'
    : '';
  const bands = isOne
    ? 'One run has no bands.'
    : html`Bands:
${level(options.confidence)} bootstrap intervals over the runs that are active in the ${point}; bars below: how many
those are.`;
  return section(
    'curves',
    `Loss, BDM and block entropy while ${isOne ? 'the network learns' : 'the networks learn'}`,
    figureOf(
      number,
      bothWidths(WIDTHS.column, (size) => curvesFigure(analysis, { ...size, axis })),
      html`${isOne ? 'Trajectories' : 'Mean trajectories'} of training loss, ${analysis.validation && 'validation loss, '}BDM and block entropy by ${point} over
${count(runs.kept, 'run')} (${caption}), ${isOne ? '' : 'each run '}${extent} and normalised to [0, 1] ${processing}. ${bands}${late}${constant}`,
    ),
  );
}

export function pairedSection({ analysis, options }: Subject, number: number): Markup {
  const caption = html`Pearson r of normalised BDM (above) and block entropy (below) with the normalised training
loss in each of ${count(analysis.coefficients.length, 'run')}; lines join the two values of a run. Diamonds and bars: means over runs
with ${level(options.confidence)} bootstrap intervals.`;
  const pictures = bothWidths(WIDTHS.column, (size) => pairedFigure(analysis, size));
  return section('runs', 'Run by run', figureOf(number, pictures, caption));
}

export function scatterSection(
  processed: readonly ProcessedRun[],
  { point, analysis, options }: Subject,
  number: number,
): Markup {
  const pictures = CLAIM.map((name) => new Markup(scatterFigure(processed, name, { theme: PAGE_THEME, point })));
  const points = processed.reduce((sum, run) => sum + run.epochs, 0);
  const isOne = processed.length === 1;
  const [bdm, entropy] = CLAIM.map((name) => {
    const { pearson } = analysis.measures[name];
    return pearson.mean === null ? 'undefined' : `${decimal(pearson.mean)} ${interval(pearson) ?? ''}`.trim();
  });
  const caption = html`Normalised BDM (left; ${isOne ? 'Pearson r' : 'mean Pearson r over runs'} ${bdm}) and block entropy (right;
${entropy}) against normalised training loss: one dot for each of ${count(points, point)} of
${count(processed.length, 'run')}.${isOne ? '' : ` Brackets: ${level(options.confidence)} bootstrap intervals.`} On the dashed line
a measure would equal the loss.`;
  const pair = html`<div class="pair">${pictures.map((picture) => html`<div>${picture}</div>`)}</div>`;
  return section('scatter', 'Each measure against the loss', figureOf(number, pair, caption));
}
