/**
 * A series is a measure with its options. Its name is that of the measure where the options are the usual ones, and says
 * what differs from them where they are not: `bdm`, `bdm_correlated`, `bdm_2x2`, `bdm_2dn4_pooled`; another order than the
 * stored one in front: `canonicalBdm`, `randomBdm_16draws`.
 */
import type { PlaceboOptions } from '../bdm/index.ts';
import { capitalised } from '../format.ts';
import { NULL_MODELS, type NullName } from '../nulls/index.ts';
import type { Measure } from './measure.ts';
import { DEFAULT_OPTIONS, OPTION_VALUES, type OptionName, ORDERS, optionText, type SeriesOptions } from './options.ts';
import { MEASURES, type MeasureName } from './table.ts';

export interface SeriesSpec {
  readonly name: string;
  readonly measure: MeasureName;
  readonly options: SeriesOptions;
}

/** What a series is to others where only its name is known: also one that this version has no measure for. */
export type SeriesFacts = Pick<Measure, 'label' | 'short' | 'unit' | 'decimals' | 'colours' | 'layers' | 'inTerminal'>;

export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];
/** The series that a study takes unless told: those compared first, then BDM in an order of its own. */
export const DEFAULT_SERIES: readonly string[] = MEASURE_NAMES.filter((name) => MEASURES[name].byDefault).toSpliced(
  2,
  0,
  'canonicalBdm' as MeasureName,
);

/** Names of series in the order of the table; those of one measure stay in theirs, and what is not known comes last. */
export function inTableOrder(names: Iterable<string>): string[] {
  const place = (name: string) => {
    const measure = parseSeries(name)?.measure;
    return measure === undefined ? MEASURE_NAMES.length : MEASURE_NAMES.indexOf(measure);
  };
  return [...names].sort((a, b) => place(a) - place(b));
}

/** A measure's series; what is not an option of it has no influence on it. */
export function makeSeries(measure: MeasureName, options: Partial<SeriesOptions> = {}): SeriesSpec {
  const row: Measure = MEASURES[measure];
  const own = Object.entries(options).filter(([name]) => row.options.includes(name as OptionName));
  const all: SeriesOptions = { ...DEFAULT_OPTIONS, ...Object.fromEntries(own), ...row.fixed };
  const used = { ...all, ...unused(all) };
  const isUsual = (name: OptionName) => isDefault(name, used[name]);
  return { name: nameOf(measure, (option) => (isUsual(option) ? undefined : used[option])), measure, options: used };
}

/** What has nothing to act on: only random orders and random matrices are drawn, only with the latter one compares. */
function unused(options: SeriesOptions): Partial<SeriesOptions> {
  const isOfNull = isCompared(options);
  const isDrawn = isOfNull || options.order === 'random';
  return {
    ...(isOfNull ? {} : { as: DEFAULT_OPTIONS.as }),
    ...(isDrawn ? {} : { draws: DEFAULT_OPTIONS.draws }),
  };
}

function isDefault(name: OptionName, value: SeriesOptions[OptionName]): boolean {
  return optionText(name, value) === optionText(name, DEFAULT_OPTIONS[name]);
}

/** A measure's name with what is said of its options, in their order; an order of rows and columns in front. */
function nameOf(measure: MeasureName, said: (option: OptionName) => SeriesOptions[OptionName] | undefined): string {
  const own: readonly OptionName[] = MEASURES[measure].options;
  const order = own.includes('order') ? said('order') : undefined;
  const texts = own.flatMap((option) => {
    const value = option === 'order' ? undefined : said(option);
    return value === undefined ? [] : optionText(option, value);
  });
  return [order === undefined ? measure : `${order}${capitalised(measure)}`, ...texts].join('_');
}

/** The same series of one matrix alone, which is not added up. */
export function ofOneMatrix({ measure, options }: SeriesSpec): SeriesSpec {
  return makeSeries(measure, { ...options, aggregate: DEFAULT_OPTIONS.aggregate });
}

/** Whether a series is taken at each step of a run or, as that would cost too much, at some of them. */
export function takenAt({ measure, options }: SeriesSpec): Measure['taken'] {
  return options.order === 'stored' && !isCompared(options) ? MEASURES[measure].taken : 'sampled';
}

/** Whether a series says where a measure stands among those of random matrices. */
export function isCompared({ null: model = 'none' }: Partial<SeriesOptions>): boolean {
  return model !== 'none';
}

/** How the complexities of a series' blocks were shuffled; undefined where they are the table's. */
export function placeboOf({ measure, options }: SeriesSpec): PlaceboOptions | undefined {
  const { options: own }: Measure = MEASURES[measure];
  return own.includes('placebo') ? { kind: options.placebo, seed: options.seed } : undefined;
}

/** What a series' name says. */
interface Said {
  readonly measure: MeasureName;
  readonly options: Partial<SeriesOptions>;
}

/** What a series' name says: its measure and the options that it names. Null for a name that is none. */
export function parseSeries(name: string): Said | null {
  const said = readName(name);
  return said === null || withoutEffect(said) !== null ? null : said;
}

/** The same of a name whose options need not go together. */
function readName(name: string): Said | null {
  const [front, ...texts] = name.split('_');
  const order = ORDERS.find((one) => front !== one && front.startsWith(one));
  const measure = order === undefined ? front : uncapitalised(front.slice(order.length));
  if (!Object.hasOwn(MEASURES, measure) || (order !== undefined && front !== order + capitalised(measure))) return null;
  const own: readonly OptionName[] = MEASURES[measure as MeasureName].options;
  if (order !== undefined && !own.includes('order')) return null;
  const options: Partial<Record<OptionName, unknown>> = order === undefined ? {} : { order };
  for (const text of texts) {
    const option = own.find(
      (option) => option !== 'order' && OPTION_VALUES[option].some((value) => optionText(option, value) === text),
    );
    if (option === undefined || option in options) return null;
    options[option] = OPTION_VALUES[option].find((value) => optionText(option, value) === text);
  }
  return { measure: measure as MeasureName, options: options as Partial<SeriesOptions> };
}

/** What an option that is said lacks to act on; null where none does. */
function withoutEffect({ measure, options }: Said): string | null {
  if (isCompared(options)) return null;
  if ('as' in options) return '`as` needs a null model';
  if (!('draws' in options) || options.order === 'random') return null;
  const own: readonly OptionName[] = MEASURES[measure].options;
  return `\`draws\` needs ${own.includes('order') ? 'a random order or ' : ''}a null model`;
}

function uncapitalised(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** A series by its name, its other options as given. Throws a RangeError for a name that is none. */
export function seriesNamed(name: string, options: Partial<SeriesOptions> = {}): SeriesSpec {
  const parsed = parseSeries(name);
  if (parsed === null) throw new RangeError(whyNoSeries(name));
  return makeSeries(parsed.measure, { ...options, ...parsed.options });
}

/**
 * The name of the same series with the options that it says in their order, also those that are the usual ones: who asks
 * for a series among others that are measured otherwise says so. A name of none stays as it is.
 */
export function inOptionOrder(name: string): string {
  const parsed = parseSeries(name);
  return parsed === null ? name : nameSaying(parsed.measure, parsed.options);
}

/** The name of a measure's series that says these options. */
export function nameSaying(measure: MeasureName, options: Partial<SeriesOptions>): string {
  return nameOf(measure, (option) => options[option]);
}

/** What is wrong with a name that is of no series. */
export function whyNoSeries(name: string): string {
  const said = readName(name);
  const lacking = said && withoutEffect(said);
  if (lacking) return `no series is called ${name}: ${lacking}`;
  const [front] = name.split('_');
  const measure = parseSeries(front)?.measure;
  const why = measure
    ? `: ${measure} has ${MEASURES[measure].options.join(', ')}, each said once`
    : `; measures are ${MEASURE_NAMES.join(', ')}`;
  return `no series is called ${name}${why}`;
}

/** What is to be shown of a series. One that is not known goes by its name. */
export function factsOf(name: string): SeriesFacts {
  const parsed = parseSeries(name);
  if (parsed === null) return { ...UNKNOWN, label: name, short: name };
  const row: Measure = MEASURES[parsed.measure];
  const { order, ...others } = parsed.options;
  const said = Object.entries(others).map(([option, value]) => optionInWords(option as OptionName, value));
  const more = said.length === 0 ? '' : ` (${said.join(', ')})`;
  const { label, short } = order === undefined ? row : ORDER_WORDS[order](row);
  return {
    ...row,
    ...(isCompared(parsed.options) && COMPARED[parsed.options.as ?? 'z']),
    label: label + more,
    short: short + more,
  };
}

const COMPARED = {
  z: { unit: 'standard deviations', decimals: 2 },
  ratio: { unit: '%', decimals: 1 },
};

const ORDER_WORDS: Readonly<Record<SeriesOptions['order'], (row: Measure) => Pick<SeriesFacts, 'label' | 'short'>>> = {
  stored: ({ label, short }) => ({ label: `${label} in stored order`, short: `stored ${short}` }),
  random: ({ label, short }) => ({ label: `${label} in random orders`, short: `random ${short}` }),
  canonical: ({ label, short }) => ({ label: `${label} in canonical order`, short: `canonical ${short}` }),
};

/** "correlated", "2×2", "16 draws". */
function optionInWords(option: OptionName, value: SeriesOptions[OptionName]): string {
  if (typeof value === 'number') return option === 'draws' ? `${value} draws` : `${option} ${value}`;
  if (option === 'null') return `against ${value === 'none' ? 'nothing' : NULL_MODELS[value as NullName].label}`;
  if (option === 'as') return `${value}`;
  if (option === 'reading') return `by ${value}`;
  return typeof value === 'string' ? value : value.join('×');
}

/** "Lempel–Ziv complexity (phrases)". */
export function seriesInWords(name: string): string {
  const { label, unit } = factsOf(name);
  return `${label} (${unit})`;
}

const UNKNOWN = {
  unit: 'its own unit',
  decimals: 4,
  colours: { light: '#5c6470', dark: '#a3abb6' },
  layers: 'sum',
  inTerminal: true,
} as const;
