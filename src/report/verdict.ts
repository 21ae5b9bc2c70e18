/** The answer in words: does BDM follow the loss more closely than block entropy? */
import type { Analysis, Correlations, Difference, Estimate } from '../study/analysis.ts';
import type { StudySpec } from '../study/spec.ts';
import { capitalised, count, decimal, estimate, interval, level, pValue } from './format.ts';

/** What the paired difference BDM − block entropy decides. */
export type Decision = 'more' | 'less' | 'undecided' | 'undefined';

/**
 * Decides where the bootstrap interval leaves out 0 and the sign-flip test agrees. The interval alone is too narrow with
 * few runs; the test cannot reach 5 % with fewer than six.
 */
export function decide({ mean, lo, hi, p }: Difference, confidence: number): Decision {
  if (mean === null) return 'undefined';
  if (lo === null || hi === null || p === null || p > 1 - confidence) return 'undecided';
  if (lo > 0) return 'more';
  return hi < 0 ? 'less' : 'undecided';
}

export interface Verdict {
  readonly decision: Decision;
  /** One sentence with the two coefficients, without its full stop. */
  readonly headline: string;
  /** The numbers behind it and what qualifies it, sentence by sentence. */
  readonly evidence: readonly string[];
}

/** The verdict of all runs, from Pearson's r; Spearman's ρ is reported where it decides otherwise. */
export function verdict(analysis: Analysis, spec: Pick<StudySpec, 'analysis'>): Verdict {
  const { kept, finished } = analysis.runs;
  if (kept === 0) {
    const why =
      finished === 0
        ? 'No run has finished.'
        : `None of the ${count(finished, 'finished run')} reached its best weights in epoch ${spec.analysis.fewestEpochs} or later.`;
    return { decision: 'undefined', headline: 'There is no run to answer from', evidence: [why] };
  }
  const { bdm, blockEntropy } = analysis.measures;
  const { confidence } = spec.analysis;
  const decision = decide(analysis.difference.pearson, confidence);
  return {
    decision,
    headline: headline(decision, analysis, confidence),
    evidence: [
      kept === 1
        ? oneRun(bdm, blockEntropy, analysis.difference)
        : numbers(bdm, blockEntropy, analysis.difference, spec),
      ...spearmanRemark(analysis.difference, decision, confidence),
      ...signRemark(decision, bdm.pearson, blockEntropy.pearson),
      ...undefinedRemark(analysis.difference.pearson),
    ],
  };
}

function headline(decision: Decision, { runs, measures, difference }: Analysis, confidence: number): string {
  const { bdm, blockEntropy } = measures;
  const among = runs.kept === 1 ? 'this one run' : `these ${runs.kept} runs`;
  const values = comparedValues(bdm.pearson, blockEntropy.pearson, difference.pearson);
  // Where Spearman's ρ decides otherwise, the sentence must not claim more than Pearson's r shows.
  const by = decide(difference.spearman, confidence) === decision ? '' : 'By Pearson’s r, ';
  if (decision === 'undefined') return `BDM and block entropy cannot be compared in ${among}`;
  if (decision === 'undecided') {
    const subject = by === '' ? capitalised(among) : `${by}${among}`;
    return `${subject} cannot tell whether BDM follows the training loss more closely than block entropy${values}`;
  }
  return `${by}BDM follows the training loss ${decision} closely than block entropy in ${among}${values}`;
}

/** The two means, where they are over the same runs; else their difference, which is. */
function comparedValues(bdm: Estimate, entropy: Estimate, gap: Estimate): string {
  if (bdm.mean === null || entropy.mean === null || gap.mean === null) return '';
  const areOfSameRuns = bdm.defined === gap.defined && entropy.defined === gap.defined;
  if (areOfSameRuns)
    return ` (${gap.defined === 1 ? '' : 'mean '}r ${decimal(bdm.mean)} against ${decimal(entropy.mean)})`;
  const where = gap.defined === 1 ? 'the one run that defines both' : `the ${gap.defined} runs that define both`;
  return ` (r differs by ${decimal(gap.mean, 2, true)} in ${where})`;
}

/** One run has neither interval nor test. */
function oneRun(bdm: Correlations, entropy: Correlations, { pearson: gap }: Correlations<Difference>): string {
  const r = (value: Estimate) => (value.mean === null ? 'undefined (it is constant)' : decimal(value.mean));
  const difference = gap.mean === null ? '' : `, a difference of ${decimal(gap.mean, 2, true)}`;
  return (
    `Pearson’s r with the loss: BDM ${r(bdm.pearson)}, block entropy ${r(entropy.pearson)}${difference}. ` +
    'One run has no interval and no test: whether another run of the same training would show the same remains open.'
  );
}

function numbers(
  bdm: Correlations,
  entropy: Correlations,
  difference: Correlations<Difference>,
  { analysis }: Pick<StudySpec, 'analysis'>,
): string {
  const gap = difference.pearson;
  const r = `Pearson’s r with the loss: BDM ${estimate(bdm.pearson)}, block entropy ${estimate(entropy.pearson)}`;
  if (gap.mean === null) return `${r}; their difference is undefined in every run.`;
  const means = gap.defined === 1 ? '' : ` (means over runs and ${level(analysis.confidence)} bootstrap intervals)`;
  const test = gap.p === null ? '' : `, sign-flip test ${pValue(gap.p)}`;
  return `${r}; paired difference ${estimate(gap, true)}${means}${test}.`;
}

function spearmanRemark({ spearman }: Correlations<Difference>, decision: Decision, confidence: number): string[] {
  const other = decide(spearman, confidence);
  if (other === decision || decision === 'undefined' || spearman.mean === null) return [];
  const words = {
    more: 'says “more closely”',
    less: 'says “less closely”',
    undecided: 'leaves it open',
    undefined: '',
  };
  const range = interval(spearman, true);
  return [
    `By rank the answer differs: Spearman’s ρ ${words[other]}, ${decimal(spearman.mean, 2, true)} ${range ?? ''}.`,
  ];
}

/** A larger coefficient is no closer following where it is not clearly positive itself. */
function signRemark(decision: Decision, bdm: Estimate, entropy: Estimate): string[] {
  const [name, better] = decision === 'more' ? ['BDM', bdm] : ['Block entropy', entropy];
  if ((decision !== 'more' && decision !== 'less') || (better.lo !== null && better.lo > 0)) return [];
  return [
    `${name}’s own interval ${interval(better) ?? ''} is not above zero, so neither follows the loss with certainty.`,
  ];
}

function undefinedRemark({ undefined: none, defined, mean }: Estimate): string[] {
  if (none === 0 || mean === null) return [];
  return [
    `In ${none} of ${count(none + defined, 'run')} the difference is undefined, because a trajectory is constant.`,
  ];
}
