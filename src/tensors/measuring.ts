/** How the arrays of files are measured: from numbers to bits to blocks to bits of complexity. */
import type { BinarizeRule, NonFinitePolicy } from '../arrays/index.ts';
import {
  type AxesRule,
  blockCtm,
  makePartition,
  type Partition,
  type PartitionOptions,
  STRING_BLOCK_SHAPE,
} from '../bdm/index.ts';
import { type CtmTable, loadTable } from '../ctm/index.ts';

/** Blocks, and what each of them costs. */
export interface Method {
  readonly partition: Partition;
  readonly table: CtmTable;
  /** CTM in bits, by code. */
  readonly ctm: Float64Array;
  /** 1 for codes that no machine of the table's space leaves. */
  readonly isMissing: Uint8Array;
}

export interface Measuring {
  /** For arrays of two axes or more. */
  readonly matrices: Method;
  /** For arrays of one axis. */
  readonly strings: Method;
  readonly axes: AxesRule;
  /** From numbers to bits: a threshold, or the bit planes of integers of so many bits. */
  readonly bits: BinarizeRule | { readonly planes: number };
  readonly nonFinite: NonFinitePolicy;
}

export interface MeasuringOptions {
  readonly matrices?: PartitionOptions;
  readonly strings?: PartitionOptions;
  /** The shipped tables 2d-n5 and 1d-n5 unless told. */
  readonly matrixTable?: CtmTable;
  readonly stringTable?: CtmTable;
  /** `slices` unless told. */
  readonly axes?: AxesRule;
  /** `sign` unless told. */
  readonly bits?: Measuring['bits'];
  /** `error` unless told. */
  readonly nonFinite?: NonFinitePolicy;
}

/** Strings are measured in blocks of 12 unless told. Throws a RangeError where a table lacks a block's shape. */
export async function makeMeasuring(options: MeasuringOptions = {}): Promise<Measuring> {
  const { matrices, strings, axes = 'slices', bits = 'sign', nonFinite = 'error' } = options;
  const matrixTable = options.matrixTable ?? (await loadTable('2d-n5'));
  const stringTable = options.stringTable ?? (await loadTable('1d-n5'));
  return {
    matrices: makeMethod(matrixTable, makePartition(matrices)),
    strings: makeMethod(stringTable, makePartition({ block: STRING_BLOCK_SHAPE, ...strings })),
    axes,
    bits,
    nonFinite,
  };
}

function makeMethod(table: CtmTable, partition: Partition): Method {
  const isMissing = partition.shapes.flatMap((shape) =>
    Array.from({ length: 2 ** (shape.rows * shape.columns) }, (_, code) => Number(table.isMissing(shape, code))),
  );
  return { table, partition, ctm: blockCtm(table, partition), isMissing: Uint8Array.from(isMissing) };
}
