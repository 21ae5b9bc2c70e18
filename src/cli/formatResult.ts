import { count, estimate, meanAndDeviation, pValue } from '../report/format.ts';
import type { Verdict } from '../report/index.ts';
import type { Correlations, Difference } from '../study/analysis.ts';
import type { Summary } from '../study/summary.ts';

/** A study's result for the terminal: the table with its intervals, the answer in words, and where the report is. */
export function formatResult(summary: Summary, { headline }: Verdict, reportPath: string): string {
  const { study, runs, accuracy, measures, difference, references, seconds } = summary;
  const kept = runs.kept === runs.finished ? '' : `, ${runs.kept} long enough to keep`;
  return `
${study}: ${count(runs.finished, 'run')}${kept}; test accuracy ${meanAndDeviation(accuracy.mean, accuracy.sd)}

${row('with the training loss', 'Pearson r', 'Spearman rho')}
${correlations('BDM', measures.bdm)}
${correlations('block entropy', measures.blockEntropy)}
${correlations('BDM − entropy', difference)}
${row('  sign-flip test', testResult(difference.pearson), testResult(difference.spearman))}
${correlations('exp(−epoch)', references.decay)}
  Means over runs with bootstrap intervals${undefinedNote(measures, runs.kept)}. The last row is a curve that knows nothing
  of the networks: any fast decline correlates with the loss.

${headline}.

Report: ${reportPath} (${seconds} s)
`;
}

function row(...cells: [string, string, string]): string {
  const [name, ...values] = cells;
  return `  ${name.padEnd(24)}${values.map((value) => value.padEnd(24)).join('')}`.trimEnd();
}

function correlations(name: string, { pearson, spearman }: Correlations): string {
  return row(name, estimate(pearson), estimate(spearman));
}

function testResult({ p }: Difference): string {
  return p === null ? 'undefined' : `p = ${pValue(p)}`;
}

function undefinedNote({ bdm, blockEntropy }: Summary['measures'], kept: number): string {
  return [
    { name: 'BDM', runs: bdm.pearson.undefined },
    { name: 'block entropy', runs: blockEntropy.pearson.undefined },
  ]
    .filter(({ runs }) => runs > 0)
    .map(({ name, runs }) => `; ${name} undefined in ${runs} of ${count(kept, 'run')}: constant`)
    .join('');
}
