/** The data sets, by the name that a spec gives them. */
import type { Counts, DataSource, Task } from './dataSet.ts';
import { modular } from './generated/modular.ts';
import { sincos } from './generated/sincos.ts';
import { teacher } from './generated/teacher.ts';
import { har, harRaw } from './har.ts';
import type { Order } from './inputs/order.ts';
import { fashionMnist, mnist } from './pictures.ts';

const SETS = { mnist, 'fashion-mnist': fashionMnist, sincos, modular, teacher, har, 'har-raw': harRaw };

export type DataSetName = keyof typeof SETS;

/** The same under one type for all sets. */
export const DATA_SETS: Readonly<Record<DataSetName, DataSource>> = SETS;

type OptionsOf<Source> = Source extends DataSource<infer Options> ? Options : never;

/** A data set and its own options, as a spec's `data` has them among other fields. */
export type DataSetOptions = {
  [Name in DataSetName]: { readonly set: Name } & OptionsOf<(typeof SETS)[Name]>;
}[DataSetName];

/** How many examples a set has to train with, and to test: with its usual options unless told others. */
export function countsOf(name: DataSetName, options?: object): Counts {
  const { classes, counts } = DATA_SETS[name];
  if (options && counts) return counts(options);
  const { training, test } = classes;
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  return { training: total(training), test: total(test) };
}

/** What a network meets in a data set, known without reading it. */
export function taskOf(options: DataSetOptions): Task {
  return DATA_SETS[options.set].task(options);
}

/**
 * What decides the examples of a set: its name, and those of the fields given that are its own options. This is all that
 * `loadDataSet` hands to the set.
 */
export function ownOptions(given: DataSetOptions): DataSetOptions {
  const { options } = DATA_SETS[given.set];
  const own = Object.entries(given).filter(([field]) => field === 'set' || field in options);
  return Object.fromEntries(own) as unknown as DataSetOptions;
}

/**
 * How inputs are given: rounded to multiples of 2^-grid (`onGrid`), where it is null or left out as they are; in an order
 * (`placesIn`), as they are where it is left out.
 */
export interface InputForm {
  readonly grid?: number | null;
  readonly order?: Order;
}

/** What loaded data is kept by: two configurations that share it have the same examples. */
export function keyOf(given: DataSetOptions & InputForm): string {
  const { grid = null, order = 'rows' } = given;
  return JSON.stringify(Object.entries({ ...ownOptions(given), grid, order }).sort());
}
