/** How the arrays of files are measured: from numbers to bits to blocks to bits of complexity. */
import type { BinarizeRule, NonFinitePolicy } from '../arrays/index.ts';
import { type AxesRule, BlockMethod, makePartition, type PartitionOptions, STRING_BLOCK_SHAPE } from '../bdm/index.ts';
import { type CtmTable, loadTable } from '../ctm/index.ts';

/** As stored, or in an order that does not depend on that (`canonicalOrder`). */
export const MATRIX_ORDERS = ['stored', 'canonical'] as const;
export type MatrixOrder = (typeof MATRIX_ORDERS)[number];

export interface Measuring {
  /** For arrays of two axes or more. */
  readonly matrices: BlockMethod;
  /** For arrays of one axis. */
  readonly strings: BlockMethod;
  readonly axes: AxesRule;
  /** In which order of their rows and columns matrices are measured. */
  readonly order: MatrixOrder;
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
  /** `stored` unless told. */
  readonly order?: MatrixOrder;
  /** `sign` unless told. */
  readonly bits?: Measuring['bits'];
  /** `error` unless told. */
  readonly nonFinite?: NonFinitePolicy;
}

/** Strings are measured in blocks of 12 unless told. Throws a RangeError where a table lacks a block's shape. */
export async function makeMeasuring(options: MeasuringOptions = {}): Promise<Measuring> {
  const { matrices, strings, axes = 'slices', order = 'stored', bits = 'sign', nonFinite = 'error' } = options;
  const matrixTable = options.matrixTable ?? (await loadTable('2d-n5'));
  const stringTable = options.stringTable ?? (await loadTable('1d-n5'));
  return {
    matrices: new BlockMethod(matrixTable, makePartition(matrices)),
    strings: new BlockMethod(stringTable, makePartition({ block: STRING_BLOCK_SHAPE, ...strings })),
    axes,
    order,
    bits,
    nonFinite,
  };
}
