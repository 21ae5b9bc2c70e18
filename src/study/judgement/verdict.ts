/** The answer in words: does BDM, or the measure that a study names, follow the loss more closely than its rival? */
import { capitalised, count, decimal, level, present, pValue } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import type { Analysis, Correlations, Difference, Estimate } from '../analysis/analysis.ts';
import type { StudySpec } from '../spec.ts';
import { isRival } from './claim.ts';
import { type Prediction, predictionOf, type Question, questionOf } from './question.ts';
import { type Decision, estimate, interval } from './words.ts';

/**
 * Decides where the bootstrap interval leaves out 0 and the sign-flip test agrees. The interval of few runs holds somewhat
 * less than it promises; the test cannot reach 5 % with fewer than six.
 */
export function decide({ mean, lo, hi, p }: Difference, confidence: number): Decision {
  if (mean === null) return 'undefined';
  if (lo === null || hi === null || p === null || p > 1 - confidence) return 'undecided';
  if (lo > 0) return 'more';
  return hi < 0 ? 'less' : 'undecided';
}

/** Fewest runs of which a two-sided sign-flip test can reach the level: its least p is 2^(1 - n). */
export function fewestForSignFlips(confidence: number): number {
  return Math.ceil(1 - Math.log2(1 - confidence));
}

/** Fewest runs of which the own-run test can: its least p is 1 / n!. */
export function fewestForOwnRuns(confidence: number): number {
  let runs = 1;
  for (let all = 1; all * (1 - confidence) < 1; all *= runs) runs++;
  return runs;
}

/** What is to be said of so few runs; null where there are enough. */
export function fewRunsRemark(kept: number, confidence: number): string | null {
  const enough = fewestForSignFlips(confidence);
  if (kept <= 1 || kept >= enough) return null;
  const p = Number((1 - confidence).toPrecision(3));
  return `With fewer than ${enough} runs no sign-flip test can reach p = ${p}: these decide nothing, whatever their intervals.`;
}

export interface Verdict {
  readonly decision: Decision;
  /** What that is to a question that was named in advance; null where none was. */
  readonly prediction: Prediction | null;
  /** One sentence with the two coefficients, without its full stop. */
  readonly headline: string;
  /** The numbers behind it and what qualifies it, sentence by sentence. */
  readonly evidence: readonly string[];
  /** Of these what must not be read without: that the runs are too few. */
  readonly cautions: readonly string[];
}

/** The verdict of all runs, from Pearson's r; Spearman's ρ is reported where it decides otherwise. */
export function verdict(analysis: Analysis, spec: Pick<StudySpec, 'analysis'>): Verdict {
  const { kept, finished } = analysis.runs;
  const question = questionOf(analysis);
  if (kept === 0) {
    const why =
      finished === 0
        ? 'No run has finished.'
        : `None of the ${count(finished, 'finished run')} reached its best weights in epoch ${spec.analysis.fewestEpochs} or later.`;
    const prediction = predictionOf(question, 'undefined');
    const headline = 'There is no run to answer from';
    return { decision: 'undefined', prediction, headline, evidence: [why], cautions: [] };
  }
  const { confidence } = spec.analysis;
  const decision = decide(question.difference.pearson, confidence);
  const cautions = present(fewRunsRemark(kept, confidence));
  return {
    decision,
    prediction: predictionOf(question, decision),
    headline: headline(decision, question, analysis, confidence),
    cautions,
    evidence: present(
      kept === 1 ? oneRun(question, analysis) : numbers(question, analysis, confidence),
      testedRemark(question),
      ...cautions,
      spearmanRemark(question.difference, decision, confidence),
      signRemark(decision, question, analysis),
      undefinedRemark(question.difference.pearson),
      rivalRemark(analysis),
      ownRunRemark(question, analysis, confidence),
    ),
  };
}

function headline(decision: Decision, question: Question, { runs, measures }: Analysis, confidence: number): string {
  const { direction, difference } = question;
  const [measure, rival] = namesOf(question);
  const prediction = direction === null ? '' : ', as was predicted';
  const among = runs.kept === 1 ? 'this one run' : `these ${runs.kept} runs`;
  const values = comparedValues(
    measures[question.measure].pearson,
    measures[question.rival].pearson,
    difference.pearson,
  );
  // Where Spearman's ρ decides otherwise, the sentence must not claim more than Pearson's r shows.
  const by = decide(difference.spearman, confidence) === decision ? '' : 'By Pearson’s r, ';
  if (decision === 'undefined') return `${capitalised(measure)} and ${rival} cannot be compared in ${among}`;
  if (decision === 'undecided') {
    const subject = by === '' ? capitalised(among) : `${by}${among}`;
    return `${subject} cannot tell whether ${measure} follows the training loss ${direction ?? 'more'} closely than ${rival}${prediction}${values}`;
  }
  const found = predictionOf(question, decision);
  const lead = found === null ? by : `${capitalised(found)}, ${by.replace(/^B/, 'b')}`;
  return `${lead}${lead === '' ? capitalised(measure) : measure} follows the training loss ${decision} closely than ${rival} in ${among}${values}`;
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
function oneRun(question: Question, { measures }: Analysis): string {
  const { pearson: gap } = question.difference;
  const [measure, rival] = namesOf(question);
  const r = (value: Estimate) => (value.mean === null ? 'undefined (it is constant)' : decimal(value.mean));
  const difference = gap.mean === null ? '' : `, a difference of ${decimal(gap.mean, 2, true)}`;
  return (
    `Pearson’s r with the loss: ${measure} ${r(measures[question.measure].pearson)}, ` +
    `${rival} ${r(measures[question.rival].pearson)}${difference}. ` +
    'One run has no interval and no test: whether another run of the same training would show the same remains open.'
  );
}

function numbers(question: Question, { measures }: Analysis, confidence: number): string {
  const { pearson: gap } = question.difference;
  const [measure, rival] = namesOf(question);
  const [own, other] = [question.measure, question.rival].map((name) => estimate(measures[name].pearson));
  const r = `Pearson’s r with the loss: ${measure} ${own}, ${rival} ${other}`;
  if (gap.mean === null) return `${r}; their difference is undefined in every run.`;
  const means = gap.defined === 1 ? '' : ` (means over runs and ${level(confidence)} bootstrap intervals)`;
  const test = gap.p === null ? '' : `, sign-flip test ${pValue(gap.p)}`;
  return `${r}; paired difference ${estimate(gap, true)}${means}${test}.`;
}

/** What the measures of a question are called in the midst of a sentence. */
function namesOf({ measure, rival }: Question): readonly [measure: string, rival: string] {
  return [factsOf(measure).label, factsOf(rival).label];
}

/** How the direction of a question that was named in advance is taken. */
function testedRemark({ direction }: Question): string | null {
  if (direction === null) return null;
  return `Named in advance: “${direction} closely”. The test is two-sided all the same: either answer could have been found.`;
}

function spearmanRemark({ spearman }: Correlations<Difference>, decision: Decision, confidence: number): string | null {
  const other = decide(spearman, confidence);
  if (other === decision || decision === 'undefined' || spearman.mean === null) return null;
  const words = other === 'undecided' ? 'leaves it open' : `says “${other} closely”`;
  // The interval alone may decide what the test does not.
  const test = spearman.p === null ? '' : `, sign-flip test ${pValue(spearman.p)}`;
  return `By rank the answer differs: Spearman’s ρ ${words}, ${estimate(spearman, true)}${test}.`;
}

/** A larger coefficient is no closer following where it is not clearly positive itself. */
function signRemark(decision: Decision, { measure, rival }: Question, { measures }: Analysis): string | null {
  const closer = decision === 'more' ? measure : rival;
  const better = measures[closer].pearson;
  if ((decision !== 'more' && decision !== 'less') || (better.lo !== null && better.lo > 0)) return null;
  const range = interval(better) ?? '';
  return `${capitalised(factsOf(closer).label)}’s own interval ${range} is not above zero, so neither follows the loss with certainty.`;
}

/** The rival that comes closest, of those that are no BDM themselves. */
function rivalRemark({ measures, comparisons }: Analysis): string | null {
  const [closest] = Object.entries(comparisons)
    .filter(([name]) => isRival(name))
    .map(([name, { pearson: gap }]) => ({ name, gap, own: measures[name].pearson }))
    .sort((a, b) => (b.own.mean ?? -2) - (a.own.mean ?? -2));
  if (closest === undefined || closest.own.mean === null || closest.gap.mean === null) return null;
  const { name, gap, own } = closest;
  const test = gap.p === null || gap.defined < 2 ? '' : `, ${pValue(gap.p)}`;
  const rival = `${factsOf(name).label} of the same weights, r ${estimate(own)}`;
  return `Closest of its rivals is ${rival}; BDM’s r minus that is ${estimate(gap, true)}${test}.`;
}

function ownRunRemark({ measure }: Question, { measures }: Analysis, confidence: number): string | null {
  const { p, runs, detectable } = measures[measure].ownRun;
  if (p === null || runs < fewestForOwnRuns(confidence)) return null;
  const answer = p <= 1 - confidence ? 'fits' : 'shows no sign that it fits';
  const found = p <= 1 - confidence || detectable === null ? '' : `; ${couldFind(detectable)}`;
  const test = `permutation test of ${runs} runs, ${pValue(p)}${found}`;
  return `${capitalised(factsOf(measure).label)} ${answer} the loss of its own run better than those of other runs (${test}).`;
}

/** What the own-run test could have found. */
function couldFind(detectable: number): string {
  return `it would have found an r higher by ${decimal(detectable, 3)} with 80 % power`;
}

function undefinedRemark({ undefined: none, defined, mean }: Estimate): string | null {
  if (none === 0 || mean === null) return null;
  return `In ${none} of ${count(none + defined, 'run')} the difference is undefined, because a trajectory is constant.`;
}
