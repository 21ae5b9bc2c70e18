/** The answer of a study with a matrix: of each configuration, and of all in words. */
import { capitalised, decimal, listed, present } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import { type Adjusted, holmOver } from '../analysis/holm.ts';
import type { Study } from '../study.ts';
import type { Summary } from '../summary.ts';
import { CLAIM, CLAIMED, isRival } from './claim.ts';
import { type Question, questionOf } from './question.ts';
import { decide, fewestForOwnRuns, fewRunsRemark, type Verdict } from './verdict.ts';
import type { Decision } from './words.ts';

/** A configuration among others. */
export interface ConfigurationSummary extends Summary {
  /** p-values of the sign-flip tests, corrected over the table, as of `holmOver`; and what they decide: null without a run. */
  readonly holm: Adjusted;
  readonly decision: Decision | null;
}

/** What `summary.json` holds of a study with a matrix. */
export interface StudySummary {
  readonly study: string;
  /** Version of the program. */
  readonly kolmoscope: string;
  readonly seed: number;
  /** Of all configurations: which they are, and how they lie to what was published. */
  readonly verdict: Omit<Verdict, 'decision' | 'prediction'>;
  readonly configurations: readonly ConfigurationSummary[];
  /** Wall time of the command that wrote it. */
  readonly seconds: number;
}

/** Decides by Pearson's r and the p-values after Holm's correction. */
export function summariseTable(
  { study, seed }: Pick<Study, 'study' | 'seed'>,
  summaries: readonly Summary[],
  kolmoscope: string,
  seconds: number,
): StudySummary {
  const adjusted = holmOver(summaries);
  const configurations = summaries.map((summary, i) => {
    const { runs, confidence } = summary;
    const { difference, family } = questionOf(summary);
    const decided = decide({ ...difference.pearson, p: adjusted[i][family] }, confidence);
    return { ...summary, holm: adjusted[i], decision: runs.kept === 0 ? null : decided };
  });
  return { study, kolmoscope, seed, verdict: tableVerdict(configurations), configurations, seconds };
}

/** What a configuration is called: by the study's name where it is the only one. */
export function nameOf({ configuration, study }: Pick<Summary, 'configuration' | 'study'>): string {
  return configuration ?? study;
}

/** Why a configuration has no result: "data set not there", "all runs lost". */
export function whyNone({ missing, runs, diverged }: Pick<Summary, 'missing' | 'runs' | 'diverged'>): string {
  if (missing !== null && runs.finished === 0) return 'data set not there';
  if (runs.finished > 0) return 'no run long enough to keep';
  return diverged.length > 0 ? 'all runs lost' : 'no run finished';
}

function tableVerdict(all: readonly ConfigurationSummary[]): StudySummary['verdict'] {
  const absent = all.filter(({ decision }) => decision === null).map((one) => `${nameOf(one)} (${whyNone(one)})`);
  const named = (wanted: Decision) => all.filter(({ decision }) => decision === wanted).map(nameOf);
  // Those that are all need no list.
  const some = (wanted: Decision) => (named(wanted).length === all.length ? [] : named(wanted));
  const cautions = present(fewRuns(all));
  // A study has one question.
  const question = questionOf(all[0]);
  const [measure, rival] = [question.measure, question.rival].map((name) => factsOf(name).label);
  return {
    headline: headline(all, question),
    cautions,
    evidence: present(
      ...cautions,
      which(`${measure} more closely`, some('more')),
      which(`${rival} more closely`, some('less')),
      which('cannot tell', some('undecided')),
      which('one of the two has no correlation in any run', named('undefined')),
      which('no result', absent),
      overlapEvidence(all),
      gapEvidence(all),
      ...scepticalEvidence(all),
    ),
  };
}

function headline(all: readonly ConfigurationSummary[], question: Question): string {
  const answer = headlineOf(all, question);
  return question.direction === null ? answer : `${answer} (predicted: ${question.direction} closely)`;
}

function headlineOf(all: readonly ConfigurationSummary[], { measure, rival }: Question): string {
  const [own, other] = [measure, rival].map((name) => factsOf(name).label);
  const follows = (how: 'more' | 'less') => `${own} follows the training loss ${how} closely than ${other}`;
  const outcomes = ['more', 'less', 'undecided', null];
  const [more, less, undecided, absent] = outcomes.map((one) => all.filter(({ decision }) => decision === one).length);
  const answered = all.length - absent;
  if (answered === 0) return 'There is no run to answer from';
  const open = undecided === 0 ? '' : `; ${undecided} cannot tell`;
  const none = absent === 0 ? '' : `; ${absent} ${absent === 1 ? 'has' : 'have'} no result`;
  const of = (part: number) => {
    if (part < answered) return `${part} of ${answered} configurations`;
    return answered === 1 ? 'the one configuration' : `all ${answered} configurations`;
  };
  if (more > 0)
    return `${capitalised(follows('more'))} in ${of(more)}${less === 0 ? '' : `, less closely in ${less}`}${open}${none}`;
  if (less > 0) return `${capitalised(follows('less'))} in ${of(less)}${open}${none}`;
  if (undecided === 0) return `${capitalised(own)} and ${other} cannot be compared in any configuration${none}`;
  const runs = all.every(({ runs }) => runs.kept <= 1) ? 'This one run' : 'These runs';
  const who = answered === 1 ? `${runs} cannot` : `None of ${answered} configurations can`;
  return `${who} tell whether ${follows('more')}${none}`;
}

function which(what: string, names: readonly string[]): string | null {
  return names.length === 0 ? null : `${capitalised(what)}: ${listed(names)}.`;
}

/** What is to be said where no configuration has enough runs, or some have not. */
function fewRuns(all: readonly Summary[]): string | null {
  const there = all.filter(({ runs }) => runs.kept > 0);
  const short = there.filter(({ runs, confidence }) => fewRunsRemark(runs.kept, confidence) !== null);
  if (short.length === 0) return null;
  const whose = short.length === there.length ? '' : ` That concerns ${listed(short.map(nameOf))}.`;
  return `${fewRunsRemark(short[0].runs.kept, short[0].confidence)}${whose}`;
}

/** How BDM fares against a curve that knows the epoch only, against the losses of other runs, and against its rivals. */
function scepticalEvidence(all: readonly Summary[]): string[] {
  const there = all.filter(({ measures }) => measures[CLAIMED].pearson.mean !== null);
  if (there.length === 0) return [];
  const matched = there.filter(({ references }) => (references.decay.comparison.pearson.mean ?? 1) <= 0);
  const ownRun = ({ measures }: Summary) => measures[CLAIMED].ownRun;
  const tested = there.filter((one) => ownRun(one).p !== null && ownRun(one).runs >= fewestForOwnRuns(one.confidence));
  const own = tested.filter((one) => (ownRun(one).p ?? 1) <= 1 - one.confidence);
  const verb = (part: readonly Summary[], yes: string, no: string) =>
    there.length === 1 && part.length === 0 ? no : yes;
  return present(
    `exp(−epoch), which knows nothing of a network, ${verb(matched, 'correlates', 'does not correlate')} with the loss at ` +
      `least as closely as BDM${outOf(matched, there)}.`,
    tested.length > 0 &&
      `BDM ${verb(own, 'goes', 'does not go')} with the loss of its own run better than with those of other runs` +
        `${outOf(own, tested)} (permutation test, not corrected).`,
    rivalEvidence(there),
  );
}

/** The rivals that come at least as close, those in most configurations first. */
function rivalEvidence(there: readonly Summary[]): string | null {
  const names = [...new Set(there.flatMap(({ comparisons }) => Object.keys(comparisons).filter(isRival)))];
  const asClose = names.flatMap((name) => {
    const gaps = there.flatMap(({ comparisons }) => comparisons[name]?.pearson.mean ?? []);
    const times = gaps.filter((gap) => gap <= 0).length;
    return times === 0 ? [] : [{ label: factsOf(name).label, times, of: gaps.length }];
  });
  if (asClose.length === 0) return null;
  const words = asClose
    .sort((a, b) => b.times / b.of - a.times / a.of)
    .map(({ label, times, of }) => (there.length === 1 ? label : `${label} in ${times} of ${of}`));
  return `Rivals with a mean r no lower than BDM’s: ${words.join(', ')}.`;
}

/** Nothing where there is but one. */
function outOf(part: readonly Summary[], all: readonly Summary[]): string {
  return all.length === 1 ? '' : ` in ${part.length} of ${all.length} configurations`;
}

/** How often the published intervals and ours overlap. */
function overlapEvidence(all: readonly Summary[]): string | null {
  const compared = all.filter(({ published }) => published && CLAIM.every((name) => published.comparisons[name]));
  const overlaps = CLAIM.map((name) => compared.filter((one) => one.published?.comparisons[name]?.overlaps).length);
  if (compared.length === 0) return null;
  if (compared.length === 1) {
    const [bdm, entropy] = overlaps.map((times) => (times === 1 ? 'overlaps' : 'does not overlap'));
    return (
      `Beside the paper, which has intervals for ${nameOf(compared[0])}: ours of BDM ${bdm} the published one, ` +
      `ours of block entropy ${entropy}.`
    );
  }
  const [bdm, entropy] = overlaps;
  return (
    `Beside the paper, in the ${compared.length} configurations whose published intervals are at hand: ours of BDM ` +
    `overlaps in ${bdm}, ours of block entropy in ${entropy}.`
  );
}

/** How the gap between the measures changes, of Table 1, whose gap falls with the width. */
function gapEvidence(all: readonly Summary[]): string | null {
  const ends = all.flatMap((one) => {
    const { table, gap, ownGap } = one.published ?? { table: null, gap: 0, ownGap: null };
    return table === 'Table 1' && ownGap !== null ? [{ name: nameOf(one), gap, ownGap }] : [];
  });
  if (ends.length < 2) return null;
  const [first, last] = [ends[0], ends[ends.length - 1]];
  return (
    `From ${first.name} to ${last.name} the gap between the two interval midpoints goes from ${decimal(first.ownGap)} to ` +
    `${decimal(last.ownGap)} here, from ${decimal(first.gap)} to ${decimal(last.gap)} in the paper.`
  );
}
