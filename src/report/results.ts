/** The results in a table: how each measure correlates with the loss. */
import type { Analysis, AnalysisOptions, Correlations, Difference, Estimate, MeasureName } from '../study/analysis.ts';
import { decimal, estimate, level, pValue, testOutcome, undefinedRuns } from './format.ts';
import { html, type Markup } from './html.ts';
import type { Subject } from './subject.ts';

/** Matrices whose rows stand in the one table. */
const MOST_SHOWN = 10;

/**
 * Correlations of each measure with the loss, of the network and of each matrix, the paired difference and, where there
 * is one, the test accuracy or loss; published values beside them where the setting is theirs. One run has no intervals.
 */
export function correlationTable(
  analysis: Analysis,
  { published, whole, matrices, point }: Subject,
  options: AnalysisOptions,
): Markup {
  const { measures, planes, difference, references, testLoss, runs } = analysis;
  const { bdm, blockEntropy } = measures;
  const isOne = runs.kept === 1;
  const confidence = level(options.confidence);
  const interval = isOne ? '' : ` [${confidence}]`;

  // A narrow cell breaks before the interval, not within it.
  const cell = (value: Estimate, signed: boolean) => {
    if (isOne) return value.mean === null ? 'undefined' : decimal(value.mean, 2, signed);
    return estimate(value, signed).replaceAll(', ', ',\u00a0');
  };
  const counted = (defined: number) => (isOne ? null : html`<td>${defined}</td>`);
  const row = (
    name: Markup,
    { pearson, spearman }: Correlations,
    beside: string | null | undefined = '',
    signed = false,
  ) => {
    const some = pearson.undefined > 0 && pearson.mean !== null;
    return html`<tr><th scope="row">${name}</th><td>${cell(pearson, signed)}${
      some ? html`<br/><small>${undefinedRuns(pearson)}</small>` : null
    }</td><td>${cell(spearman, signed)}</td>${counted(pearson.defined)}${published && html`<td>${beside}</td>`}</tr>
`;
  };
  const p = (gap: Difference) => (gap.p === null ? '' : pValue(gap.p));
  const layers = (name: Markup, values: readonly Correlations[]) =>
    values.map((value, i) => row(html`${name}, ${matrices[i]}`, value));
  const test = html`<tr><th scope="row">its sign-flip test</th><td>${p(difference.pearson)}</td><td>${p(difference.spearman)}</td><td></td>${
    published && html`<td></td>`
  }</tr>
`;
  const [tested, outcome] = testOutcome(analysis);
  const testRow = html`<tbody>
<tr><th scope="row"><b>Test ${tested}</b>, mean ± SD</th><td>${outcome}</td><td></td>
${counted(runs.finished)}${published && html`<td>${published.accuracy}</td>`}</tr>
</tbody>
`;

  const head = html`<div class="scroll" tabindex="0"><table class="results">
<thead><tr><th scope="col">Correlation with the loss</th><th scope="col">Pearson r${interval}</th>
<th scope="col">Spearman ρ${interval}</th>${isOne ? null : html`<th scope="col">Runs</th>`}${
    published && html`<th scope="col">Published</th>`
  }</tr></thead>
`;
  const each = html`<tbody class="layers">
${layers(html`<span class="bdm">BDM</span>`, bdm.layers)}
${layers(html`<span class="blockEntropy">Block entropy</span>`, blockEntropy.layers)}
</tbody>
`;
  // One matrix is the network; many would hide what follows.
  const isBeneath = matrices.length > MOST_SHOWN;
  const details = html`
<details><summary>Each of the ${matrices.length} weight matrices</summary>
${head}${each}</table></div></details>`;
  const planesOf = (name: MeasureName, label: string) =>
    planes.map((of) =>
      row(html`<span class="${name}">${label}</span>, ${matrices[of.layer]}, bit ${of.plane}`, of[name]),
    );
  const bitPlanes = html`
<details><summary>Each bit plane of the weights that are not binary (bit 0 is the least significant)</summary>
${head}<tbody class="layers">
${planesOf('bdm', 'BDM')}
${planesOf('blockEntropy', 'Block entropy')}
</tbody></table></div></details>`;

  return html`${head}<tbody>
${row(html`<b class="bdm">BDM</b>, ${whole}`, bdm, published?.bdm)}
${row(html`<b class="blockEntropy">Block entropy</b>, ${whole}`, blockEntropy, published?.blockEntropy)}
${row(html`<b>Paired difference</b>, BDM − block entropy`, difference, published && `${published.gap} (midpoints)`, true)}
${isOne ? null : test}</tbody>
<tbody class="layers">
${row(html`For comparison: exp(−${point})`, references.decay)}
${row(html`For comparison: a straight decline`, references.line)}
</tbody>
${isBeneath || matrices.length === 1 ? null : each}${testLoss.mean === null && runs.finished > 0 ? null : testRow}</table></div>
<p class="note">${
    isOne
      ? 'One run has no interval over runs and no test of the difference.'
      : html`Correlations are means over runs, with ${confidence} bootstrap intervals over runs. “Runs” says how many
define the value.`
  } The two curves for comparison know nothing of the networks, only the number of the ${point}: trajectories
are short and dominated by the first ${point}s, so that any curve that falls fast and then levels off comes near r = 1.${
    hasUndefined(analysis)
      ? ` It is undefined ${isOne ? '' : 'in a run '}where the trajectory is constant: no correlation exists there.`
      : ''
  } ${published?.source}</p>${isBeneath ? details : null}${planes.length === 0 ? null : bitPlanes}`;
}

function hasUndefined({ measures, difference }: Analysis): boolean {
  const { bdm, blockEntropy } = measures;
  return [difference, bdm, blockEntropy, ...bdm.layers, ...blockEntropy.layers].some(
    ({ pearson, spearman }) => pearson.undefined + spearman.undefined > 0,
  );
}
