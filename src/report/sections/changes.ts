/** How far each quantity moves before normalisation stretches all of them to the same height. */
import { capitalised, decimal, percent } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import { mean } from '../../stats/series.ts';
import { epochsKept } from '../../study/analysis/analysis.ts';
import type { MeasuredRun } from '../../study/run/trajectories.ts';
import { LOSS } from '../figures/theme.ts';
import { NONE, seriesName } from '../markup/cells.ts';
import { html, type Markup } from '../markup/html.ts';
import { table } from '../markup/table.ts';
import type { Subject } from './subject.ts';

type Change = { name: string; unit: string | null; decimals: number } & ReturnType<typeof changeOf>;

/** The changes of the loss and of each measure before processing, in their own units: means over kept runs. */
export function rawChangeTable(subject: Subject): Markup | null {
  const { runs, analysis, options, point, last, lossUnit, isPooled, ceiling } = subject;
  const kept = runs.filter((run) => epochsKept(run) >= options.fewestEpochs);
  if (kept.length === 0 || ceiling === null) return null;
  const loss = changeOf(kept, ({ epochs }) => epochs.loss);
  const changes = Object.keys(analysis.measures).map((name): Change => {
    const { unit, decimals, layers } = factsOf(name);
    // A sum of what is "per" something is no longer that alone.
    const summed = layers === 'sum' && !isPooled && unit.includes(' per ') ? ', summed' : '';
    return { name, unit: `${unit}${summed}`, decimals, ...changeOf(kept, ({ epochs }) => epochs.series[name].total) };
  });
  const value = (which: 'first' | 'least' | 'best') => (change: Change) => decimal(change[which], change.decimals);
  return html`${table<Change>(
    'results',
    [
      { head: 'Before normalisation', cell: ({ name, unit }) => html`${seriesName(name)}${unit && ` [${unit}]`}` },
      { head: `First ${point}`, cell: value('first') },
      { head: 'Least', cell: value('least') },
      { head: `${capitalised(last)} ${point}`, cell: value('best') },
      { head: `First to ${last}`, cell: ({ first, best }) => (first === 0 ? NONE : signedPercent(best / first - 1)) },
    ],
    [{ name: LOSS, unit: lossUnit, decimals: lossDecimals(loss), ...loss }, ...changes],
  )}
<p class="note">${kept.length === 1 ? '' : 'Means over the kept runs. '}Normalisation stretches every trajectory to the same height, however small its
change; this is how large the changes are. Block entropy cannot pass ${decimal(ceiling, 4)} bits, where every block differs from every
other.</p>`;
}

/** Enough to see a small loss move. */
function lossDecimals({ first, best }: Pick<Change, 'first' | 'best'>): number {
  const least = Math.min(Math.abs(first), Math.abs(best));
  return least === 0 ? 3 : Math.min(12, Math.max(3, 2 - Math.floor(Math.log10(least))));
}

/** First, least and last value that counts. */
function changeOf(runs: readonly MeasuredRun[], pick: (run: MeasuredRun) => readonly number[]) {
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
