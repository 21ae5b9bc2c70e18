import { whyNone } from '../report/entries.ts';
import { compareWith, type PublishedRow, publishedRow, type Range, rangeInWords } from '../report/published.ts';
import { fewRunsRemark } from '../report/verdict.ts';
import type { Estimate } from '../study/analysis.ts';
import type { StudySpec } from '../study/spec.ts';
import type { SensitivitySummary, StudySummary, Summary } from '../study/summary.ts';
import { alignColumns, decimal, estimate, meanAndDeviation, plainP, pValue, shortened, testOutcome } from './text.ts';

/** Columns of the terminal that the table may take. */
const WIDTH = 120;

/**
 * The result of a study with a matrix for the terminal: one line a configuration and, where the paper's numbers are at
 * hand, one beneath it for those. `specs` are the configurations' own, in their order.
 */
export function formatTable(
  { study, configurations, seconds }: StudySummary,
  specs: readonly { readonly spec: StudySpec }[],
  reportPath: string,
): string {
  const isOne = Math.max(...configurations.map(({ runs }) => runs.kept)) === 1;
  const titles = ['', 'runs', 'on the test set', 'BDM, r', 'block entropy, r', 'difference', 'p, Holm'];
  const head = titles.slice(0, isOne ? -1 : undefined);
  const rows = configurations.flatMap((summary, i) => {
    const published = summary.runs.kept === 0 ? null : publishedRow(specs[i].spec);
    return [rowOf(summary, summary.holm.blockEntropy), ...(published?.bdm ? [publishedCells(published, summary)] : [])];
  });
  const cautions = configurations.flatMap(({ runs }, i) => fewRunsRemark(runs.kept, specs[i].spec.analysis.confidence));
  const what = isOne ? 'Pearson’s r; one run has no interval' : 'Pearson’s r, means over runs with bootstrap intervals';
  return `
${study}: correlation with the training loss: ${what}

${align([head, ...rows.map((row) => row.slice(0, head.length))]).join('\n')}

${cautions.length === 0 ? '' : `${cautions[0]}\n\n`}Report: ${reportPath} (${seconds} s)
`;
}

/** The result of a study's open choices for the terminal: one line a variant, under its configuration. */
export function formatSensitivity({ summary }: { summary: SensitivitySummary }, reportPath: string): string {
  const { configurations, seconds } = summary;
  const rows = configurations.map((variant) => {
    const { of, choice, runs, measures, difference } = variant;
    const what = choice === null ? (of ?? 'as it is') : `  ${choice.field} ${String(choice.value)}`;
    if (runs.kept === 0) return [what, '0', whyNone(variant), '', '', ''];
    const { p, defined } = difference.pearson;
    const tested = p === null || defined < 2 ? '' : pValue(p);
    const correlations = [measures.bdm, measures.blockEntropy, difference].map(({ pearson }) => estimate(pearson));
    return [what, runsCell(runs), ...correlations, tested];
  });
  const head = ['', 'runs', 'BDM, Pearson r', 'block entropy, r', 'difference', 'sign-flip test'];
  return `\n${alignColumns([head, ...rows]).join('\n')}\n\nReport: ${reportPath} (${seconds} s)\n`;
}

/** How many runs a result rests on: "20", "18 of 20". */
function runsCell({ kept, finished }: Summary['runs']): string {
  return kept === finished ? String(kept) : `${kept} of ${finished}`;
}

/** `p` is that of the sign-flip test after Holm's correction over the table. */
function rowOf(summary: Summary, p: number | null): string[] {
  const { configuration, runs, measures, difference } = summary;
  const name = configuration ?? '';
  if (runs.kept === 0) return [name, '0', whyNone(summary), '', '', '', ''];
  const correlations = [measures.bdm, measures.blockEntropy, difference].map(({ pearson }) => shownValue(pearson));
  const tested = p === null || difference.pearson.defined < 2 ? '' : plainP(p);
  return [name, runsCell(runs), testedCell(summary), ...correlations, tested];
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

function publishedCells({ accuracy, bdm, blockEntropy }: PublishedRow, { measures }: Summary): string[] {
  const tested = accuracy === null ? '' : meanAndDeviation(accuracy.mean, accuracy.sd);
  const ranges = [publishedCell(bdm, measures.bdm.pearson), publishedCell(blockEntropy, measures.blockEntropy.pearson)];
  return ['  published', '', tested, ...ranges, '', ''];
}

/** "0.92–0.94, overlaps", "0.92–0.94, 0.01 apart". */
function publishedCell(range: Range | null, own: Estimate): string {
  if (range === null) return '';
  const comparison = compareWith(own, range);
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
