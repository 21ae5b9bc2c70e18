import { count, decimal, pValue } from '../format.ts';
import { factsOf } from '../measures/index.ts';
import type { Analysis, Correlations, Difference, Estimate } from '../study/analysis/analysis.ts';
import { AGAINST, CLAIM, CLAIMED } from '../study/judgement/claim.ts';
import { estimate, testOutcome } from '../study/judgement/words.ts';
import type { Summary } from '../study/summary.ts';
import { alignColumns } from './text.ts';

/** What BDM must beat for its complexities to matter. */
const PLACEBO = 'placeboBdm';

/**
 * A study's result for the terminal: the table with its intervals, the answer in words, and where the report is. `isAsked`:
 * whether the spec names other series than those that are measured by default.
 */
export function formatResult(summary: Summary, isAsked: boolean, reportPath: string): string {
  const { study, runs, diverged } = summary;
  const kept = runs.kept === runs.finished ? '' : `, ${runs.kept} long enough to keep`;
  const lost = diverged.length === 0 ? '' : `, ${diverged.length} more diverged`;
  const title = `${study}: ${count(runs.finished, 'run')}${kept}${lost}; test ${testOutcome(summary).join(' ')}`;
  return formatCorrelations(title, summary, 'epoch', isAsked, reportPath);
}

/** The same of any trajectories; `point` is what they have one value for. Series that were asked for are all shown. */
export function formatCorrelations(
  title: string,
  summary: Pick<
    Summary,
    'runs' | 'measures' | 'comparisons' | 'difference' | 'hypothesis' | 'references' | 'verdict' | 'seconds'
  >,
  point: 'epoch' | 'checkpoint',
  isAsked: boolean,
  reportPath: string,
): string {
  const { runs, measures, comparisons, difference, hypothesis, references, verdict, seconds } = summary;
  const isOne = runs.kept === 1;
  const correlations = (name: string, { pearson, spearman }: Correlations) => [
    name,
    ...[pearson, spearman].map((value) => cell(value, isOne)),
  ];
  const { p } = measures[CLAIMED].ownRun;
  const others = Object.keys(measures).filter((name) => name !== CLAIMED && name !== AGAINST);
  const correlationsOf = (name: string) => correlations(factsOf(name).short, measures[name]);
  const compared = (name: string, of: Correlations<Difference>) => {
    const tests = [of.pearson, of.spearman].map(({ p }) => (p === null ? 'undefined' : pValue(p)));
    return [correlations(name, of), ...(isOne ? [] : [['  sign-flip test', ...tests]])];
  };
  const { decay } = references;
  const asked = hypothesis ? [hypothesis.measure, hypothesis.rival] : [];
  const isShown = (name: string) => isAsked || asked.includes(name) || factsOf(name).inTerminal;
  const rows: string[][] = [
    // The least widths of the columns, so that most results look alike.
    ['with the training loss', 'Pearson r', 'Spearman rho'].map((head) => head.padEnd(22)),
    ...CLAIM.map(correlationsOf),
    ...compared('BDM − entropy', difference),
    ...others.filter(isShown).map(correlationsOf),
    ...(PLACEBO in comparisons ? compared('BDM − placebo BDM', comparisons[PLACEBO]) : []),
    ...(hypothesis ? compared(asked.map((name) => factsOf(name).short).join(' − '), hypothesis.difference) : []),
    correlations(`exp(−${point})`, decay),
    ...compared(`BDM − exp(−${point})`, decay.comparison),
    ...(p === null ? [] : [['BDM, own-run test', pValue(p), '']]),
  ];
  const what = isOne ? 'One run has no interval and no test' : 'Means over runs with bootstrap intervals';
  const ownRun = 'The own-run test asks whether BDM fits the loss of its own run better than those of other runs.';
  const placebo =
    'Placebo BDM takes complexities that changed places among blocks that look alike: no machine knows them.';
  const notes = [
    `${what}${undefinedNote(measures, runs.kept)}.`,
    `exp(−${point}) knows nothing of the networks: any fast decline correlates with the loss.`,
    ...(PLACEBO in comparisons ? [placebo] : []),
    ...(p === null ? [] : [ownRun]),
  ];
  return `
${title}

${alignColumns(rows)
  .map((line) => `  ${line}`)
  .join('\n')}

${notes.map((note) => `  ${note}`).join('\n')}

${[`${verdict.headline}.`, ...verdict.cautions].join('\n')}

Report: ${reportPath} (${seconds} s)
`;
}

function cell(value: Estimate, isOne: boolean): string {
  if (!isOne) return estimate(value);
  return value.mean === null ? 'undefined' : decimal(value.mean);
}

/** Which of the compared measures have runs whose trajectory is constant. */
function undefinedNote(measures: Analysis['measures'], kept: number): string {
  return CLAIM.map((name) => ({ name: factsOf(name).short, runs: measures[name].pearson.undefined }))
    .filter(({ runs }) => runs > 0)
    .map(({ name, runs }) => `; ${name} undefined${kept === 1 ? '' : ` in ${runs} of ${count(kept, 'run')}`}: constant`)
    .join('');
}
