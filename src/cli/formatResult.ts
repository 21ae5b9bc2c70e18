import { count, decimal, pValue } from '../format.ts';
import type { Analysis, Correlations, Difference, Estimate } from '../study/analysis.ts';
import type { Verdict } from '../study/judgement/verdict.ts';
import { estimate, testOutcome } from '../study/judgement/words.ts';
import type { Summary } from '../study/summary.ts';

/** What the table is made of. */
type Results = Pick<Analysis, 'runs' | 'measures' | 'difference' | 'references'>;

/** A study's result for the terminal: the table with its intervals, the answer in words, and where the report is. */
export function formatResult(summary: Summary, reportPath: string): string {
  const { study, runs, diverged, verdict, seconds } = summary;
  const kept = runs.kept === runs.finished ? '' : `, ${runs.kept} long enough to keep`;
  const lost = diverged.length === 0 ? '' : `, ${diverged.length} more diverged`;
  const title = `${study}: ${count(runs.finished, 'run')}${kept}${lost}; test ${testOutcome(summary).join(' ')}`;
  return format(title, summary, 'epoch', verdict, reportPath, seconds);
}

/** The same for watched networks. */
export function formatWatched(
  title: string,
  results: Results,
  verdict: Verdict,
  reportPath: string,
  seconds: number,
): string {
  return format(title, results, 'checkpoint', verdict, reportPath, seconds);
}

function format(
  title: string,
  { runs, measures, difference, references }: Results,
  point: string,
  { headline, cautions }: Verdict,
  reportPath: string,
  seconds: number,
): string {
  const isOne = runs.kept === 1;
  const correlations = (name: string, { pearson, spearman }: Correlations) =>
    row(name, ...[pearson, spearman].map((value) => cell(value, isOne)));
  const test = row('  sign-flip test', testResult(difference.pearson), testResult(difference.spearman));
  const { lempelZiv } = measures;
  const { p } = measures.bdm.ownRun;
  const what = isOne ? 'One run has no interval and no test' : 'Means over runs with bootstrap intervals';
  return `
${title}

${row('with the training loss', 'Pearson r', 'Spearman rho')}
${correlations('BDM', measures.bdm)}
${correlations('block entropy', measures.blockEntropy)}
${correlations('BDM − entropy', difference)}
${isOne ? '' : `${test}\n`}${lempelZiv ? `${correlations('Lempel–Ziv', lempelZiv)}\n` : ''}${correlations(`exp(−${point})`, references.decay)}
${p === null ? '' : `${row('BDM, own-run test', pValue(p))}\n`}
  ${what}${undefinedNote(measures, runs.kept)}.
  exp(−${point}) knows nothing of the networks: any fast decline correlates with the loss.${
    p === null
      ? ''
      : '\n  The own-run test asks whether BDM fits the loss of its own run better than those of other runs.'
  }

${[`${headline}.`, ...cautions].join('\n')}

Report: ${reportPath} (${seconds} s)
`;
}

function row(name: string, ...values: string[]): string {
  return `  ${name.padEnd(24)}${values.map((value) => value.padEnd(24)).join('')}`.trimEnd();
}

function cell(value: Estimate, isOne: boolean): string {
  if (!isOne) return estimate(value);
  return value.mean === null ? 'undefined' : decimal(value.mean);
}

function testResult({ p }: Difference): string {
  return p === null ? 'undefined' : pValue(p);
}

function undefinedNote({ bdm, blockEntropy }: Summary['measures'], kept: number): string {
  return [
    { name: 'BDM', runs: bdm.pearson.undefined },
    { name: 'block entropy', runs: blockEntropy.pearson.undefined },
  ]
    .filter(({ runs }) => runs > 0)
    .map(({ name, runs }) => `; ${name} undefined${kept === 1 ? '' : ` in ${runs} of ${count(kept, 'run')}`}: constant`)
    .join('');
}
