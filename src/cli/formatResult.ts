import type { Verdict } from '../report/index.ts';
import type { Correlations, Estimate } from '../study/analysis.ts';
import type { Summary } from '../study/summary.ts';

/** A study's result for the terminal: the table with its intervals, the answer in words, and where the report is. */
export function formatResult(summary: Summary, { headline }: Verdict, reportPath: string): string {
  const { study, runs, accuracy, measures, difference, seconds } = summary;
  const kept = runs.kept === runs.finished ? '' : `, ${runs.kept} long enough to keep`;
  return `
${study}: ${runs.finished} runs${kept}; test accuracy ${formatAccuracy(accuracy)}

${row('with the training loss', 'Pearson r', 'Spearman rho')}
${correlations('BDM', measures.bdm)}
${correlations('block entropy', measures.blockEntropy)}
${correlations('BDM - entropy', difference)}
  (means over runs, with their bootstrap intervals${undefinedNote(measures, runs.kept)})

${headline}.

Report: ${reportPath} (${seconds} s)
`;
}

function row(...cells: [string, string, string]): string {
  const [name, ...values] = cells;
  return `  ${name.padEnd(24)}${values.map((value) => value.padEnd(24)).join('')}`.trimEnd();
}

function correlations(name: string, { pearson, spearman }: Correlations): string {
  return row(name, formatEstimate(pearson), formatEstimate(spearman));
}

function formatEstimate({ mean, lo, hi }: Estimate): string {
  if (mean === null) return 'undefined';
  const interval = lo === null || hi === null ? '[too few runs]' : `[${lo.toFixed(2)}, ${hi.toFixed(2)}]`;
  return `${mean.toFixed(2).padStart(5)} ${interval}`;
}

function formatAccuracy({ mean, sd }: Summary['accuracy']): string {
  if (mean === null) return 'undefined';
  return `${mean.toFixed(1)}${sd === null ? '' : ` ± ${sd.toFixed(1)}`} %`;
}

function undefinedNote({ bdm, blockEntropy }: Summary['measures'], kept: number): string {
  return [
    { name: 'BDM', count: bdm.pearson.undefined },
    { name: 'block entropy', count: blockEntropy.pearson.undefined },
  ]
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `; ${name} undefined in ${count} of ${kept} runs: constant`)
    .join('');
}
