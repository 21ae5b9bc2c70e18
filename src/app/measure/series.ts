/** The series of the table of measures that can stand beside BDM and block entropy of the same bits. */
import { BlockHistogram, type BlockMethod, type BlockValues, type PartitionOptions } from '../../bdm/index.ts';
import { loadTable } from '../../ctm/index.ts';
import {
  inOptionOrder,
  MEASURE_NAMES,
  MEASURES,
  type Measure,
  parseSeries,
  seriesNamed,
  whyNoSeries,
} from '../../measures/index.ts';
import { type MeasuredBits, type Measuring, MOST_BITS_KEPT } from '../../tensors/index.ts';
import { UsageError } from '../errors.ts';
import { measuringOf } from './measuring.ts';

/** The measures of blocks come first in the table: every array is measured with them anyway. */
export const RIVAL_NAMES = MEASURE_NAMES.filter((name) => MEASURES[name].needs !== 'blocks');

/** Why a series cannot stand beside the columns that there are anyway; null where it can. */
export function whyNoRival(name: string): string | null {
  const parsed = parseSeries(name);
  if (parsed === null) return whyNoSeries(name);
  if ('aggregate' in parsed.options) return `${name}: an array by itself has nothing to aggregate`;
  const isNew = MEASURES[parsed.measure].needs !== 'blocks' || Object.keys(parsed.options).length > 0;
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
  const { measure, options } = seriesNamed(name);
  const { needs, most, value }: Measure = MEASURES[measure];
  const methods = needs === 'blocks' ? await methodsOf(name, how) : null;
  const mostKept = Math.min(most, MOST_BITS_KEPT);
  const isOfColumns =
    options.direction !== 'horizontal' && MEASURES[measure].options.some((own) => own === 'direction');
  return {
    name,
    layers: MEASURES[measure].layers,
    needsBits: (values: number) => needs !== 'ones' && values <= mostKept,
    valueOf(found: readonly MeasuredBits[]): number | null {
      const [{ tensor }] = found;
      const isString = tensor.shape.length < 2;
      const total = (count: 'cells' | 'ones') => found.reduce((sum, one) => sum + one[count], 0);
      const [cells, ones] = [total('cells'), total('ones')];
      if (needs !== 'ones' && (cells > mostKept || found.some(({ bits }) => bits === null))) return null;
      if (isString && isOfColumns) return null;
      const kept = needs === 'ones' ? NO_BITS : joined(found);
      const method = methods?.[isString ? 'strings' : 'matrices'];
      const blocks = methods === null ? found[0] : method && blocksOf(method, found);
      return blocks
        ? value({ matrices: found.map(({ matrices }) => matrices), cells, ones, bits: kept, blocks }, options)
        : null;
    },
  };
}

/** How a series cuts matrices and strings, and what its blocks cost; null where it is not of such arrays. */
async function methodsOf(name: string, how: Measuring): Promise<Record<'matrices' | 'strings', BlockMethod | null>> {
  const { block: sides, boundary, table } = parseSeries(name)?.options ?? {};
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
  return { matrices, strings: isOfStrings ? strings : null };
}

/** What the blocks of all arrays measure; null where there are none. */
function blocksOf(method: BlockMethod, found: readonly MeasuredBits[]): BlockValues | null {
  const histogram = new BlockHistogram(method.partition);
  for (const { matrices, bits } of found) {
    const { count, rows, columns } = matrices;
    const cells = rows * columns;
    for (let i = 0; i < count; i++) {
      histogram.addMatrix(bits?.subarray(i * cells, (i + 1) * cells) ?? NO_BITS, rows, columns);
    }
  }
  return histogram.total === 0 ? null : method.valuesOf(histogram);
}

const NO_BITS = new Uint8Array(0);

/** The bits of all arrays, which were kept. */
function joined(found: readonly MeasuredBits[]): Uint8Array {
  if (found.length === 1) return found[0].bits ?? NO_BITS;
  const all = Buffer.concat(found.map(({ bits }) => bits ?? NO_BITS));
  // A slice of a Buffer would be no copy.
  return new Uint8Array(all.buffer, all.byteOffset, all.length);
}

export type Rival = Awaited<ReturnType<typeof rivalNamed>>;
