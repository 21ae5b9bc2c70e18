/**
 * A series is a measure with its options. Its name is that of the measure where the options are the usual ones, and says
 * what differs from them where they are not: `bdm`, `bdm_correlated`, `bdm_2x2`, `bdm_2dn4_pooled`.
 */
import type { Measure } from './measure.ts';
import { DEFAULT_OPTIONS, OPTION_VALUES, type OptionName, optionText, type SeriesOptions } from './options.ts';
import { MEASURES, type MeasureName } from './table.ts';

export interface SeriesSpec {
  readonly name: string;
  readonly measure: MeasureName;
  readonly options: SeriesOptions;
}

/** What a series is to others where only its name is known: also one that this version has no measure for. */
export type SeriesFacts = Pick<Measure, 'label' | 'short' | 'unit' | 'decimals' | 'colours' | 'layers' | 'inTerminal'>;

export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];
/** The series that a study takes unless told. */
export const DEFAULT_SERIES: readonly string[] = MEASURE_NAMES.filter((name) => MEASURES[name].byDefault);

/** Names of series in the order of the table; those of one measure stay in theirs, and what is not known comes last. */
export function inTableOrder(names: Iterable<string>): string[] {
  const place = (name: string) => {
    const measure = parseSeries(name)?.measure;
    return measure === undefined ? MEASURE_NAMES.length : MEASURE_NAMES.indexOf(measure);
  };
  return [...names].sort((a, b) => place(a) - place(b));
}

/** A measure's series; what is not an option of it has no influence on its name. */
export function makeSeries(measure: MeasureName, options: Partial<SeriesOptions> = {}): SeriesSpec {
  const all = { ...DEFAULT_OPTIONS, ...options };
  const isUsual = (name: OptionName) => optionText(all[name]) === optionText(DEFAULT_OPTIONS[name]);
  return { name: nameOf(measure, (option) => (isUsual(option) ? undefined : all[option])), measure, options: all };
}

/** A measure's name with what is said of its options, in their order. */
function nameOf(measure: MeasureName, said: (option: OptionName) => SeriesOptions[OptionName] | undefined): string {
  const own: readonly OptionName[] = MEASURES[measure].options;
  const values = own.map(said).filter((value) => value !== undefined);
  return [measure, ...values.map(optionText)].join('_');
}

/** The same series of one matrix alone, which is not added up. */
export function ofOneMatrix({ measure, options }: SeriesSpec): SeriesSpec {
  return makeSeries(measure, { ...options, aggregate: DEFAULT_OPTIONS.aggregate });
}

/** What a series' name says: its measure and the options that it names. Null for a name that is none. */
export function parseSeries(name: string): { measure: MeasureName; options: Partial<SeriesOptions> } | null {
  const [measure, ...texts] = name.split('_');
  if (!Object.hasOwn(MEASURES, measure)) return null;
  const options: Partial<Record<OptionName, unknown>> = {};
  for (const text of texts) {
    const own = MEASURES[measure as MeasureName].options as readonly OptionName[];
    const option = own.find((option) => OPTION_VALUES[option].some((value) => optionText(value) === text));
    if (option === undefined || option in options) return null;
    options[option] = OPTION_VALUES[option].find((value) => optionText(value) === text);
  }
  return { measure: measure as MeasureName, options: options as Partial<SeriesOptions> };
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
  return parsed === null ? name : nameOf(parsed.measure, (option) => parsed.options[option]);
}

/** What is wrong with a name that is of no series. */
export function whyNoSeries(name: string): string {
  const [measure] = name.split('_');
  const why = Object.hasOwn(MEASURES, measure)
    ? `: ${measure} has ${MEASURES[measure as MeasureName].options.join(', ')}, each said once`
    : `; measures are ${MEASURE_NAMES.join(', ')}`;
  return `no series is called ${name}${why}`;
}

/** What is to be shown of a series. One that is not known goes by its name. */
export function factsOf(name: string): SeriesFacts {
  const parsed = parseSeries(name);
  if (parsed === null) return { ...UNKNOWN, label: name, short: name };
  const row: Measure = MEASURES[parsed.measure];
  const said = Object.values(parsed.options).map((value) => (typeof value === 'string' ? value : value.join('×')));
  const more = said.length === 0 ? '' : ` (${said.join(', ')})`;
  return { ...row, label: row.label + more, short: row.short + more };
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
