import { decimal, meanAndDeviation, plainP, pValue, shortened } from '../format.ts';
import { factsOf } from '../measures/index.ts';
import type { Interval } from '../stats/bootstrap.ts';
import type { Analysis, Correlations, Estimate } from '../study/analysis/analysis.ts';
import { CLAIM } from '../study/judgement/claim.ts';
import { type Comparison, type Published, rangeInWords } from '../study/judgement/published.ts';
import { questionOf } from '../study/judgement/question.ts';
import type { SensitivitySummary } from '../study/judgement/sensitivity.ts';
import { type ConfigurationSummary, type StudySummary, whyNone } from '../study/judgement/table.ts';
import { estimate, testOutcome } from '../study/judgement/words.ts';
import { asSpec } from '../study/sensitivity.ts';
import type { Summary } from '../study/summary.ts';
import { alignColumns } from './text.ts';

/** Columns of the terminal that the table may take. */
const WIDTH = 120;

/**
 * The result of a study with a matrix for the terminal: one line a configuration and, where the paper's numbers are at
 * hand, one beneath it for those.
 */
export function formatTable({ study, configurations, seconds, verdict }: StudySummary, reportPath: string): string {
  const isOne = Math.max(...configurations.map(({ runs }) => runs.kept)) === 1;
  const question = questionOf(configurations[0]);
  const titles = ['', 'runs', 'on the test set', ...headsOf(question), 'difference', 'p, Holm'];
  const head = titles.slice(0, isOne ? -1 : undefined);
  const isClaim = question.direction === null;
  const rows = configurations.flatMap((summary) => {
    if (summary.runs.kept === 0) return [rowOf(summary)];
    const { published } = summary;
    // What was published is of BDM and block entropy.
    const beside = isClaim && published?.intervals ? [publishedCells(published)] : [];
    return [rowOf(summary), ['  Spearman’s ρ', '', '', ...correlationCells(summary, 'spearman'), ''], ...beside];
  });
  const what = isOne ? 'one run has no interval' : 'means over runs with bootstrap intervals';
  return `
${study}: with the training loss, Pearson’s r and beneath it Spearman’s ρ: ${what}

${align([head, ...rows.map((row) => row.slice(0, head.length))]).join('\n')}

${isClaim ? '' : `${verdict.headline}.\n\n`}${verdict.cautions.length === 0 ? '' : `${verdict.cautions.join(' ')}\n\n`}Report: ${reportPath} (${seconds} s)
`;
}

/** The result of a study's open choices for the terminal: one line a variant, under its configuration. */
export function formatSensitivity({ summary }: { summary: SensitivitySummary }, reportPath: string): string {
  const { configurations, seconds } = summary;
  const rows = configurations.flatMap((variant) => {
    const { of, choice, runs } = variant;
    const what = choice === null ? (of ?? 'as it is') : `  ${choice.field} ${asSpec(choice.value)}`;
    if (runs.kept === 0) return [[what, '0', whyNone(variant), '', '', '']];
    const [tested, ofRanks] = CORRELATIONS.map((which) => {
      const { p, defined } = questionOf(variant).difference[which];
      return p === null || defined < 2 ? '' : pValue(p);
    });
    return [
      [what, runsCell(runs), ...correlationCells(variant, 'pearson'), tested],
      ['    Spearman’s ρ', '', ...correlationCells(variant, 'spearman'), ofRanks],
    ];
  });
  const head = ['', 'runs', ...headsOf(questionOf(configurations[0])), 'difference', 'sign-flip test'];
  return `\n${alignColumns([head, ...rows]).join('\n')}\n\nReport: ${reportPath} (${seconds} s)\n`;
}

const CORRELATIONS = ['pearson', 'spearman'] as const;

/** "BDM, r", "block entropy, r". */
function headsOf({ measure, rival }: Pick<ReturnType<typeof questionOf>, 'measure' | 'rival'>): string[] {
  return [measure, rival].map((name) => `${factsOf(name).short}, r`);
}

/** Of the two measures that a study compares, and their paired difference. */
function correlationCells(
  analysis: Pick<Analysis, 'measures' | 'hypothesis' | 'difference'>,
  which: keyof Correlations,
): string[] {
  const { measure, rival, difference } = questionOf(analysis);
  return [analysis.measures[measure], analysis.measures[rival], difference].map((of) => shownValue(of[which]));
}

/** How many runs a result rests on: "20", "18 of 20". */
function runsCell({ kept, finished }: Summary['runs']): string {
  return kept === finished ? String(kept) : `${kept} of ${finished}`;
}

/** Its p is that of the sign-flip test after Holm's correction over the table. */
function rowOf(summary: ConfigurationSummary): string[] {
  const { configuration, runs, holm } = summary;
  const { difference, family } = questionOf(summary);
  const p = holm[family];
  const name = configuration ?? '';
  if (runs.kept === 0) return [name, '0', whyNone(summary), '', '', '', ''];
  const tested = p === null || difference.pearson.defined < 2 ? '' : plainP(p);
  return [name, runsCell(runs), testedCell(summary), ...correlationCells(summary, 'pearson'), tested];
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
  const tested = accuracy === null ? '' : meanAndDeviation(accuracy.mean, accuracy.sd);
  const ranges = CLAIM.map((measure) => publishedCell(intervals?.[measure] ?? null, comparisons[measure]));
  return ['  published', '', tested, ...ranges, '', ''];
}

/** "0.92–0.94, overlaps", "0.92–0.94, 0.01 apart". */
function publishedCell(range: Interval | null, comparison: Comparison | null): string {
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
