import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { BOUNDARIES } from '../../bdm/index.ts';
import {
  AGGREGATES,
  DEFAULT_OPTIONS,
  DEFAULT_SERIES,
  inOptionOrder,
  inTableOrder,
  MEASURES,
  nameSaying,
  OPTION_VALUES,
  type OptionName,
  ORDERS,
  parseSeries,
  type SeriesOptions,
  type SeriesSpec,
  seriesNamed,
  TABLES,
  whyNoSeries,
} from '../../measures/index.ts';
import { FLOAT_QUANTISER_NAMES } from '../../nn/planeQuantisers.ts';
import { CLAIM } from '../judgement/claim.ts';
import { count, refuse } from './common.ts';

/** `"bdm_correlated"`, or `{ "measure": "bdm", "boundary": "correlated" }`: the same series. */
const series = z.unknown().transform((given, context): string => {
  if (typeof given === 'string') return known(given, context, []);
  if (typeof given !== 'object' || given === null || !('measure' in given) || typeof given.measure !== 'string') {
    return refuse(
      context,
      [],
      'expected a name such as "lempelZiv", or { "measure": "bdm", "boundary": "correlated" }',
    );
  }
  const { measure: name, ...options } = given;
  const parsed = parseSeries(name as string);
  if (parsed === null) return known(name as string, context, ['measure']);
  const own: readonly string[] = MEASURES[parsed.measure].options;
  const said: Partial<Record<OptionName, unknown>> = { ...parsed.options };
  for (const [option, value] of Object.entries(options)) {
    if (!own.includes(option)) {
      return refuse(context, [option], `no option of ${parsed.measure}, which has ${own.join(', ')}`);
    }
    const values: readonly SeriesOptions[OptionName][] = OPTION_VALUES[option as OptionName];
    const found = values.find((one) => isDeepStrictEqual(one, value));
    if (found === undefined) {
      return refuse(context, [option], `expected one of ${values.map((one) => JSON.stringify(one)).join(', ')}`);
    }
    if (option in said) return refuse(context, [option], `said already by ${name}`);
    said[option as OptionName] = found;
  }
  return known(nameSaying(parsed.measure, said as Partial<SeriesOptions>), context, []);
});

/** The name of a series, its options in their order whatever that in which they were given. */
function known(name: string, context: z.RefinementCtx, path: string[]): string {
  return parseSeries(name) === null ? refuse(context, path, whyNoSeries(name)) : inOptionOrder(name);
}

/** Those beside the compared ones, each once. */
function others(names: readonly string[]): string[] {
  return inTableOrder(new Set(names)).filter((name) => !(CLAIM as readonly string[]).includes(name));
}

/** `measures`: what is measured of the weights. */
export const measures = z.strictObject({
  /** Four options of all series that do not say another: complexity table of the blocks, by its shipped name. */
  table: z.enum(TABLES).default(TABLES[0]),
  /** What becomes of incomplete blocks at the edges: dropped by default. */
  boundary: z.enum(BOUNDARIES).default(DEFAULT_OPTIONS.boundary),
  /** The order of rows and columns in which a matrix is measured: `stored`, the mean over `random` ones, or `canonical`. */
  order: z.enum(ORDERS).default(DEFAULT_OPTIONS.order),
  /** One value of the network: `sum` over its matrices, or of their `pooled` blocks. */
  aggregate: z.enum(AGGREGATES).default(DEFAULT_OPTIONS.aggregate),
  /** What is measured beside BDM and block entropy, which always are; without it the measures that are so by default. */
  series: z.array(series).transform(others).exactOptional(),
  /**
   * Weights that are not binary are also measured bit plane by bit plane, now and then; `float` weights as if quantised to
   * so many bits, or, with null, by their signs alone.
   */
  floatBits: z.int().min(2).max(8).nullable().default(8),
  /** How `float` weights are quantised for that: symmetrically, by their range, or by that of 99.9 % of them. */
  floatQuantiser: z.enum(FLOAT_QUANTISER_NAMES).default('symmetric'),
  /** Steps between two samples of what is not measured at each step; each epoch's first step is one too. */
  sampleEvery: count.default(20),
});

export type Measuring = z.infer<typeof measures>;

/**
 * What a study measures: the names by which it knows its series, and each series with all its options, under the name that
 * it has in runs' files. BDM and block entropy come first; what the section's options make the same as another is one.
 */
export function seriesOf(measuring: Measuring): ReadonlyMap<string, SeriesSpec> {
  const known = new Map<string, [string, SeriesSpec]>();
  for (const name of [...CLAIM, ...(measuring.series ?? DEFAULT_SERIES)]) {
    const made = seriesNamed(name, ofAll(measuring));
    if (!known.has(made.name)) known.set(made.name, [name, made]);
  }
  return new Map(known.values());
}

/**
 * The name by which a study knows the series that another name says too: in canonical order `bdm` is `canonicalBdm`.
 * Undefined where it does not measure it.
 */
export function nameIn(measuring: Measuring, name: string): string | undefined {
  if (parseSeries(name) === null) return undefined;
  const said = seriesNamed(name, ofAll(measuring)).name;
  return [...seriesOf(measuring)].find(([, made]) => made.name === said)?.[0];
}

/** The options of all series that do not say another. */
function ofAll({ order, table, boundary, aggregate }: Measuring): Partial<SeriesOptions> {
  return { order, table, boundary, aggregate };
}
