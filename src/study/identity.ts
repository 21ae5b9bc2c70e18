/**
 * What a run is known by: what was trained, which decides all of its numbers, and what was measured of it, which decides
 * which numbers there are. A finished run stays valid when what is measured by default, how many runs are asked for or how
 * they are analysed changes; and studies that train alike share their runs.
 */
import { createHash } from 'node:crypto';
import { DEFAULT_SERIES } from '../measures/index.ts';
import { seriesOf } from './fields/measures.ts';
import { needsTable, type Tables } from './run/blockMethods.ts';
import { mapSeries } from './run/trajectories.ts';
import type { StudySpec } from './spec.ts';

/**
 * Version of what a run computes. Raised with every change that alters a single bit of it, so that runs from before
 * are not mixed with runs from after.
 */
const NUMERICS = 3;

/**
 * What decides one run's numbers besides its number, as canonical text: all that is trained, and at which steps samples are
 * taken of which bits.
 */
export function trainingIdentity({ seed, data: given, network, training, measures }: StudySpec): string {
  const { floatBits, floatQuantiser, sampleEvery } = measures;
  // Runs from before there were these choices stay valid.
  const { order, ...rest } = given;
  const data = order === 'rows' ? rest : given;
  const quantiser = floatQuantiser === 'symmetric' ? {} : { floatQuantiser };
  const trained = { numerics: NUMERICS, seed, data, network, training };
  return JSON.stringify(sortKeys({ ...trained, floatBits, ...quantiser, sampleEvery }));
}

/** SHA-256 of what a spec trains, in hexadecimal digits. */
export function hashOf(spec: StudySpec): string {
  return createHash('sha256').update(trainingIdentity(spec)).digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

/** What was measured of a run, beside the names of its series. */
export interface Measured {
  /**
   * What was measured by default where a study asked for that, else nothing: a version that measures more by default does
   * not ask again.
   */
  readonly byDefault: readonly string[];
  /** SHA-256 of each complexity table, by its name. */
  readonly tables: Readonly<Record<string, string>>;
}

/** What the runs of studies that train alike are measured by, from these tables; `before` is what an earlier file was. */
export function measuredBy(specs: readonly StudySpec[], tables: Tables, before?: Measured): Measured {
  const byDefault = specs.some(({ measures }) => measures.series === undefined) ? DEFAULT_SERIES : [];
  return {
    byDefault: [...new Set([...(before?.byDefault ?? []), ...byDefault])],
    tables: mapSeries(tables, ({ sha256 }) => sha256),
  };
}

/** Whether a finished run has all that a spec asks for: each series, from the same complexity table. */
export function hasMeasured(
  { measured, names }: { readonly measured: Measured; readonly names: readonly string[] },
  { measures }: StudySpec,
  tables: Tables,
): boolean {
  const before = measured.byDefault;
  return [...seriesOf(measures)].every(([asked, series]) => {
    const { name, options } = series;
    if (measures.series === undefined && before.length > 0 && !before.includes(asked)) return true;
    const isSameTable = !needsTable(series) || measured.tables[options.table] === tables[options.table].sha256;
    return names.includes(name) && isSameTable;
  });
}
