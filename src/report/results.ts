/** The results in tables: correlations, and how far each quantity moves before it is normalised. */

import { mean } from '../stats/series.ts';
import type { Analysis, Correlations, Estimate } from '../study/analysis.ts';
import { epochsKept } from '../study/analysis.ts';
import type { RunResult } from '../study/run.ts';
import type { StudySpec } from '../study/spec.ts';
import { decimal, estimate, level, percent } from './format.ts';
import { html, type Markup } from './html.ts';

/** Correlations of each measure with the loss, of the network and of each layer, and the paired difference. */
export function correlationTable({ measures, difference }: Analysis, spec: StudySpec): Markup {
  const { bdm, blockEntropy } = measures;
  const confidence = level(spec.analysis.confidence);
  const isSum = spec.measures.aggregate === 'sum';
  const whole = isSum ? 'all layers, summed' : 'blocks of all layers, pooled';
  return html`<div class="scroll"><table class="results">
<thead><tr><th scope="col">Correlation with the loss</th><th scope="col">Pearson r [${confidence}]</th>
<th scope="col">Spearman ρ [${confidence}]</th><th scope="col">Runs</th></tr></thead>
<tbody>
${row(html`<b class="bdm">BDM</b>, ${whole}`, bdm)}
${row(html`<b class="blockEntropy">Block entropy</b>, ${whole}`, blockEntropy)}
${row(html`<b>Paired difference</b>, BDM − block entropy`, difference, true)}
</tbody>
<tbody class="layers">
${bdm.layers.map((layer, i) => row(html`<span class="bdm">BDM</span>, layer ${i + 1}`, layer))}
${blockEntropy.layers.map((layer, i) => row(html`<span class="blockEntropy">Block entropy</span>, layer ${i + 1}`, layer))}
</tbody>
${isPublishedSetting(spec) ? publishedRows() : null}
</table></div>`;
}

function row(name: Markup, { pearson, spearman }: Correlations, signed = false): Markup {
  return html`<tr><th scope="row">${name}</th><td>${estimate(pearson, signed)}</td>
<td>${estimate(spearman, signed)}</td><td>${pearson.defined}</td></tr>
`;
}

/** Whether the study's data and network are those of the published MNIST row. */
export function isPublishedSetting({ data, network }: StudySpec): boolean {
  return data.set === 'mnist' && data.size === 10 && network.hidden.join() === '32,16';
}

function publishedRows(): Markup {
  return html`<tbody class="published">
<tr><th scope="row">Published: BDM</th><td>0.92–0.94</td><td>–</td><td>200</td></tr>
<tr><th scope="row">Published: block entropy</th><td>0.74–0.79</td><td>–</td><td>200</td></tr>
</tbody>`;
}

/** Where the published numbers come from. */
export function publishedSource(): Markup {
  return html`Published: 95 % intervals of MNIST 10×10 with hidden layers (32, 16) in Table 3 of Sakabe et al.,
<a href="https://arxiv.org/abs/2505.20646">arXiv 2505.20646</a>; test accuracy there 79.5 ± 1.0 % (mean ± SD).
The paper leaves some choices of the protocol open, so agreement is expected to be near, not exact.`;
}

/** "Test accuracy 79.3 ± 0.6 % (mean ± SD of 8 finished runs)." */
export function accuracySentence({ accuracy, runs }: Analysis): string {
  if (accuracy.mean === null) return 'No run has finished, so there is no test accuracy.';
  if (accuracy.sd === null) return `Test accuracy ${decimal(accuracy.mean, 1)} % (one run).`;
  return `Test accuracy ${decimal(accuracy.mean, 1)} ± ${decimal(accuracy.sd, 1)} % (mean ± SD of ${runs.finished} finished runs).`;
}

interface Change {
  readonly first: number;
  readonly least: number;
  readonly best: number;
}

/** First, least and last kept epoch of each trajectory before processing, in its own units: means over kept runs. */
export function rawChangeTable(runs: readonly RunResult[], spec: StudySpec): Markup | null {
  const kept = runs.filter((run) => epochsKept(run) >= spec.analysis.fewestEpochs);
  if (kept.length === 0) return null;
  const ceiling = entropyCeiling(kept[0], spec.measures.aggregate);
  const changes: [Markup, string, number, Change][] = [
    [html`<b class="loss">Training loss</b>`, 'nats', 3, change(kept, ({ epochs }) => epochs.loss)],
    [html`<b class="bdm">BDM</b>`, 'bits', 1, change(kept, ({ epochs }) => epochs.bdm.total)],
    [
      html`<b class="blockEntropy">Block entropy</b>`,
      'bits per block',
      4,
      change(kept, ({ epochs }) => epochs.blockEntropy.total),
    ],
  ];
  return html`<div class="scroll"><table class="results">
<thead><tr><th scope="col">Before normalisation</th><th scope="col">First epoch</th><th scope="col">Least</th>
<th scope="col">Best epoch</th><th scope="col">First to best</th></tr></thead>
<tbody>
${changes.map(
  ([name, unit, decimals, { first, least, best }]) => html`<tr><th scope="row">${name} [${unit}]</th>
<td>${decimal(first, decimals)}</td><td>${decimal(least, decimals)}</td><td>${decimal(best, decimals)}</td>
<td>${first === 0 ? '–' : signedPercent(best / first - 1)}</td></tr>
`,
)}
</tbody></table></div>
<p class="note">Means over the kept runs. Normalisation stretches every trajectory to the same height, however small its
change: here is how small. Block entropy cannot pass ${decimal(ceiling, 4)} bits, where every block differs from every
other.</p>`;
}

function change(runs: readonly RunResult[], pick: (run: RunResult) => readonly number[]): Change {
  const series = runs.map((run) => pick(run).slice(0, epochsKept(run)));
  return {
    first: mean(series.map((values) => values[0])),
    least: mean(series.map((values) => Math.min(...values))),
    best: mean(series.map((values) => values[values.length - 1])),
  };
}

/** Block entropy in bits if no block occurred twice. */
function entropyCeiling({ weights }: RunResult, aggregate: 'sum' | 'pooled'): number {
  const blocks = weights.map(({ start }) => Math.floor(start.rows / 4) * Math.floor(start.columns / 4));
  const most = (total: number) => Math.log2(Math.max(1, Math.min(total, 65_536)));
  if (aggregate === 'pooled') return most(blocks.reduce((a, b) => a + b, 0));
  return blocks.map(most).reduce((a, b) => a + b, 0);
}

function signedPercent(share: number): string {
  return `${share > 0 ? '+' : ''}${percent(share, 2)}`;
}

/** Whether any coefficient of the table is undefined in some run. */
export function hasUndefined({ measures, difference }: Analysis): boolean {
  const all = [
    difference,
    measures.bdm,
    measures.blockEntropy,
    ...measures.bdm.layers,
    ...measures.blockEntropy.layers,
  ];
  return all.some(
    ({ pearson, spearman }: { pearson: Estimate; spearman: Estimate }) => pearson.undefined + spearman.undefined > 0,
  );
}
