/** How far each quantity moves before normalisation stretches all of them to the same height. */
import { mean } from '../stats/series.ts';
import { type AnalysisOptions, epochsKept } from '../study/analysis.ts';
import type { MeasuredRun } from '../study/trajectories.ts';
import { capitalised, decimal, percent } from './format.ts';
import { html, type Markup } from './html.ts';
import type { Subject } from './subject.ts';

interface Change {
  readonly first: number;
  readonly least: number;
  readonly best: number;
}

/**
 * First, least and last value that counts of each trajectory before processing, in its own units: means over kept runs.
 */
export function rawChangeTable(
  runs: readonly MeasuredRun[],
  { point, last, lossUnit, isPooled, ceiling }: Subject,
  { fewestEpochs }: AnalysisOptions,
): Markup | null {
  const kept = runs.filter((run) => epochsKept(run) >= fewestEpochs);
  if (kept.length === 0 || ceiling === null) return null;
  const loss = change(kept, ({ epochs }) => epochs.loss);
  const changes: [Markup, string | null, number, Change][] = [
    [html`<b class="loss">Training loss</b>`, lossUnit, lossDecimals(loss), loss],
    [html`<b class="bdm">BDM</b>`, 'bits', 1, change(kept, ({ epochs }) => epochs.bdm.total)],
    [
      html`<b class="blockEntropy">Block entropy</b>`,
      isPooled ? 'bits per block' : 'bits per block, summed',
      4,
      change(kept, ({ epochs }) => epochs.blockEntropy.total),
    ],
  ];
  return html`<div class="scroll" tabindex="0"><table class="results">
<thead><tr><th scope="col">Before normalisation</th><th scope="col">First ${point}</th><th scope="col">Least</th>
<th scope="col">${capitalised(last)} ${point}</th><th scope="col">First to ${last}</th></tr></thead>
<tbody>
${changes.map(
  ([name, unit, decimals, { first, least, best }]) => html`<tr><th scope="row">${name}${unit && ` [${unit}]`}</th>
<td>${decimal(first, decimals)}</td><td>${decimal(least, decimals)}</td><td>${decimal(best, decimals)}</td>
<td>${first === 0 ? '–' : signedPercent(best / first - 1)}</td></tr>
`,
)}
</tbody></table></div>
<p class="note">${kept.length === 1 ? '' : 'Means over the kept runs. '}Normalisation stretches every trajectory to the same height, however small its
change; this is how large the changes are. Block entropy cannot pass ${decimal(ceiling, 4)} bits, where every block differs from every
other.</p>`;
}

/** Enough to see a small loss move. */
function lossDecimals({ first, best }: Change): number {
  const least = Math.min(Math.abs(first), Math.abs(best));
  return least === 0 ? 3 : Math.min(12, Math.max(3, 2 - Math.floor(Math.log10(least))));
}

function change(runs: readonly MeasuredRun[], pick: (run: MeasuredRun) => readonly number[]): Change {
  const series = runs.map((run) => pick(run).slice(0, epochsKept(run)));
  return {
    first: mean(series.map((values) => values[0])),
    least: mean(series.map((values) => Math.min(...values))),
    best: mean(series.map((values) => values[values.length - 1])),
  };
}

/** Block entropy of matrices with so many blocks, in bits, if none occurred twice that need not. */
export function entropyCeiling(blocks: readonly number[], isPooled: boolean, codes: number): number {
  const most = (total: number) => Math.log2(Math.max(1, Math.min(total, codes)));
  if (isPooled) return most(blocks.reduce((a, b) => a + b, 0));
  return blocks.map(most).reduce((a, b) => a + b, 0);
}

function signedPercent(share: number): string {
  return `${share > 0 ? '+' : ''}${percent(share, 2)}`;
}
