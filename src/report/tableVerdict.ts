/** The answer of a whole table in words. */
import { RIVALS } from '../study/trajectories.ts';
import { decisionOf, type Entry, type Judged, listed, whyNone } from './entries.ts';
import { capitalised, count, decimal } from './format.ts';
import { compareWith, midpointGap, publishedRow } from './published.ts';
import { MEASURE_NAMES } from './referee.ts';
import type { TableEntry } from './tableResults.ts';
import { type Decision, fewestForOwnRuns, fewRunsRemark } from './verdict.ts';

export interface TableVerdict {
  /** One sentence, without its full stop. */
  readonly headline: string;
  /** Which configurations, and how they lie to what was published, sentence by sentence. */
  readonly evidence: readonly string[];
}

const QUESTION = 'BDM follows the training loss more closely than block entropy';

/** From Pearson's r and the p-values after Holm's correction. */
export function tableVerdict(entries: readonly Judged<TableEntry>[]): TableVerdict {
  const decided = entries.map((entry) => ({
    name: entry.name,
    decision: decisionOf(entry, entry.adjusted.blockEntropy),
  }));
  const named = (wanted: Decision) => decided.filter(({ decision }) => decision === wanted).map(({ name }) => name);
  // Those that are all need no list.
  const some = (names: readonly string[]) => (names.length === decided.length ? [] : names);
  const absent = entries.filter((_, i) => decided[i].decision === null);
  return {
    headline: headline(
      { more: named('more').length, less: named('less').length, undecided: named('undecided').length },
      entries.length - absent.length,
      absent.length,
      entries.every(({ summary }) => summary.runs.kept <= 1) ? 'this one run' : 'these runs',
    ),
    evidence: [
      ...fewRuns(entries),
      ...which('BDM more closely', some(named('more'))),
      ...which('block entropy more closely', some(named('less'))),
      ...which('cannot tell', some(named('undecided'))),
      ...which('one of the two has no correlation in any run', named('undefined')),
      ...which(
        'no result',
        absent.map((entry) => `${entry.name} (${whyNone(entry.summary)})`),
      ),
      ...publishedEvidence(entries),
      ...scepticalEvidence(entries),
    ],
  };
}

type Counts = Readonly<Record<'more' | 'less' | 'undecided', number>>;

function headline({ more, less, undecided }: Counts, answered: number, absent: number, runs: string): string {
  if (answered === 0) return 'There is no run to answer from';
  const open = undecided === 0 ? '' : `; ${undecided} cannot tell`;
  const none = absent === 0 ? '' : `; ${absent} ${absent === 1 ? 'has' : 'have'} no result`;
  const of = (part: number) => {
    if (part < answered) return `${part} of ${answered} configurations`;
    return answered === 1 ? 'the one configuration' : `all ${answered} configurations`;
  };
  if (more > 0) return `${QUESTION} in ${of(more)}${less === 0 ? '' : `, less closely in ${less}`}${open}${none}`;
  if (less > 0) return `${QUESTION.replace('more', 'less')} in ${of(less)}${open}${none}`;
  if (undecided === 0) return `BDM and block entropy cannot be compared in any configuration${none}`;
  const who = answered === 1 ? `${capitalised(runs)} cannot` : `None of ${answered} configurations can`;
  return `${who} tell whether ${QUESTION}${none}`;
}

function which(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${capitalised(what)}: ${listed(names)}.`];
}

/** What is to be said where no configuration has enough runs, or some have not. */
function fewRuns(entries: readonly Entry[]): string[] {
  const there = entries.filter(({ summary }) => summary.runs.kept > 0);
  const remarks = there.map(({ summary, spec }) => fewRunsRemark(summary.runs.kept, spec.analysis.confidence));
  const short = there.filter((_, i) => remarks[i].length > 0).map(({ name }) => name);
  if (short.length === 0) return [];
  const whose = short.length === there.length ? '' : ` That concerns ${listed(short)}.`;
  return [`${remarks.flat()[0]}${whose}`];
}

/** How BDM fares against a curve that knows the epoch only, against the losses of other runs, and against its rivals. */
function scepticalEvidence(entries: readonly Entry[]): string[] {
  const there = entries.filter(({ summary }) => summary.measures.bdm.pearson.mean !== null);
  if (there.length === 0) return [];
  const matched = there.filter(({ summary: { measures, references } }) => {
    const [own, decay] = [measures.bdm.pearson.mean, references.decay.pearson.mean];
    return own !== null && decay !== null && decay >= own;
  });
  const tested = there.filter(({ spec, summary }) => {
    const { p, runs } = summary.measures.bdm.ownRun;
    return p !== null && runs >= fewestForOwnRuns(spec.analysis.confidence);
  });
  const own = tested.filter(
    ({ spec, summary }) => (summary.measures.bdm.ownRun.p ?? 1) <= 1 - spec.analysis.confidence,
  );
  const isOne = there.length === 1;
  const verb = (part: readonly Entry[], yes: string, no: string) => (isOne && part.length === 0 ? no : yes);
  return [
    `exp(−epoch), which knows nothing of a network, ${verb(matched, 'correlates', 'does not correlate')} with the loss at ` +
      `least as closely as BDM${outOf(matched, there)}.`,
    ...(tested.length === 0
      ? []
      : [
          `BDM ${verb(own, 'goes', 'does not go')} with the loss of its own run better than with those of other runs` +
            `${outOf(own, tested)} (permutation test, not corrected).`,
        ]),
    ...RIVALS.flatMap((rival) => {
      const compared = there.filter(({ summary }) => typeof summary.comparisons[rival]?.pearson.mean === 'number');
      const asClose = compared.filter(({ summary }) => (summary.comparisons[rival]?.pearson.mean ?? 1) <= 0);
      if (asClose.length === 0) return [];
      const name = capitalised(MEASURE_NAMES[rival]);
      return [`${name} has a mean r no lower than BDM’s${outOf(asClose, compared)}.`];
    }),
  ];
}

/** Nothing where there is but one. */
function outOf(part: readonly Entry[], all: readonly Entry[]): string {
  return all.length === 1 ? '' : ` in ${part.length} of ${all.length} configurations`;
}

/** How often the published intervals and ours overlap, and how the gap between the measures changes. */
function publishedEvidence(entries: readonly TableEntry[]): string[] {
  const compared = entries.flatMap((entry) => {
    const published = publishedRow(entry.spec);
    if (!published?.bdm || !published.blockEntropy) return [];
    const { bdm, blockEntropy } = entry.summary.measures;
    const ofBdm = compareWith(bdm.pearson, published.bdm);
    const ofEntropy = compareWith(blockEntropy.pearson, published.blockEntropy);
    return ofBdm && ofEntropy ? [{ name: entry.name, bdm: ofBdm.overlaps, blockEntropy: ofEntropy.overlaps }] : [];
  });
  return [...overlapEvidence(compared), ...gapEvidence(entries)];
}

function overlapEvidence(
  compared: readonly { readonly name: string; readonly bdm: boolean; readonly blockEntropy: boolean }[],
): string[] {
  if (compared.length === 0) return [];
  const overlap = (name: 'bdm' | 'blockEntropy') => compared.filter((row) => row[name]).length;
  const of = compared.length;
  if (of === 1) {
    const answer = (name: 'bdm' | 'blockEntropy') => (overlap(name) === 1 ? 'overlaps' : 'does not overlap');
    return [
      `Beside the paper, which has intervals for ${compared[0].name}: ours of BDM ${answer('bdm')} the published one, ` +
        `ours of block entropy ${answer('blockEntropy')}.`,
    ];
  }
  return [
    `Beside the paper, in the ${of} configurations whose published intervals are at hand: ours of BDM overlaps in ` +
      `${overlap('bdm')}, ours of block entropy in ${overlap('blockEntropy')}.`,
  ];
}

/** Of Table 1, whose gap falls with the width. */
function gapEvidence(entries: readonly TableEntry[]): string[] {
  const ends = entries.flatMap(({ name, spec, summary }) => {
    const published = publishedRow(spec);
    const own = midpointGap(summary.measures.bdm.pearson, summary.measures.blockEntropy.pearson);
    return published?.table === 'Table 1' && own !== null ? [{ name, published: published.gap, own }] : [];
  });
  if (ends.length < 2) return [];
  const [first, last] = [ends[0], ends[ends.length - 1]];
  const from = (gap: (end: (typeof ends)[number]) => number) => `${decimal(gap(first))} to ${decimal(gap(last))}`;
  return [
    `From ${first.name} to ${last.name} the gap between the two interval midpoints goes from ${from(({ own }) => own)} here, ` +
      `from ${from(({ published }) => published)} in the paper.`,
  ];
}

/** How many runs each configuration kept: "20 runs each", "18 to 20 runs each". */
export function runsEach(entries: readonly Entry[]): string {
  const kept = entries.map(({ summary }) => summary.runs.kept).filter((runs) => runs > 0);
  if (kept.length === 0) return 'no runs';
  const [least, most] = [Math.min(...kept), Math.max(...kept)];
  return least === most ? `${count(most, 'run')} each` : `${least} to ${most} runs each`;
}
