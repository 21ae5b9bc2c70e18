/** The series of the table of measures that can stand beside BDM and block entropy of the same bits. */
import {
  BlockHistogram,
  BlockMethod,
  type BlockValues,
  type Matrices,
  type PartitionOptions,
  slicesOf,
} from '../../bdm/index.ts';
import { loadTable } from '../../ctm/index.ts';
import {
  inOptionOrder,
  MEASURE_NAMES,
  MEASURES,
  type Measure,
  parseSeries,
  placeboOf,
  type SeriesSpec,
  seriesNamed,
  whyNoSeries,
} from '../../measures/index.ts';
import type { OrderOptions } from '../../order/index.ts';
import { mean } from '../../stats/index.ts';
import { CLAIM } from '../../study/judgement/claim.ts';
import { joined, type MeasuredBits, type Measuring, MOST_BITS_KEPT } from '../../tensors/index.ts';
import { UsageError } from '../errors.ts';
import { measuringOf } from './measuring.ts';

/** Those that an array is not measured with anyway. */
export const RIVAL_NAMES = MEASURE_NAMES.filter((name) => !(CLAIM as readonly string[]).includes(name));

/** Why a series cannot stand beside the columns that there are anyway; null where it can. */
export function whyNoRival(name: string): string | null {
  const parsed = parseSeries(name);
  if (parsed === null) return whyNoSeries(name);
  if ('aggregate' in parsed.options) return `${name}: an array by itself has nothing to aggregate`;
  if ('null' in parsed.options) return `${name}: random arrays are asked for by --null and --null-model`;
  const isNew = RIVAL_NAMES.includes(parsed.measure) || Object.keys(parsed.options).length > 0;
  return isNew ? null : `${name} is measured anyway`;
}

/**
 * Series by their names, each once whatever the order of its options, measured as in `how` but for those. Throws a
 * UsageError where a name is no such series, or a table lacks its blocks.
 */
export async function rivalsNamed(names: readonly string[], how: Measuring): Promise<Rival[]> {
  return Promise.all([...new Set(names.map(inOptionOrder))].map((name) => rivalNamed(name, how)));
}

/**
 * Whether a series needs the bits of an array of so many values kept, and its value, of one array or of several in one
 * sequence: null where there are too many values, no whole block, or not the axes that the series is of.
 */
async function rivalNamed(name: string, how: Measuring) {
  const why = whyNoRival(name);
  if (why !== null) throw new UsageError(why);
  const series = seriesNamed(name, { order: how.order });
  const { measure, options } = series;
  const { needs, most, longest = most, value, layers, options: own }: Measure = MEASURES[measure];
  const methods = needs === 'blocks' ? await methodsOf(name, series, how) : null;
  const mostKept = Math.min(most, MOST_BITS_KEPT);
  const isOfMatrices = own.includes('rank') || (own.includes('direction') && options.direction !== 'horizontal');
  return {
    name,
    layers,
    needsBits: (values: number) => needs !== 'ones' && values <= mostKept,
    valueOf(found: readonly MeasuredBits[]): number | null {
      const [{ tensor }] = found;
      const isString = tensor.shape.length < 2;
      const total = (count: 'cells' | 'ones') => found.reduce((sum, one) => sum + one[count], 0);
      const [cells, ones] = [total('cells'), total('ones')];
      const matrices = found.map(({ matrices }) => matrices);
      if (needs === 'ones') return value({ matrices, cells, ones, bits: NO_BITS, blocks: found[0] }, options);
      const isTooLong = matrices.some(({ rows, columns }) => Math.max(rows, columns) > longest);
      if (cells > mostKept || isTooLong || (isString && isOfMatrices)) return null;
      const arrangements = arrangementsOf(found, isString ? { ...options, order: 'stored' } : options);
      const method = methods?.[isString ? 'strings' : 'matrices'];
      const values = arrangements?.map((bits) => {
        const blocks = methods === null ? found[0] : method && blocksOf(method, bits, matrices);
        return blocks ? value({ matrices, cells, ones, bits, blocks }, options) : null;
      });
      return values?.every((one) => one !== null) ? mean(values) : null;
    },
  };
}

/** The bits of all arrays in one sequence, in each of the orders that are asked for; null where one does not have them. */
function arrangementsOf(found: readonly MeasuredBits[], options: OrderOptions): Uint8Array[] | null {
  const parts = found.flatMap(({ arranged }) => (arranged?.has(options) ? [arranged.in(options)] : []));
  if (parts.length < found.length) return null;
  return parts[0].map((_, draw) => joined(parts.map((orders) => orders[draw])));
}

/** How a series cuts matrices and strings, and what its blocks cost; null where it is not of such arrays. */
async function methodsOf(
  name: string,
  series: SeriesSpec,
  how: Measuring,
): Promise<Record<'matrices' | 'strings', BlockMethod | null>> {
  const { fixed }: Measure = MEASURES[series.measure];
  const { block: sides, boundary, table } = { ...parseSeries(name)?.options, ...fixed };
  const block = sides && { rows: sides[0], columns: sides[1] };
  const partition = ({ partition: own }: BlockMethod): PartitionOptions => ({
    block: block ?? own.shapes[0],
    boundary: boundary ?? own.boundary,
    // Other blocks, or another rule for the edges, have steps of their own.
    ...(block === undefined && boundary === undefined && { shift: own.shift }),
    ...(own.boundary === 'recursive' && {
      minimum: Math.min(...own.shapes.map(({ rows, columns }) => Math.max(rows, columns))),
    }),
  });
  const isOfStrings = table === undefined && (block === undefined || block.rows === 1);
  const { matrices, strings } = await measuringOf({
    matrices: partition(how.matrices),
    matrixTable: table === undefined ? how.matrices.table : await loadTable(table),
    strings: isOfStrings ? partition(how.strings) : {},
    stringTable: how.strings.table,
  });
  const placebo = placeboOf(series);
  const ofPlacebo = ({ table, partition }: BlockMethod) => new BlockMethod(table, partition, placebo);
  if (placebo !== undefined) return { matrices: ofPlacebo(matrices), strings: isOfStrings ? ofPlacebo(strings) : null };
  return { matrices, strings: isOfStrings ? strings : null };
}

/** What the blocks of all arrays measure; null where there are none. */
function blocksOf(method: BlockMethod, bits: Uint8Array, arrays: readonly Matrices[]): BlockValues | null {
  const histogram = new BlockHistogram(method.partition);
  for (const slice of slicesOf(bits, arrays)) histogram.addMatrix(slice.bits, slice.rows, slice.columns);
  return histogram.total === 0 ? null : method.valuesOf(histogram);
}

const NO_BITS = new Uint8Array(0);

export type Rival = Awaited<ReturnType<typeof rivalNamed>>;
