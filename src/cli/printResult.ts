import type { Correlations, Estimate } from '../study/analysis.ts';
import type { Summary } from '../study/summary.ts';

/** Prints a study's result as a table with its intervals, and where the report is. */
export function printResult(summary: Summary, reportPath: string): void {
  process.stdout.write(`${formatResult(summary, reportPath)}\n`);
}

/** The text that `printResult` prints. */
export function formatResult({ study, runs, accuracy, measures, difference, seconds }: Summary, reportPath: string) {
  const row = (name: string, { pearson, spearman }: Correlations) =>
    `  ${name.padEnd(22)}${formatEstimate(pearson).padEnd(24)}${formatEstimate(spearman)}`;
  return [
    '',
    `${study}: ${runs.finished} runs, ${runs.kept} long enough to keep; test accuracy ${formatAccuracy(accuracy)}`,
    '',
    `  ${'with the training loss'.padEnd(22)}${'Pearson r'.padEnd(24)}Spearman rho`,
    row('BDM', measures.bdm),
    row('block entropy', measures.blockEntropy),
    row('BDM - entropy', difference),
    '',
    `  means over runs [bootstrap interval]${undefinedNote(measures, runs.kept)}`,
    '',
    `Report: ${reportPath} (${seconds} s)`,
  ].join('\n');
}

function formatEstimate({ mean, lo, hi }: Estimate): string {
  if (mean === null) return 'undefined';
  const interval = lo === null || hi === null ? '[too few runs]' : `[${lo.toFixed(2)}, ${hi.toFixed(2)}]`;
  return `${mean < 0 ? '' : ' '}${mean.toFixed(2)} ${interval}`;
}

function formatAccuracy({ mean, sd }: Summary['accuracy']): string {
  if (mean === null) return 'undefined';
  return `${mean.toFixed(1)}${sd === null ? '' : ` ± ${sd.toFixed(1)}`} %`;
}

function undefinedNote({ bdm, blockEntropy }: Summary['measures'], kept: number): string {
  const constant = Object.entries({ BDM: bdm, 'block entropy': blockEntropy })
    .filter(([, { pearson }]) => pearson.undefined > 0)
    .map(([name, { pearson }]) => `${name} undefined in ${pearson.undefined} of ${kept} runs (constant trajectory)`);
  return constant.length === 0 ? '' : `; ${constant.join(', ')}`;
}
