/**
 * A report: one HTML page that needs nothing else to be read. It answers the question in a sentence, shows the evidence,
 * and says how it was computed and what it does not show.
 */
import type { CtmTable } from '../ctm/index.ts';
import { type Analysis, type AnalysisOptions, type ProcessedRun, processRuns } from '../study/analysis.ts';
import type { MeasuredRun } from '../study/trajectories.ts';
import { MOST_DRAWN } from './blocks.ts';
import { rawChangeTable } from './changes.ts';
import { curvesFigure } from './curves.ts';
import { capitalised, count, decimal, interval, level, percent } from './format.ts';
import { html, Markup } from './html.ts';
import { blockLegend } from './legend.ts';
import { flippedShare, matrixNumbers, summariseMatrix } from './matrix.ts';
import { limitsSection, methodSection, referencesSection } from './method.ts';
import { pairedFigure } from './paired.ts';
import { refereeNotes, refereeTable } from './referee.ts';
import { correlationTable } from './results.ts';
import { scatterFigure } from './scatter.ts';
import { pageOf } from './shell.ts';
import type { Picture, Pictures, Subject } from './subject.ts';
import { PAGE_THEME } from './theme.ts';
import { verdict } from './verdict.ts';
import { matrixFigure } from './weights.ts';

export interface Page {
  readonly subject: Subject;
  readonly analysis: Analysis;
  /** The finished runs that the analysis is of. */
  readonly runs: readonly MeasuredRun[];
  readonly options: AnalysisOptions;
  readonly table: CtmTable;
  /** Of this software. */
  readonly version: string;
}

/** The report as the text of an HTML page. */
export function renderPage(page: Page): string {
  const { subject, analysis, options } = page;
  const { headline, evidence } = verdict(analysis, { analysis: options });
  const runs = [...page.runs].sort((a, b) => a.run - b.run);
  const processed = processRuns(runs, options);
  let figures = 0;
  const figureNumber = () => html`<b>Figure ${++figures}.</b>`;
  const body = html`<header>
<p class="over">Kolmoscope · ${subject.kind} “${subject.name}” · ${subject.setting}</p>
<h1>${headline}.</h1>
<p class="lead">${evidence.join(' ')}</p>
${subject.description === '' ? null : html`<p class="meta">About this study: ${subject.description}</p>`}
</header>
${analysis.runs.kept === 0 ? null : curvesSection(page, figureNumber())}
<section id="results"><h2>Results</h2>
${correlationTable(analysis, subject, options)}
${rawChangeTable(runs, subject, options)}
</section>
${analysis.runs.kept === 0 ? null : refereeSection(page)}
${processed.length < 2 ? null : pairedSection(page, figureNumber())}
${processed.length === 0 ? null : scatterSection(processed, page, figureNumber())}
${subject.pictures && weightsSection(subject.pictures, page.table, figureNumber())}
${methodSection(subject, analysis)}
${limitsSection(subject, analysis.runs.kept)}
${referencesSection(subject)}`;
  return pageOf({ title: `${subject.name}: ${headline}`, version: page.version, body });
}

function processing({ trajectories, smoothing }: AnalysisOptions): string {
  if (trajectories === 'raw') return 'without logarithm or smoothing';
  return `after log1p and ${smoothing === 0 ? 'no' : `Gaussian (sigma ${smoothing})`} smoothing`;
}

function refereeSection({ subject: { point }, analysis }: Page): Markup {
  const rows = [{ name: null, analysis, adjusted: null }];
  return html`<section id="referee"><h2>What a referee asks</h2>
${refereeTable(rows, point)}
${refereeNotes(rows, point)}
</section>`;
}

function curvesSection({ subject, analysis, options }: Page, number: Markup): Markup {
  const { runs, curves } = analysis;
  const { axis, point, caption, extent } = subject;
  const picture = (width: number) => new Markup(curvesFigure(analysis, { width, theme: PAGE_THEME, axis }));
  const last = curves.loss[curves.loss.length - 1];
  const late = last.defined + last.undefined < runs.kept;
  const constant =
    curves.blockEntropy.some((point) => point.undefined > 0) || curves.bdm.some((point) => point.undefined > 0);
  const isOne = runs.kept === 1;
  const title = isOne ? 'the network learns' : 'the networks learn';
  const bands = html` Bands:
${level(options.confidence)} bootstrap intervals over the runs that are active in the ${point}; bars below: how many
those are.`;
  return html`<section id="curves"><h2>Loss, BDM and block entropy while ${title}</h2>
<figure>
<div class="wide">${picture(700)}</div><div class="narrow">${picture(370)}</div>
<figcaption>${number} ${isOne ? 'Trajectories' : 'Mean trajectories'} of training loss, BDM and block entropy by ${point} over
${count(runs.kept, 'run')} (${caption}), ${isOne ? '' : 'each run '}${extent} and normalised to [0, 1] ${processing(options)}.${isOne ? ' One run has no bands.' : bands}${
    late ? ` Late ${point}s rest on fewer runs.` : ''
  }${constant ? ' Constant trajectories have no normalised value and are left out.' : ''}</figcaption>
</figure></section>`;
}

function pairedSection({ analysis, options }: Page, number: Markup): Markup {
  const picture = (width: number) => new Markup(pairedFigure(analysis, { width, theme: PAGE_THEME }));
  return html`<section id="runs"><h2>Run by run</h2>
<figure><div class="wide">${picture(700)}</div><div class="narrow">${picture(370)}</div>
<figcaption>${number} Pearson r of normalised BDM (above) and block entropy (below) with the normalised training
loss in each of ${count(analysis.coefficients.length, 'run')}; lines join the two values of a run. Diamonds and bars: means over runs
with ${level(options.confidence)} bootstrap intervals.</figcaption></figure></section>`;
}

function scatterSection(processed: readonly ProcessedRun[], page: Page, number: Markup): Markup {
  const { point } = page.subject;
  const picture = (measure: 'bdm' | 'blockEntropy') =>
    new Markup(scatterFigure(processed, measure, { theme: PAGE_THEME, point }));
  const { bdm, blockEntropy } = page.analysis.measures;
  const points = processed.reduce((sum, run) => sum + run.epochs, 0);
  const isOne = processed.length === 1;
  const coefficient = ({ pearson }: typeof bdm) =>
    pearson.mean === null ? 'undefined' : `${decimal(pearson.mean)} ${interval(pearson) ?? ''}`.trim();
  return html`<section id="scatter"><h2>Each measure against the loss</h2>
<figure><div class="pair"><div>${picture('bdm')}</div><div>${picture('blockEntropy')}</div></div>
<figcaption>${number} Normalised BDM (left; ${isOne ? 'Pearson r' : 'mean Pearson r over runs'} ${coefficient(bdm)}) and block entropy (right;
${coefficient(blockEntropy)}) against normalised training loss: one dot for each of ${count(points, point)} of
${count(processed.length, 'run')}.${isOne ? '' : ` Brackets: ${level(page.options.confidence)} bootstrap intervals.`} On the dashed line
a measure would equal the loss.</figcaption></figure></section>`;
}

function weightsSection(pictures: Pictures, table: CtmTable, number: Markup): Markup {
  const { moments, noun, run } = pictures;
  const matrix = ({ of, start, best }: Picture, moment: 0 | 1) => {
    const values = [start, best][moment];
    const summary = summariseMatrix(values, table);
    const words = { noun, of, where: `${run}, ${moments[moment]}` };
    const picture = new Markup(matrixFigure(values, words, table, { theme: PAGE_THEME }));
    const isWide = summary.columns > 44;
    return html`<div class="matrix${isWide ? ' full' : ''}"><p><b>${capitalised(moments[moment])}</b><br/>${matrixNumbers(summary)}${
      summary.isCropped ? '; upper left part shown' : ''
    }</p>${picture}</div>`;
  };
  const isCropped = pictures.matrices.some(
    ({ start }) => start.rows > MOST_DRAWN.rows || start.columns > MOST_DRAWN.columns,
  );
  const legend = (width: number) => new Markup(blockLegend(table, { width, theme: PAGE_THEME }));
  return html`<section id="weights"><h2>${pictures.title}</h2>
<figure>
<div class="wide">${legend(700)}</div><div class="narrow">${legend(370)}</div>
${pictures.matrices.map(
  (picture) => html`<div class="layer"><h3>${picture.title},
${percent(flippedShare(picture))} of the ${noun} changed</h3>
<div class="matrices">${matrix(picture, 0)}${matrix(picture, 1)}</div></div>`,
)}
<figcaption>${number} ${pictures.caption} Each 4×4 block is coloured by its
complexity; grey weights at the edges belong to no whole block.${
    isCropped
      ? html` Of a matrix of more than ${MOST_DRAWN.rows} rows or
${MOST_DRAWN.columns} columns only the upper left part is drawn; its numbers are of the whole.`
      : null
  }</figcaption>
</figure></section>`;
}
