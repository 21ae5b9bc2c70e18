/**
 * What the paper published of its tables, as far as its numbers are at hand: data with their source, matched to a
 * configuration by its spec. Nothing that is not here is guessed: `null` and "not at hand" say so.
 */
import type { DataSetName } from '../../data/sets.ts';
import { decimal } from '../../format.ts';
import type { Interval } from '../../stats/bootstrap.ts';
import type { Analysis, Estimate } from '../analysis/analysis.ts';
import { each } from '../run/trajectories.ts';
import type { StudySpec } from '../spec.ts';
import { AGAINST, CLAIM, CLAIMED } from './claim.ts';

/** One row of a published table: 95 % intervals of Pearson's r with the processed loss, 200 runs; accuracy in per cent. */
export interface PublishedRow {
  readonly table: 'Table 1' | 'Table 3';
  /** "MNIST 10×10, hidden layers (32, 16)". */
  readonly setting: string;
  /** By the name of the measure; null where only the gap is at hand. */
  readonly intervals: Readonly<Record<(typeof CLAIM)[number], Interval>> | null;
  readonly accuracy: { readonly mean: number; readonly sd: number } | null;
  /** BDM's interval midpoint minus block entropy's. */
  readonly gap: number;
  /** What keeps an own row from being one of the same data, as far as is known. */
  readonly caveat: string | null;
}

const CAVEATS: { readonly [Name in DataSetName]?: string } = {
  sincos:
    'The paper’s generator of sincos is not public and its definition here is ours: that row does not repeat theirs.',
  har: 'How the paper divides UCI HAR into training and validation examples is not at hand.',
  'har-raw': 'How the paper divides UCI HAR into training and validation examples is not at hand.',
};

/** Table 3 of arXiv 2505.20646, whole; of Table 1 only the gap between the interval midpoints is at hand, at its two ends. */
const SETTINGS = [
  setting('mnist', 'MNIST 10×10', [32, 16], { entropy: [0.74, 0.79], bdm: [0.92, 0.94], accuracy: [79.5, 1.0] }),
  setting('fashion-mnist', 'Fashion-MNIST 10×10', [32, 16], {
    entropy: [0.03, 0.17],
    bdm: [0.3, 0.46],
    accuracy: [73.1, 0.9],
  }),
  setting('sincos', 'sincos', [64, 32], { entropy: [0.36, 0.45], bdm: [0.71, 0.77], accuracy: [96.5, 0.7] }),
  setting('har', 'UCI HAR, 561 features', [8, 4], { entropy: [0.68, 0.77], bdm: [0.63, 0.74], accuracy: [73.7, 6.5] }),
  setting('har-raw', 'UCI HAR, raw signals', [4, 16], {
    entropy: [0.57, 0.7],
    bdm: [0.49, 0.64],
    accuracy: [50.9, 2.6],
  }),
  setting('mnist', 'MNIST 10×10', [8, 4], 0.28),
  setting('mnist', 'MNIST 10×10', [128, 64], 0.06),
];

/** The published row whose data, hidden layers, early stopping and processing a spec has, as far as the paper says; null where none is at hand. */
export function publishedRow({ data, network, training, analysis }: StudySpec): PublishedRow | null {
  if (!('hidden' in network) || training.patience === null || analysis.trajectories === 'raw') return null;
  const { set, targets, order, labels, inputs, validation, subset } = data;
  if (targets !== 'classes' || order !== 'rows' || labels !== 'true' || inputs !== 'true') return null;
  // The paper's split is known of its pictures only.
  if ('size' in data && (data.size !== 10 || validation !== 10_000 || subset !== 25_000)) return null;
  const found = SETTINGS.find((row) => row.set === set && row.hidden.join() === network.hidden.join());
  return found?.row ?? null;
}

/** How an own interval lies to a published one, both rounded to two decimals as they are printed. */
export interface Comparison {
  readonly overlaps: boolean;
  /** Between the nearer ends where they do not overlap, positive where the own one lies above; else 0. */
  readonly distance: number;
  /** Own midpoint minus the published one. */
  readonly shift: number;
}

/** Null where there is no own interval: fewer than two runs. */
export function compareWith({ lo, hi }: Pick<Estimate, 'lo' | 'hi'>, published: Interval): Comparison | null {
  if (lo === null || hi === null) return null;
  const own = { lo: asPrinted(lo), hi: asPrinted(hi) };
  const above = asPrinted(own.lo - published.hi);
  const below = asPrinted(published.lo - own.hi);
  const distance = above > 0 ? above : below > 0 ? -below : 0;
  return { overlaps: distance === 0, distance, shift: (lo + hi) / 2 - midpoint(published) };
}

/** What the paper published of a setting, and how own results lie to it. */
export interface Published extends PublishedRow {
  /** Of each published interval; null where it or an own one is not there. */
  readonly comparisons: Readonly<Record<(typeof CLAIM)[number], Comparison | null>>;
  readonly ownGap: number | null;
}

/** Null where nothing is at hand for the spec. */
export function besidePublished(spec: StudySpec, measures: Analysis['measures']): Published | null {
  const row = publishedRow(spec);
  if (row === null) return null;
  const { intervals } = row;
  return {
    ...row,
    comparisons: each(CLAIM, (name) => intervals && compareWith(measures[name].pearson, intervals[name])),
    ownGap: midpointGap(measures[CLAIMED].pearson, measures[AGAINST].pearson),
  };
}

/** The midpoint of BDM's interval minus that of block entropy's; null without intervals. */
export function midpointGap(bdm: Estimate, entropy: Estimate): number | null {
  if (bdm.lo === null || bdm.hi === null || entropy.lo === null || entropy.hi === null) return null;
  return (bdm.lo + bdm.hi - entropy.lo - entropy.hi) / 2;
}

/** "0.92–0.94". */
export function rangeInWords({ lo, hi }: Interval): string {
  return `${decimal(lo)}–${decimal(hi)}`;
}

type Pair = readonly [number, number];

/** A row of Table 3, or the gap of Table 1. */
function setting(
  set: DataSetName,
  title: string,
  hidden: readonly number[],
  known: { readonly entropy: Pair; readonly bdm: Pair; readonly accuracy: Pair } | number,
): { readonly set: DataSetName; readonly hidden: readonly number[]; readonly row: PublishedRow } {
  const common = { setting: `${title}, hidden layers (${hidden.join(', ')})`, caveat: CAVEATS[set] ?? null };
  if (typeof known === 'number') {
    return { set, hidden, row: { ...common, table: 'Table 1', intervals: null, accuracy: null, gap: known } };
  }
  const [bdm, entropy] = [known.bdm, known.entropy].map(([lo, hi]) => ({ lo, hi }));
  const [mean, sd] = known.accuracy;
  const intervals = { [CLAIMED]: bdm, [AGAINST]: entropy };
  const gap = midpoint(bdm) - midpoint(entropy);
  return { set, hidden, row: { ...common, table: 'Table 3', intervals, accuracy: { mean, sd }, gap } };
}

function midpoint({ lo, hi }: Interval): number {
  return (lo + hi) / 2;
}

function asPrinted(value: number): number {
  return Math.round(100 * value) / 100;
}
