/** What one series of a measure may choose otherwise than another. */
import { BOUNDARIES, type Boundary } from '../bdm/partition.ts';
import { PLACEBOS, type Placebo } from '../bdm/placebo.ts';
import { NULL_NAMES } from '../nulls/index.ts';

/** Names of the complexity tables whose blocks are matrices. */
export const TABLES = ['2d-n5', '2d-n4'] as const;
/** That of strings. */
export const STRING_TABLE = '1d-n5';
export const AGGREGATES = ['sum', 'pooled'] as const;
/** Which neighbours are compared: those beside each other in a row, in a column, or the mean of both shares. */
export const DIRECTIONS = ['both', 'horizontal', 'vertical'] as const;

/**
 * The order of a matrix's rows and columns in which it is measured: as they are stored; the mean over random orders; or the
 * canonical one, which does not depend on the stored one (`canonicalOrder`).
 */
export const ORDERS = ['stored', 'random', 'canonical'] as const;
/** The random matrices with whose measures a measure is compared: of a null model, or none. */
export const NULLS = ['none', ...NULL_NAMES] as const;
/** How: z-score, or ratio to their mean in per cent. */
const COMPARISONS = ['z', 'ratio'] as const;
/** Numbers of random orders, or of random matrices. */
const DRAWS = [2, 4, 8, 16, 32, 64] as const;
/** In which order a sequence takes the cells of a matrix. */
export const READINGS = ['rows', 'columns'] as const;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
/** What is made of the singular values. */
const RANKS = ['participation', 'entropy'] as const;

/** How a series is measured; of these a measure uses its own. */
export interface SeriesOptions {
  readonly order: (typeof ORDERS)[number];
  readonly null: (typeof NULLS)[number];
  readonly as: (typeof COMPARISONS)[number];
  readonly draws: (typeof DRAWS)[number];
  /** Complexity table of the blocks: one of those that can be chosen, or, for rows as strings, that of strings. */
  readonly table: (typeof TABLES)[number] | typeof STRING_TABLE;
  /** What becomes of incomplete blocks at the edges. */
  readonly boundary: Boundary;
  /** Rows and columns of a block. */
  readonly block: readonly [rows: number, columns: number];
  readonly direction: (typeof DIRECTIONS)[number];
  readonly reading: (typeof READINGS)[number];
  readonly placebo: Placebo;
  readonly seed: (typeof SEEDS)[number];
  readonly rank: (typeof RANKS)[number];
  /** One value of the network: of its matrices, as the measure's `layers` says, or of their `pooled` weights. */
  readonly aggregate: (typeof AGGREGATES)[number];
}
export type OptionName = keyof SeriesOptions;

export const DEFAULT_OPTIONS: SeriesOptions = {
  order: 'stored',
  null: 'none',
  as: 'z',
  draws: 8,
  table: '2d-n5',
  boundary: 'ignore',
  block: [4, 4],
  direction: 'both',
  reading: 'rows',
  placebo: 'alike',
  seed: 1,
  rank: 'participation',
  aggregate: 'sum',
};

/** Sides of a block: a complexity table of matrices holds no longer ones. */
const SIDES = [1, 2, 3, 4] as const;

/** What each option can be. */
export const OPTION_VALUES: { readonly [Name in OptionName]: readonly SeriesOptions[Name][] } = {
  order: ORDERS,
  null: NULLS,
  as: COMPARISONS,
  draws: DRAWS,
  table: TABLES,
  boundary: BOUNDARIES,
  block: SIDES.flatMap((rows) => SIDES.map((columns) => [rows, columns] as const)).slice(1),
  direction: DIRECTIONS,
  reading: READINGS,
  placebo: PLACEBOS,
  seed: SEEDS,
  rank: RANKS,
  aggregate: AGGREGATES,
};

/** A value of an option as a part of a series' name: `correlated`, `2dn4`, `2x2`, `16draws`. */
export function optionText(option: OptionName, value: SeriesOptions[OptionName]): string {
  if (typeof value === 'number') return option === 'draws' ? `${value}draws` : `${option}${value}`;
  return typeof value === 'string' ? value.replaceAll('-', '') : value.join('x');
}
