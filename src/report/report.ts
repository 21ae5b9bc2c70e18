/**
 * The report of a study: one HTML page that needs nothing else to be read. It answers the question in a sentence, shows
 * the evidence, and says how it was computed and what it does not show.
 */
import type { CtmTable } from '../ctm/index.ts';
import { type Analysis, epochsKept, type ProcessedRun, processRuns } from '../study/analysis.ts';
import type { RunOutcome } from '../study/run.ts';
import type { StudySpec } from '../study/spec.ts';
import { rawChangeTable } from './changes.ts';
import { curvesFigure } from './curves.ts';
import { capitalised, count, decimal, interval, level, percent } from './format.ts';
import { html, Markup } from './html.ts';
import { blockLegend } from './legend.ts';
import { flippedShare, matrixNumbers, summariseMatrix } from './matrix.ts';
import { limitsSection, methodSection, referencesSection } from './method.ts';
import { pairedFigure } from './paired.ts';
import { correlationTable } from './results.ts';
import { scatterFigure } from './scatter.ts';
import { STYLE } from './style.ts';
import { PAGE_THEME } from './theme.ts';
import { verdict } from './verdict.ts';
import { type Moment, matrixFigure, momentLabel } from './weights.ts';

export interface ReportInput {
  readonly spec: StudySpec;
  /** What identifies the runs' results: a hash of the spec. */
  readonly specHash: string;
  readonly analysis: Analysis;
  /** The finished runs that the analysis is of. */
  readonly runs: readonly RunOutcome[];
  readonly table: CtmTable;
  /** Wall time of the command that writes the report, and how many of the runs it performed. */
  readonly seconds: number;
  readonly performed: number;
  /** Of this software. */
  readonly version: string;
  /** The command line that does it all again. */
  readonly command: string;
}

/** The report as the text of an HTML page. */
export function renderReport(input: ReportInput): string {
  const { spec, analysis } = input;
  const { headline, evidence } = verdict(analysis, spec);
  const runs = [...input.runs].sort((a, b) => a.run - b.run);
  const processed = processRuns(runs, spec.analysis);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="generator" content="kolmoscope ${input.version}"/>
<title>${spec.study}: ${headline}</title>
<link rel="icon" href="data:,"/>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<header>
<p class="over">Kolmoscope · study “${spec.study}” · ${setting(spec, runs)}</p>
<h1>${headline}.</h1>
<p class="lead">${evidence.join(' ')}</p>
${spec.description === '' ? null : html`<p class="meta">About this study: ${spec.description}</p>`}
</header>
${analysis.runs.kept === 0 ? null : curvesSection(analysis, spec)}
${resultsSection(input, runs)}
${processed.length === 0 ? null : pairedSection(analysis, spec)}
${processed.length === 0 ? null : scatterSection(processed, analysis, spec)}
${runs.length === 0 ? null : weightsSection(runs[0], input.table)}
${methodSection(input)}
${limitsSection(input)}
${referencesSection()}
</main>
</body>
</html>
`;
  return page.text;
}

/** "MNIST 10×10, network 100-32-16-10". */
function setting({ data, network }: StudySpec, runs: readonly RunOutcome[]): string {
  const widths = runs.length === 0 ? network.hidden : layerWidths(runs[0]);
  const name = runs.length === 0 ? 'hidden layers' : 'network';
  return `${data.set.toUpperCase()} ${data.size}×${data.size}, ${name} ${widths.join('-')}`;
}

function layerWidths({ weights }: RunOutcome): number[] {
  return [weights[0].start.columns, ...weights.map(({ start }) => start.rows)];
}

function curvesSection(analysis: Analysis, spec: StudySpec): Markup {
  const { runs, curves } = analysis;
  const picture = (width: number) => new Markup(curvesFigure(analysis, { width, theme: PAGE_THEME }));
  const last = curves.loss[curves.loss.length - 1];
  const late = last.defined + last.undefined < runs.kept;
  const constant =
    curves.blockEntropy.some((point) => point.undefined > 0) || curves.bdm.some((point) => point.undefined > 0);
  return html`<section id="curves"><h2>Loss, BDM and block entropy while the networks learn</h2>
<figure>
<div class="wide">${picture(700)}</div><div class="narrow">${picture(370)}</div>
<figcaption><b>Figure 1.</b> Mean trajectories of training loss, BDM and block entropy by epoch over
${count(runs.kept, 'run')} (${spec.data.set.toUpperCase()} ${spec.data.size}×${spec.data.size}, hidden layers
${spec.network.hidden.join(', ')}), each run up to the epoch of the weights kept and normalised to [0, 1] after log1p and
${spec.analysis.smoothing === 0 ? 'no' : `Gaussian (sigma ${spec.analysis.smoothing})`} smoothing. Bands:
${level(spec.analysis.confidence)} bootstrap intervals over the runs that are active in the epoch; bars below: how many
those are.${late ? ' Late epochs rest on fewer runs.' : ''}${
    constant ? ' Constant trajectories have no normalised value and are left out.' : ''
  }</figcaption>
</figure></section>`;
}

function resultsSection({ analysis, spec }: ReportInput, runs: readonly RunOutcome[]): Markup {
  return html`<section id="results"><h2>Results</h2>
${correlationTable(analysis, spec)}
${rawChangeTable(runs, spec)}
</section>`;
}

function pairedSection(analysis: Analysis, spec: StudySpec): Markup {
  const picture = (width: number) => new Markup(pairedFigure(analysis, { width, theme: PAGE_THEME }));
  return html`<section id="runs"><h2>Run by run</h2>
<figure><div class="wide">${picture(700)}</div><div class="narrow">${picture(370)}</div>
<figcaption><b>Figure 2.</b> Pearson r of normalised BDM (above) and block entropy (below) with the normalised training
loss in each of ${count(analysis.coefficients.length, 'run')}; lines join the two values of a run. Diamonds and bars: means over runs
with ${level(spec.analysis.confidence)} bootstrap intervals.</figcaption></figure></section>`;
}

function scatterSection(processed: readonly ProcessedRun[], analysis: Analysis, spec: StudySpec): Markup {
  const picture = (measure: 'bdm' | 'blockEntropy') =>
    new Markup(scatterFigure(processed, measure, { theme: PAGE_THEME }));
  const { bdm, blockEntropy } = analysis.measures;
  const epochs = processed.reduce((sum, run) => sum + run.epochs, 0);
  const coefficient = ({ pearson }: typeof bdm) =>
    pearson.mean === null ? 'undefined' : `${decimal(pearson.mean)} ${interval(pearson) ?? ''}`.trim();
  return html`<section id="scatter"><h2>Each measure against the loss</h2>
<figure><div class="pair"><div>${picture('bdm')}</div><div>${picture('blockEntropy')}</div></div>
<figcaption><b>Figure 3.</b> Normalised BDM (left; mean Pearson r over runs ${coefficient(bdm)}) and block entropy (right;
${coefficient(blockEntropy)}) against normalised training loss: one dot for each of ${count(epochs, 'epoch')} of
${count(processed.length, 'run')}. Brackets: ${level(spec.analysis.confidence)} bootstrap intervals. On the dashed line
a measure would equal the loss.</figcaption></figure></section>`;
}

function weightsSection(run: RunOutcome, table: CtmTable): Markup {
  const matrix = (layer: number, moment: Moment) => {
    const summary = summariseMatrix(run.weights[layer][moment], table);
    const picture = new Markup(matrixFigure(run, layer, moment, table, { theme: PAGE_THEME }));
    const isWide = summary.columns > 44;
    return html`<div class="matrix${isWide ? ' full' : ''}"><p><b>${capitalised(momentLabel(run, moment))}</b><br/>${matrixNumbers(summary)}${
      summary.isCropped ? '; upper left part shown' : ''
    }</p>${picture}</div>`;
  };
  const legend = (width: number) => new Markup(blockLegend(table, { width, theme: PAGE_THEME }));
  return html`<section id="weights"><h2>The weights of one run</h2>
<figure>
<div class="wide">${legend(700)}</div><div class="narrow">${legend(370)}</div>
${run.weights.map(
  (
    weights,
    layer,
  ) => html`<div class="layer"><h3>Layer ${layer + 1}: ${weights.start.rows} outputs × ${weights.start.columns} inputs,
${percent(flippedShare(weights))} of the signs changed</h3>
<div class="matrices">${matrix(layer, 'start')}${matrix(layer, 'best')}</div></div>`,
)}
<figcaption><b>Figure 4.</b> Signs of the weight matrices of run ${run.run}, before training and as kept (epoch
${epochsKept(run)}), one row for each output and one column for each input. Each 4×4 block is coloured by its
complexity; grey weights at the edges belong to no whole block.</figcaption>
</figure></section>`;
}
