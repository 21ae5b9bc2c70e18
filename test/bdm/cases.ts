/** Arrays and partitions to try the laws on. */
import fc from 'fast-check';
import {
  BlockHistogram,
  BOUNDARIES,
  type Boundary,
  blockCtm,
  makePartition,
  type Partition,
  type PartitionOptions,
} from '../../src/bdm/index.ts';
import { type CtmTable, loadTable, type Shape } from '../../src/ctm/index.ts';
import { below, randomStream } from '../../src/random.ts';
import type { Bits } from './slowBdm.ts';

export interface Case {
  /** Name of a table that holds the blocks. */
  readonly table: string;
  readonly options: PartitionOptions;
  readonly rows: number;
  readonly columns: number;
  readonly bits: Bits;
}

const upTo = (max: number) => fc.integer({ min: 1, max });
const shapeUpTo = (rows: number, columns: number) => fc.record({ rows: upTo(rows), columns: upTo(columns) });

/**
 * Partitions of matrices up to `side` × `side` and of strings up to `length` (sometimes of a few rows), each boundary as
 * often, with and without a shift and a minimum.
 */
export function cases({
  side = 23,
  length = 60,
  boundaries = BOUNDARIES as readonly Boundary[],
} = {}): fc.Arbitrary<Case> {
  const square = { rows: 4, columns: 4 };
  const matrices = fc.record({
    table: fc.constant('2d-n4'),
    block: fc.oneof(fc.constant(square), shapeUpTo(4, 4)),
    size: shapeUpTo(side, side),
  });
  const strings = fc.record({
    table: fc.constant('1d-n5'),
    block: fc.oneof(fc.constant({ rows: 1, columns: 12 }), shapeUpTo(1, 16)),
    size: fc.oneof(shapeUpTo(1, length), shapeUpTo(3, length)),
  });
  return fc
    .record({
      array: fc.oneof(matrices, matrices, strings),
      boundary: fc.constantFrom(...boundaries),
      shift: fc.option(shapeUpTo(16, 16)),
      minimum: fc.option(upTo(6)),
      seed: fc.integer(),
    })
    .map(({ array: { table, block, size }, boundary, shift, minimum, seed }) => ({
      table,
      options: {
        block,
        boundary,
        ...(shift && boundary !== 'recursive' ? { shift: within(shift, block) } : {}),
        ...(minimum ? { minimum } : {}),
      },
      ...size,
      bits: randomBits(seed, size.rows, size.columns),
    }));
}

function within(shift: Shape, block: Shape): Shape {
  return { rows: 1 + (shift.rows % block.rows), columns: 1 + (shift.columns % block.columns) };
}

/** A tile repeated, with none, few or all of its bits random: some blocks occur often, others once. */
export function randomBits(seed: number, rows: number, columns: number): number[][] {
  const random = randomStream(seed, 0);
  const [height, width] = [1 + below(random, 8), 1 + below(random, 8)];
  const tile = Array.from({ length: height * width }, () => below(random, 2));
  const ofSixteen = [0, 1, 16][below(random, 3)];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) =>
      below(random, 16) < ofSixteen ? below(random, 2) : tile[(i % height) * width + (j % width)],
    ),
  );
}

const tables = new Map<string, CtmTable>();
const ctms = new Map<string, Float64Array>();

/** To be called before `tableOf` and `ctmOf`. */
export async function loadTables(...names: string[]): Promise<void> {
  for (const name of names) tables.set(name, await loadTable(name));
}

export function tableOf(name: string): CtmTable {
  const table = tables.get(name);
  if (!table) throw new Error(`${name} was not loaded`);
  return table;
}

/** `blockCtm`, once for each table and list of shapes. */
export function ctmOf(name: string, partition: Partition): Float64Array {
  const key = `${name} ${JSON.stringify(partition.shapes)}`;
  const ctm = ctms.get(key) ?? blockCtm(tableOf(name), partition);
  ctms.set(key, ctm);
  return ctm;
}

export function histogramOf({ options, rows, columns, bits }: Omit<Case, 'table'>): BlockHistogram {
  return new BlockHistogram(makePartition(options)).addMatrix(bits.flat(), rows, columns);
}

/** What a histogram holds: each block as text with its count. */
export function contents({ partition, codes, counts, distinct }: BlockHistogram): string {
  const { shapes, offsets } = partition;
  const blocks = [...codes.subarray(0, distinct)].map((code): [string, number] => {
    const shape = offsets.findLastIndex((first) => first <= code);
    const { rows, columns } = shapes[shape];
    const bits = (code - offsets[shape]).toString(2).padStart(rows * columns, '0');
    const lines = Array.from({ length: rows }, (_, row) => bits.slice(row * columns, (row + 1) * columns));
    return [lines.join('/'), counts[code]];
  });
  return listed(new Map(blocks));
}

/** Blocks and their counts as one text, to compare. */
export function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .map(([block, count]) => `${block} ${count}`)
    .sort()
    .join('\n');
}

/** The message of the RangeError that a call throws. */
export function rangeError(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}
