import { z } from 'zod';
import { BOUNDARIES } from '../../bdm/index.ts';
import {
  AGGREGATES,
  DEFAULT_OPTIONS,
  DEFAULT_SERIES,
  inTableOrder,
  MEASURE_NAMES,
  MEASURES,
  OPTION_VALUES,
  type OptionName,
  optionText,
  parseSeries,
  type SeriesSpec,
  seriesNamed,
  TABLES,
} from '../../measures/index.ts';
import { CLAIM } from '../judgement/claim.ts';
import { count } from './common.ts';

const option = {
  table: z.enum(TABLES),
  boundary: z.enum(BOUNDARIES),
  aggregate: z.enum(AGGREGATES),
};

/** `"bdm_correlated"`, or `{ "measure": "bdm", "boundary": "correlated" }`: the same series. */
const series = z.union([z.string(), z.looseObject({ measure: z.string() })]).transform((given, context): string => {
  const refuse = (message: string, ...path: string[]) => {
    context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  };
  const unknown = (what: string) => `no series is called ${what}; measures are ${MEASURE_NAMES.join(', ')}`;
  if (typeof given === 'string') return parseSeries(given) === null ? refuse(unknown(given)) : given;
  const parsed = parseSeries(given.measure);
  if (parsed === null) return refuse(unknown(given.measure), 'measure');
  const own: readonly OptionName[] = MEASURES[parsed.measure].options;
  const texts = [given.measure];
  for (const [name, value] of Object.entries(given)) {
    if (name === 'measure') continue;
    if (!own.includes(name as OptionName)) {
      return refuse(`no option of ${parsed.measure}, which has ${own.join(', ')}`, name);
    }
    const values = OPTION_VALUES[name as OptionName].map(optionText);
    const text = Array.isArray(value) ? value.join('x') : String(value).replaceAll('-', '');
    if (!values.includes(text)) return refuse(`expected one of ${values.join(', ')}`, name);
    texts.push(text);
  }
  const name = texts.join('_');
  return parseSeries(name) === null ? refuse(`an option is given twice: ${name}`) : name;
});

/** Those beside the compared ones, each once. */
function others(names: readonly string[]): string[] {
  return inTableOrder(new Set(names)).filter((name) => !(CLAIM as readonly string[]).includes(name));
}

/** `measures`: what is measured of the weights. */
export const measures = z.strictObject({
  /** Three options of all series that do not say another: complexity table of the blocks, by its shipped name. */
  table: option.table.default(DEFAULT_OPTIONS.table),
  /** What becomes of incomplete blocks at the edges: dropped by default. */
  boundary: option.boundary.default(DEFAULT_OPTIONS.boundary),
  /** One value of the network: `sum` over its matrices, or of their `pooled` blocks. */
  aggregate: option.aggregate.default(DEFAULT_OPTIONS.aggregate),
  /** What is measured beside BDM and block entropy, which always are; without it the measures that are so by default. */
  series: z.array(series).transform(others).exactOptional(),
  /**
   * Weights that are not binary are also measured bit plane by bit plane, now and then; `float` weights as if quantised to
   * so many bits, or, with null, by their signs alone.
   */
  floatBits: z.int().min(2).max(8).nullable().default(8),
  /** Steps between two samples of what is not measured at each step; each epoch's first step is one too. */
  sampleEvery: count.default(20),
});

export type Measuring = z.infer<typeof measures>;

/**
 * What a study measures: the names by which it knows its series, and each series with all its options, under the name that
 * it has in runs' files. BDM and block entropy come first; what the section's options make the same as another is one.
 */
export function seriesOf({ series = [...DEFAULT_SERIES], ...options }: Measuring): ReadonlyMap<string, SeriesSpec> {
  const { table, boundary, aggregate } = options;
  const known = new Map<string, [string, SeriesSpec]>();
  for (const name of [...CLAIM, ...series]) {
    const made = seriesNamed(name, { table, boundary, aggregate });
    if (!known.has(made.name)) known.set(made.name, [name, made]);
  }
  return new Map(known.values());
}
