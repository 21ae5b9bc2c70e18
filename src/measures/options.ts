/** What one series of a measure may choose otherwise than another. */
import { BOUNDARIES, type Boundary } from '../bdm/partition.ts';

/** Names of the complexity tables whose blocks are matrices. */
export const TABLES = ['2d-n5', '2d-n4'] as const;
export const AGGREGATES = ['sum', 'pooled'] as const;
/** Which neighbours are compared: those beside each other in a row, in a column, or the mean of both shares. */
export const DIRECTIONS = ['both', 'horizontal', 'vertical'] as const;

/** How a series is measured; of these a measure uses its own. */
export interface SeriesOptions {
  /** Complexity table of the blocks. */
  readonly table: (typeof TABLES)[number];
  /** What becomes of incomplete blocks at the edges. */
  readonly boundary: Boundary;
  /** Rows and columns of a block. */
  readonly block: readonly [rows: number, columns: number];
  readonly direction: (typeof DIRECTIONS)[number];
  /** One value of the network: of its matrices, as the measure's `layers` says, or of their `pooled` weights. */
  readonly aggregate: (typeof AGGREGATES)[number];
}
export type OptionName = keyof SeriesOptions;

export const DEFAULT_OPTIONS: SeriesOptions = {
  table: '2d-n5',
  boundary: 'ignore',
  block: [4, 4],
  direction: 'both',
  aggregate: 'sum',
};

/** Sides of a block: a complexity table of matrices holds no longer ones. */
const SIDES = [1, 2, 3, 4] as const;

/** What each option can be. */
export const OPTION_VALUES: { readonly [Name in OptionName]: readonly SeriesOptions[Name][] } = {
  table: TABLES,
  boundary: BOUNDARIES,
  block: SIDES.flatMap((rows) => SIDES.map((columns) => [rows, columns] as const)).slice(1),
  direction: DIRECTIONS,
  aggregate: AGGREGATES,
};

/** A value of an option as a part of a series' name: `correlated`, `2dn4`, `2x2`. */
export function optionText(value: SeriesOptions[OptionName]): string {
  return typeof value === 'string' ? value.replaceAll('-', '') : value.join('x');
}
