import { estimate, pValue, testOutcome } from '../report/format.ts';
import type { StudySummary, Summary } from '../study/summary.ts';

/** The result of a study with a matrix for the terminal: one line a configuration. */
export function formatTable({ study, configurations }: StudySummary): string {
  const head = ['', 'runs', 'test', 'BDM, Pearson r', 'block entropy, r', 'difference', 'p'];
  const rows = [head, ...configurations.map(rowOf)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd());
  return `
${study}: correlation with the training loss, means over runs with bootstrap intervals

${lines.join('\n')}
`;
}

function rowOf(summary: Summary): string[] {
  const { configuration, runs, measures, difference, missing } = summary;
  const name = configuration ?? '';
  if (runs.finished === 0) return [name, '0', missing === null ? '' : 'no data set', '', '', '', ''];
  const { p } = difference.pearson;
  return [
    name,
    String(runs.kept),
    testOutcome(summary).join(' '),
    estimate(measures.bdm.pearson),
    estimate(measures.blockEntropy.pearson),
    estimate(difference.pearson),
    p === null ? '' : pValue(p),
  ];
}
