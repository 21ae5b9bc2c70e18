/** How far each quantity moves before normalisation stretches all of them to the same height. */
import { BLOCK_SHAPE } from '../bdm/index.ts';
import { mean } from '../stats/series.ts';
import { epochsKept } from '../study/analysis.ts';
import type { RunOutcome } from '../study/run.ts';
import type { StudySpec } from '../study/spec.ts';
import { decimal, percent } from './format.ts';
import { html, type Markup } from './html.ts';

interface Change {
  readonly first: number;
  readonly least: number;
  readonly best: number;
}

/** First, least and last kept epoch of each trajectory before processing, in its own units: means over kept runs. */
export function rawChangeTable(runs: readonly RunOutcome[], spec: StudySpec): Markup | null {
  const kept = runs.filter((run) => epochsKept(run) >= spec.analysis.fewestEpochs);
  if (kept.length === 0) return null;
  const ceiling = entropyCeiling(kept[0], spec.measures.aggregate);
  const changes: [Markup, string, number, Change][] = [
    [html`<b class="loss">Training loss</b>`, 'nats', 3, change(kept, ({ epochs }) => epochs.loss)],
    [html`<b class="bdm">BDM</b>`, 'bits', 1, change(kept, ({ epochs }) => epochs.bdm.total)],
    [
      html`<b class="blockEntropy">Block entropy</b>`,
      spec.measures.aggregate === 'sum' ? 'bits per block, summed' : 'bits per block',
      4,
      change(kept, ({ epochs }) => epochs.blockEntropy.total),
    ],
  ];
  return html`<div class="scroll" tabindex="0"><table class="results">
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
change; this is how large the changes are. Block entropy cannot pass ${decimal(ceiling, 4)} bits, where every block differs from every
other.</p>`;
}

function change(runs: readonly RunOutcome[], pick: (run: RunOutcome) => readonly number[]): Change {
  const series = runs.map((run) => pick(run).slice(0, epochsKept(run)));
  return {
    first: mean(series.map((values) => values[0])),
    least: mean(series.map((values) => Math.min(...values))),
    best: mean(series.map((values) => values[values.length - 1])),
  };
}

/** Block entropy in bits if no block occurred twice. */
function entropyCeiling({ weights }: RunOutcome, aggregate: 'sum' | 'pooled'): number {
  const blocks = weights.map(
    ({ start }) => Math.floor(start.rows / BLOCK_SHAPE.rows) * Math.floor(start.columns / BLOCK_SHAPE.columns),
  );
  const most = (total: number) =>
    Math.log2(Math.max(1, Math.min(total, 2 ** (BLOCK_SHAPE.rows * BLOCK_SHAPE.columns))));
  if (aggregate === 'pooled') return most(blocks.reduce((a, b) => a + b, 0));
  return blocks.map(most).reduce((a, b) => a + b, 0);
}

function signedPercent(share: number): string {
  return `${share > 0 ? '+' : ''}${percent(share, 2)}`;
}
