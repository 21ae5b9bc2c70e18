/** The three forms of the result: a table to read, comma-separated values, JSON. */
import { basename } from 'node:path';
import type { Measured, MeasureRequest, Row } from '../../app/measure/measure.ts';
import { planesOf } from '../../app/measure/measuring.ts';
import type { Total } from '../../app/measure/total.ts';
import { asJson } from '../../app/results.ts';
import type { Tensor } from '../../arrays/index.ts';
import type { BlockMethod, Matrices, Partition } from '../../bdm/index.ts';
import { csvRow } from '../../csv.ts';
import { count, decimal, integer, percent } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import { plainText } from '../../plainText.ts';
import { AGAINST, CLAIM, CLAIMED, type Compared } from '../../study/judgement/claim.ts';
import type { Measuring } from '../../tensors/index.ts';
import { VERSION } from '../../version.ts';
import { optional, standingCells, standingFields, standingLines } from './standings.ts';

export interface MeasureArguments extends MeasureRequest {
  readonly rivals: readonly string[];
  readonly seed: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** What is printed of each array as it is measured, and after them all. */
interface Output {
  row(row: Row): string;
  end(measured: Measured): string;
}

export function outputOf(given: MeasureArguments, tensors: readonly Tensor[], how: Measuring): Output {
  if (given.json) return jsonOutput(given);
  return given.csv ? csvOutput() : tableOutput(given, tensors, how);
}

/** A table for people: rows appear as they are measured, totals at the end. */
function tableOutput(given: MeasureArguments, tensors: readonly Tensor[], how: Measuring): Output {
  const columns = tableColumns(given);
  const widths = columns.map(([title]) => Math.max(title.length, 9) + 2);
  const label = labels(tensors);
  const longest = tensors.reduce((most, tensor) => Math.max(most, label(tensor).length), 6);
  const nameWidth = longest + (planesOf(how.bits) ? 8 : 0);
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(nameWidth)}${cells.map((cell, i) => cell.padStart(widths[i])).join('')}\n`;
  const titles = columns.map(([title]) => title);
  const standings: string[][] = [];
  let rows = 0;
  return {
    row(row) {
      const name = label(row.tensor) + (row.plane === null ? '' : ` bit ${row.plane}`);
      const cells = columns.map(([, text]) => text(row));
      if (given.nullModel !== undefined) standings.push(...standingCells(name, row));
      return (rows++ === 0 ? line('array', titles) : '') + line(name, cells);
    },
    end({ totals }) {
      const ofKinds = (['matrices', 'strings'] as const).flatMap((kind) => totalLines(totals[kind], kind, how));
      const lines = [...standingLines(standings, given), ...ofKinds];
      return lines.map((text) => `${text}\n`).join('');
    },
  };
}

/** An array's name, after its file's where there are several, and after the whole path where these share a name. */
function labels(tensors: readonly Tensor[]): (tensor: Tensor) => string {
  const files = [...new Set(tensors.map(({ file }) => file))];
  const areNamesUnique = new Set(files.map((file) => basename(file))).size === files.length;
  return ({ file, name }) => {
    const prefix = files.length > 1 ? `${areNamesUnique ? basename(file) : file}: ` : '';
    return plainText(prefix + name);
  };
}

const NORMALISED = { [CLAIMED]: 'normalisedBdm', [AGAINST]: 'normalisedBlockEntropy' } as const;

type Column = readonly [title: string, text: (row: Row) => string];

function tableColumns({ rivals, null: nulls, nullModel }: MeasureArguments): Column[] {
  const compared = CLAIM.flatMap((name): Column[] => {
    const { label, unit, decimals } = factsOf(name);
    return [
      // The blocks are described below the rows.
      [`${label} [${unit.replace(' per block', '')}]`, (row) => decimal(row[name], decimals)],
      ['normalised', (row) => optional(row[NORMALISED[name]], 4)],
    ];
  });
  const others = rivals.map((name): Column => {
    const { unit, decimals } = factsOf(name);
    return [`${name} [${unit}]`, ({ rivals }) => optional(rivals[name], decimals)];
  });
  const scores = CLAIM.map((name): Column => {
    const title = `z ${factsOf(name).short.replace('block ', '')}`;
    return [title, ({ standings }) => optional(standings?.density?.[name]?.z ?? null, 2)];
  });
  return [
    ['shape', ({ matrices }) => shapeText(matrices)],
    ['ones', ({ ones, cells }) => percent(ones / cells)],
    ...compared,
    ...others,
    // Those of several models have a table of their own.
    ...(nulls === undefined || nullModel !== undefined ? [] : scores),
  ];
}

/** What is said of all matrices or all strings. */
function totalLines(
  { arrays, counts, full, tied, summed, pooled }: Total,
  kind: 'matrices' | 'strings',
  how: Measuring,
) {
  if (arrays === 0) return [];
  const { cells, ones, blocks, missing, nonFinite } = counts;
  const { table, partition } = how[kind];
  const kinds = { matrices: ['matrix', 'matrices'], strings: ['string', 'strings'] }[kind];
  const planes = planesOf(how.bits) ? 'bit planes of ' : '';
  const values = (of: Readonly<Record<Compared, number>>) =>
    CLAIM.map((name) => `${factsOf(name).label} ${decimal(of[name], factsOf(name).decimals)} bits`).join(', ');
  const lines = [
    `\n${integer(arrays)} ${planes}${kinds[arrays === 1 && planes === '' ? 0 : 1]}: ${count(cells, 'value')}, ${percent(ones / cells)} ones; ` +
      `${count(blocks, 'block')} of ${blockText(partition)}, boundary ${partition.boundary}; CTM table ${tableName(table)}`,
  ];
  if (kind === 'matrices' && how.order === 'canonical') {
    lines.push('  rows and columns of each matrix in canonical order');
    if (tied > 0)
      lines.push(`  ${tied} so much alike in itself that ties are in stored order: permuted, it may measure otherwise`);
  }
  if (arrays > 1) lines.push(`  summed: ${values(summed)}`, `  pooled: ${values(pooled)}`);
  if (missing > 0) lines.push(`  ${count(missing, 'block')} that no machine of the table's space leaves`);
  if (full > 0 && how.bits === 'sign') {
    lines.push(`  ${full} with hardly any 0 by sign: --binarize median splits the values in the middle`);
  }
  if (nonFinite > 0) lines.push(`  ${count(nonFinite, 'value')} not finite, read as 0`);
  return lines;
}

/** One line an array, a header, and nothing else, for other programs. Numbers in full. */
function csvOutput(): Output {
  let rows = 0;
  return {
    row(row) {
      const fields = flat(row);
      const head = rows++ === 0 ? csvRow(Object.keys(fields)) : '';
      return head + csvRow(Object.values(fields));
    },
    end: () => '',
  };
}

/** One object: how it was measured, the rows, totals, and what could not be measured. */
function jsonOutput({ null: nulls, nullModel, seed }: MeasureArguments): Output {
  const tensors: object[] = [];
  const methodOf = ({ table, partition }: BlockMethod) => ({
    ...partition,
    offsets: undefined,
    table: { name: tableName(table), sha256: table.sha256 },
  });
  const totalOf = ({ arrays, counts: { cells, ...counts }, summed, pooled }: Total) =>
    arrays === 0 ? undefined : { arrays, values: cells, ...counts, summed, pooled };
  return {
    row(row) {
      tensors.push({ ...flat(row), shape: row.tensor.shape });
      return '';
    },
    end({ how, totals, problems }) {
      const { axes, order, bits, nonFinite } = how;
      return asJson({
        kolmoscope: VERSION,
        measuring: { bits, axes, order, nonFinite, matrices: methodOf(how.matrices), strings: methodOf(how.strings) },
        ...(nulls === undefined ? {} : { null: { arrays: nulls, seed, models: nullModel } }),
        tensors,
        totals: { matrices: totalOf(totals.matrices), strings: totalOf(totals.strings) },
        problems,
      });
    },
  };
}

/** A row's fields by the names that other programs see. NaN, where there is nothing to compare, is null. */
function flat(row: Row): Record<string, string | number | null> {
  const { tensor, plane, threshold, cells, ones, nonFinite, blocks, missing, rivals, standings } = row;
  const { file, name, dtype } = tensor;
  const { count, rows, columns } = row.matrices;
  const number = (value: number) => (Number.isNaN(value) ? null : value);
  const compared = CLAIM.flatMap((name) => [
    [name, row[name]],
    [NORMALISED[name], number(row[NORMALISED[name]])],
  ]);
  return {
    ...{ file, tensor: name, plane, dtype, shape: tensor.shape.join('x'), count, rows, columns },
    ...{ block: blockText(row.method.partition).replace('×', 'x'), threshold, values: cells, ones, nonFinite },
    ...{ blocks, missing, ...Object.fromEntries(compared), ...rivals, ...standingFields(standings) },
  };
}

/** '32×100', '8 of 64×64', '120' for a string. */
function shapeText({ count: slices, rows, columns }: Matrices): string {
  const matrix = rows === 1 ? `${columns}` : `${rows}×${columns}`;
  return slices === 1 ? matrix : `${slices} of ${matrix}`;
}

function blockText({ shapes: [{ rows, columns }] }: Partition): string {
  return rows === 1 ? `${columns}` : `${rows}×${columns}`;
}

function tableName({ dims, states }: BlockMethod['table']): string {
  return `${dims}d-n${states}`;
}
