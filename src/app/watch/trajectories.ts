import { csvRow } from '../../csv.ts';
import type { WatchedMatrix, WatchedSource } from '../../report/index.ts';
import type { MeasuredRun } from '../../study/run/trajectories.ts';

/**
 * The measured values as comma-separated values, one row for each checkpoint of each run: loss, BDM in bits, block entropy
 * in bits per block, and what else was measured; of the network, then of each matrix. Every number reads back exactly; an
 * unknown step is left empty.
 */
export function trajectoriesCsv(
  runs: readonly MeasuredRun[],
  sources: readonly WatchedSource[],
  matrices: readonly WatchedMatrix[],
): string {
  const names = Object.keys(runs[0].epochs.series);
  // block_entropy
  const titles = names.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  const ofMatrices = matrices.flatMap(({ name }) => titles.map((title) => `${title} ${name}`));
  const rows = runs.flatMap(({ run, epochs }) =>
    sources[run].checkpoints.map(({ name, step }, i) => [
      ...[run, step, name, epochs.loss[i]],
      ...names.map((measure) => epochs.series[measure].total[i]),
      ...matrices.flatMap((_, j) => names.map((measure) => epochs.series[measure].layers[j][i])),
    ]),
  );
  return [['run', 'step', 'checkpoint', 'loss', ...titles, ...ofMatrices], ...rows].map(csvRow).join('');
}
