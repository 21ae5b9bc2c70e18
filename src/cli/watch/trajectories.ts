import type { WatchedMatrix, WatchedSource } from '../../report/index.ts';
import type { MeasuredRun } from '../../study/trajectories.ts';

/**
 * The measured values as comma-separated values, one row for each checkpoint of each run: loss, BDM in bits, block entropy
 * in bits per block; of the network, then of each matrix. Every number reads back exactly; an unknown step is left empty.
 */
export function trajectoriesCsv(
  runs: readonly MeasuredRun[],
  sources: readonly WatchedSource[],
  matrices: readonly WatchedMatrix[],
): string {
  const columns = matrices.flatMap(({ name }) => [`bdm ${name}`, `block_entropy ${name}`]);
  const rows = runs.flatMap(({ run, epochs: { loss, bdm, blockEntropy } }) =>
    sources[run].checkpoints.map(({ name, step }, i) => [
      run,
      step ?? '',
      name,
      loss[i],
      bdm.total[i],
      blockEntropy.total[i],
      ...matrices.flatMap((_, j) => [bdm.layers[j][i], blockEntropy.layers[j][i]]),
    ]),
  );
  const table = [['run', 'step', 'checkpoint', 'loss', 'bdm', 'block_entropy', ...columns], ...rows];
  return `${table.map((row) => row.map(cell).join(',')).join('\n')}\n`;
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
