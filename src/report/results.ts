/** The results in a table: how each measure correlates with the loss. */
import type { Analysis, Correlations, Difference, Estimate } from '../study/analysis.ts';
import type { StudySpec } from '../study/spec.ts';
import { estimate, level, meanAndDeviation, pValue, undefinedRuns } from './format.ts';
import { html, type Markup } from './html.ts';

/** The MNIST row of Table 3, arXiv 2505.20646: 95 % intervals of Pearson's r, and accuracy. */
const PUBLISHED = {
  bdm: '[0.92, 0.94]',
  blockEntropy: '[0.74, 0.79]',
  accuracy: meanAndDeviation(79.5, 1.0),
  runs: 200,
};

/** Whether data, hidden layers and early stopping are those of the published MNIST row, as far as it says. */
export function isPublishedSetting({ data, network, training }: StudySpec): boolean {
  const { set, size, validation, subset } = data;
  const sameData = set === 'mnist' && size === 10 && validation === 10_000 && subset === 25_000;
  return sameData && network.hidden.join() === '32,16' && training.patience !== null;
}

/**
 * Correlations of each measure with the loss, of the network and of each layer, the paired difference and the test
 * accuracy; the published values beside them where the setting is the published one.
 */
export function correlationTable(analysis: Analysis, spec: StudySpec): Markup {
  const { measures, difference, references, accuracy, runs } = analysis;
  const { bdm, blockEntropy } = measures;
  const published = isPublishedSetting(spec) ? PUBLISHED : null;
  const confidence = level(spec.analysis.confidence);
  const whole = spec.measures.aggregate === 'sum' ? 'all layers, summed' : 'blocks of all layers, pooled';

  // A narrow cell breaks before the interval, not within it.
  const cell = (value: Estimate, signed: boolean) => estimate(value, signed).replaceAll(', ', ',\u00a0');
  const row = (name: Markup, { pearson, spearman }: Correlations, beside = '', signed = false) => {
    const some = pearson.undefined > 0 && pearson.mean !== null;
    return html`<tr><th scope="row">${name}</th><td>${cell(pearson, signed)}${
      some ? html`<br/><small>${undefinedRuns(pearson)}</small>` : null
    }</td><td>${cell(spearman, signed)}</td><td>${pearson.defined}</td>${published && html`<td>${beside}</td>`}</tr>
`;
  };
  const p = (gap: Difference) => (gap.p === null ? '' : `p = ${pValue(gap.p)}`);
  const layers = (name: Markup, values: readonly Correlations[]) =>
    values.map((value, i) => row(html`${name}, layer ${i + 1}`, value));

  return html`<div class="scroll" tabindex="0"><table class="results">
<thead><tr><th scope="col">Correlation with the loss</th><th scope="col">Pearson r [${confidence}]</th>
<th scope="col">Spearman ρ [${confidence}]</th><th scope="col">Runs</th>${
    published && html`<th scope="col">Published</th>`
  }</tr></thead>
<tbody>
${row(html`<b class="bdm">BDM</b>, ${whole}`, bdm, published?.bdm)}
${row(html`<b class="blockEntropy">Block entropy</b>, ${whole}`, blockEntropy, published?.blockEntropy)}
${row(html`<b>Paired difference</b>, BDM − block entropy`, difference, '', true)}
<tr><th scope="row">its sign-flip test</th><td>${p(difference.pearson)}</td><td>${p(difference.spearman)}</td><td></td>${
    published && html`<td></td>`
  }</tr>
</tbody>
<tbody class="layers">
${row(html`For comparison: exp(−epoch)`, references.decay)}
${row(html`For comparison: a straight decline`, references.line)}
</tbody>
<tbody class="layers">
${layers(html`<span class="bdm">BDM</span>`, bdm.layers)}
${layers(html`<span class="blockEntropy">Block entropy</span>`, blockEntropy.layers)}
</tbody>
<tbody>
<tr><th scope="row"><b>Test accuracy</b>, mean ± SD</th><td>${meanAndDeviation(accuracy.mean, accuracy.sd)}</td><td></td>
<td>${runs.finished}</td>${published && html`<td>${published.accuracy}</td>`}</tr>
</tbody>
</table></div>
<p class="note">Correlations are means over runs, with ${confidence} bootstrap intervals over runs. “Runs” says how many
define the value. The two curves for comparison know nothing of the networks, only the number of the epoch: trajectories
are short and dominated by the first epochs, so that any curve that falls fast and then levels off comes near r = 1.${
    hasUndefined(analysis)
      ? ' It is undefined in a run where the trajectory is constant: no correlation exists there.'
      : ''
  } ${published && publishedSource()}</p>`;
}

function publishedSource(): Markup {
  return html`Published: 95 % intervals of Pearson’s r for MNIST 10×10 with hidden layers (32, 16), ${PUBLISHED.runs} runs, Table 3 of Sakabe et al.,
<a href="https://arxiv.org/abs/2505.20646">arXiv 2505.20646</a>. The paper leaves some choices of the protocol open, so
near agreement is to be expected, not exact.`;
}

function hasUndefined({ measures, difference }: Analysis): boolean {
  const { bdm, blockEntropy } = measures;
  return [difference, bdm, blockEntropy, ...bdm.layers, ...blockEntropy.layers].some(
    ({ pearson, spearman }) => pearson.undefined + spearman.undefined > 0,
  );
}
