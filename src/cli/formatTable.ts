import { decimal, meanAndDeviation, plainP, shortened } from '../format.ts';
import type { Estimate } from '../study/analysis.ts';
import { AGAINST, CLAIM } from '../study/judgement/claim.ts';
import { type Comparison, type Published, type Range, rangeInWords } from '../study/judgement/published.ts';
import { type ConfigurationSummary, type StudySummary, whyNone } from '../study/judgement/table.ts';
import { estimate, testOutcome } from '../study/judgement/words.ts';
import type { Summary } from '../study/summary.ts';
import { alignColumns, runsCell } from './columns.ts';

/** Columns of the terminal that the table may take. */
const WIDTH = 120;

/**
 * The result of a study with a matrix for the terminal: one line a configuration and, where the paper's numbers are at
 * hand, one beneath it for those.
 */
export function formatTable({ study, configurations, seconds, verdict }: StudySummary, reportPath: string): string {
  const isOne = Math.max(...configurations.map(({ runs }) => runs.kept)) === 1;
  const head = [
    '',
    'runs',
    'on the test set',
    'BDM, r',
    'block entropy, r',
    'difference',
    ...(isOne ? [] : ['p, Holm']),
  ];
  const rows = configurations.flatMap((summary) => {
    const published = summary.runs.kept === 0 ? null : summary.published;
    return [rowOf(summary), ...(published?.intervals ? [publishedCells(published)] : [])];
  });
  const what = isOne ? 'Pearson’s r; one run has no interval' : 'Pearson’s r, means over runs with bootstrap intervals';
  return `
${study}: correlation with the training loss: ${what}

${align([head, ...rows.map((row) => row.slice(0, head.length))]).join('\n')}

${verdict.cautions.length === 0 ? '' : `${verdict.cautions.join(' ')}\n\n`}Report: ${reportPath} (${seconds} s)
`;
}

/** Its p is that of the sign-flip test after Holm's correction over the table. */
function rowOf(summary: ConfigurationSummary): string[] {
  const { configuration, runs, measures, difference, holm } = summary;
  const p = holm[AGAINST];
  const name = configuration ?? '';
  if (runs.kept === 0) return [name, '0', whyNone(summary), '', '', '', ''];
  return [
    name,
    runsCell(runs),
    testedCell(summary),
    ...CLAIM.map((measure) => shownValue(measures[measure].pearson)),
    shownValue(difference.pearson),
    p === null || difference.pearson.defined < 2 ? '' : plainP(p),
  ];
}

/** The accuracy of classes, or the loss: "loss 0.1234 ± 0.0010". */
function testedCell(summary: Summary): string {
  const [tested, outcome] = testOutcome(summary);
  return `${tested === 'loss' ? 'loss ' : ''}${outcome}`.replace(' (one run)', '');
}

/** Ours of one run is its value alone. */
function shownValue(value: Estimate): string {
  return value.mean !== null && value.lo === null ? decimal(value.mean) : estimate(value);
}

function publishedCells({ accuracy, intervals, comparisons }: Published): string[] {
  return [
    '  published',
    '',
    accuracy === null ? '' : meanAndDeviation(accuracy.mean, accuracy.sd),
    ...CLAIM.map((measure) => publishedCell(intervals?.[measure] ?? null, comparisons[measure])),
    '',
    '',
  ];
}

/** "0.92–0.94, overlaps", "0.92–0.94, 0.01 apart". */
function publishedCell(range: Range | null, comparison: Comparison | null): string {
  if (range === null) return '';
  if (comparison === null) return rangeInWords(range);
  const { overlaps, distance } = comparison;
  return `${rangeInWords(range)}, ${overlaps ? 'overlaps' : `${decimal(Math.abs(distance))} apart`}`;
}

/** Lines with aligned columns; names are shortened where the lines would be too long. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const others = widths.slice(1).reduce((sum, width) => sum + 2 + width, 2);
  const letters = Math.max(12, Math.min(widths[0], WIDTH - others));
  return alignColumns(rows.map(([name, ...cells]) => [`  ${shortened(name, letters).padEnd(letters)}`, ...cells]));
}
