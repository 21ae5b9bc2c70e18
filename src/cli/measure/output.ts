/** The three forms of the result: a table to read, comma-separated values, JSON. */
import { basename } from 'node:path';
import { plainText, type Tensor } from '../../arrays/index.ts';
import type { Matrices, Partition } from '../../bdm/index.ts';
import { count, decimal, integer, percent } from '../../format.ts';
import type { Measuring, Method, Standing } from '../../tensors/index.ts';
import { VERSION } from '../version.ts';
import { RIVALS, type RivalName } from './rivals.ts';
import { type Row, Total } from './rows.ts';

export interface Output {
  /** Prints a row, or keeps it for the end. */
  row(row: Row): void;
  /** Prints what follows the rows. */
  end(problems: readonly string[]): void;
}

interface Asked {
  readonly rivals: readonly RivalName[];
  readonly null?: number;
  readonly seed: number;
}

/** A column of numbers. */
interface Column {
  readonly title: string;
  readonly text: (row: Row) => string;
}

/** A table for people: rows appear as they are measured, totals at the end. */
export function tableOutput(tensors: readonly Tensor[], how: Measuring, asked: Asked): Output {
  const label = labels(tensors);
  const nameWidth = Math.max(...tensors.map((tensor) => label(tensor).length), 6) + (hasPlanes(how) ? 8 : 0);
  const columns = tableColumns(asked);
  const widths = columns.map(({ title }) => Math.max(title.length, 9) + 2);
  const totals = { matrices: new Total(how.matrices), strings: new Total(how.strings) };
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(nameWidth)}${cells.map((cell, i) => cell.padStart(widths[i])).join('')}\n`;
  let isFirst = true;
  return {
    row(row) {
      if (isFirst)
        process.stdout.write(
          line(
            'array',
            columns.map(({ title }) => title),
          ),
        );
      isFirst = false;
      totals[isString(row) ? 'strings' : 'matrices'].add(row);
      const plane = row.plane === null ? '' : ` bit ${row.plane}`;
      process.stdout.write(
        line(
          label(row.tensor) + plane,
          columns.map(({ text }) => text(row)),
        ),
      );
    },
    end() {
      for (const kind of ['matrices', 'strings'] as const) {
        for (const text of totalLines(totals[kind], kind, how)) process.stdout.write(`${text}\n`);
      }
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

function tableColumns({ rivals, null: nulls }: Asked): Column[] {
  const standard: Column[] = [
    { title: 'shape', text: ({ matrices }) => shapeText(matrices) },
    { title: 'ones', text: ({ ones, cells }) => percent(ones / cells) },
    { title: 'BDM [bits]', text: ({ bdm }) => decimal(bdm, 1) },
    { title: 'normalised', text: ({ normalisedBdm }) => optional(normalisedBdm, 4) },
    { title: 'block entropy [bits]', text: ({ blockEntropy }) => decimal(blockEntropy, 4) },
    { title: 'normalised', text: ({ normalisedBlockEntropy }) => optional(normalisedBlockEntropy, 4) },
  ];
  const others = rivals.map((name): Column => {
    const { unit, decimals } = RIVALS[name];
    return { title: `${name} [${unit}]`, text: (row) => optional(rivalOf(row, name), decimals) };
  });
  const z = (title: string, pick: (standings: NonNullable<Row['standings']>) => Standing): Column => ({
    title,
    text: ({ standings }) => optional(standings && pick(standings).z, 2),
  });
  const scores =
    nulls === undefined ? [] : [z('z BDM', ({ bdm }) => bdm), z('z entropy', ({ blockEntropy }) => blockEntropy)];
  return [...standard, ...others, ...scores];
}

/** What is said of all matrices or all strings. */
function totalLines(total: Total, kind: 'matrices' | 'strings', how: Measuring): string[] {
  if (total.arrays === 0) return [];
  const { arrays, cells, ones, blocks, missing, full, nonFinite, bdm, blockEntropy, pooled } = total;
  const { table, partition } = how[kind];
  const kinds = { matrices: ['matrix', 'matrices'], strings: ['string', 'strings'] }[kind];
  const planes = hasPlanes(how) ? 'bit planes of ' : '';
  const lines = [
    `\n${integer(arrays)} ${planes}${kinds[arrays === 1 && planes === '' ? 0 : 1]}: ${count(cells, 'value')}, ${percent(ones / cells)} ones; ` +
      `${count(blocks, 'block')} of ${blockText(partition)}, boundary ${partition.boundary}; CTM table ${tableName(table)}`,
  ];
  if (arrays > 1) {
    lines.push(`  summed: BDM ${decimal(bdm, 1)} bits, block entropy ${decimal(blockEntropy, 4)} bits`);
    lines.push(`  pooled: BDM ${decimal(pooled.bdm, 1)} bits, block entropy ${decimal(pooled.blockEntropy, 4)} bits`);
  }
  if (missing > 0) lines.push(`  ${count(missing, 'block')} that no machine of the table's space leaves`);
  if (full > 0 && how.bits === 'sign') {
    lines.push(`  ${full} with hardly any 0 by sign: --binarize median splits the values in the middle`);
  }
  if (nonFinite > 0) lines.push(`  ${count(nonFinite, 'value')} not finite, read as 0`);
  return lines;
}

/** One line an array, a header, and nothing else, for other programs. Numbers in full. */
export function csvOutput({ rivals, null: nulls }: Asked): Output {
  let isFirst = true;
  const print = (cells: readonly unknown[]) => process.stdout.write(`${cells.map(csvCell).join(',')}\n`);
  return {
    row(row) {
      const fields = flat(row, rivals, nulls !== undefined);
      if (isFirst) print(Object.keys(fields));
      isFirst = false;
      print(Object.values(fields));
    },
    end() {},
  };
}

/** One object: how it was measured, the rows, totals, and what could not be measured. */
export function jsonOutput(how: Measuring, { rivals, null: nulls, seed }: Asked): Output {
  const tensors: object[] = [];
  const totals = { matrices: new Total(how.matrices), strings: new Total(how.strings) };
  const methodOf = ({ table, partition }: Method) => ({
    ...partition,
    offsets: undefined,
    table: { name: tableName(table), sha256: table.sha256 },
  });
  const totalOf = ({ arrays, cells, ones, nonFinite, blocks, missing, bdm, blockEntropy, pooled }: Total) =>
    arrays === 0
      ? undefined
      : { arrays, values: cells, ones, nonFinite, blocks, missing, summed: { bdm, blockEntropy }, pooled };
  return {
    row(row) {
      totals[isString(row) ? 'strings' : 'matrices'].add(row);
      tensors.push({ ...flat(row, rivals, nulls !== undefined), shape: row.tensor.shape });
    },
    end(problems) {
      const { axes, bits, nonFinite } = how;
      const result = {
        kolmoscope: VERSION,
        measuring: { bits, axes, nonFinite, matrices: methodOf(how.matrices), strings: methodOf(how.strings) },
        ...(nulls === undefined ? {} : { null: { arrays: nulls, seed } }),
        tensors,
        totals: { matrices: totalOf(totals.matrices), strings: totalOf(totals.strings) },
        problems,
      };
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    },
  };
}

/** A row's fields by the names that other programs see. NaN, where there is nothing to compare, is null. */
function flat(row: Row, rivals: readonly RivalName[], hasNull: boolean): Record<string, string | number | null> {
  const { tensor, matrices, standings } = row;
  const number = (value: number) => (Number.isNaN(value) ? null : value);
  return {
    file: tensor.file,
    tensor: tensor.name,
    plane: row.plane,
    dtype: tensor.dtype,
    shape: tensor.shape.join('x'),
    count: matrices.count,
    rows: matrices.rows,
    columns: matrices.columns,
    block: blockText(row.method.partition).replace('×', 'x'),
    threshold: row.threshold,
    values: row.cells,
    ones: row.ones,
    nonFinite: row.nonFinite,
    blocks: row.blocks,
    missing: row.missing,
    bdm: row.bdm,
    normalisedBdm: number(row.normalisedBdm),
    blockEntropy: row.blockEntropy,
    normalisedBlockEntropy: number(row.normalisedBlockEntropy),
    ...Object.fromEntries(rivals.map((name) => [name, rivalOf(row, name)])),
    ...(hasNull ? { ...scores('bdm', standings?.bdm), ...scores('blockEntropy', standings?.blockEntropy) } : {}),
  };
}

function scores(name: string, standing: Standing | undefined): Record<string, number | null> {
  const { mean = null, sd = null, z = null } = standing ?? {};
  return { [`${name}NullMean`]: mean, [`${name}NullSd`]: sd, [`${name}Z`]: z };
}

function rivalOf({ rivals }: Row, name: RivalName): number | null {
  return rivals.find(([rival]) => rival === name)?.[1] ?? null;
}

function isString({ tensor }: Row): boolean {
  return tensor.shape.length < 2;
}

function hasPlanes({ bits }: Measuring): boolean {
  return typeof bits === 'object' && 'planes' in bits;
}

/** '32×100', '8 of 64×64', '120' for a string. */
function shapeText({ count: slices, rows, columns }: Matrices): string {
  const matrix = rows === 1 ? `${columns}` : `${rows}×${columns}`;
  return slices === 1 ? matrix : `${slices} of ${matrix}`;
}

function blockText({ shapes: [{ rows, columns }] }: Partition): string {
  return rows === 1 ? `${columns}` : `${rows}×${columns}`;
}

function tableName({ dims, states }: Method['table']): string {
  return `${dims}d-n${states}`;
}

function optional(value: number | null, decimals: number): string {
  return value === null || Number.isNaN(value) ? '–' : decimal(value, decimals);
}

/** RFC 4180. */
function csvCell(value: unknown): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
