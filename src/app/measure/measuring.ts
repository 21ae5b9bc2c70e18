/** From plain options to how arrays are measured. */
import type { BinarizeRule, NonFinitePolicy, Tensor } from '../../arrays/index.ts';
import type { AxesRule, Boundary } from '../../bdm/index.ts';
import { type MatrixOrder, type Measuring, type MeasuringOptions, makeMeasuring } from '../../tensors/index.ts';
import { UsageError } from '../errors.ts';
import { type AnyShape, openTable } from '../tables.ts';

export interface MeasuringRequest {
  /** Where a value is 1, `sign` unless told; with `bits` the bit planes of integers of so many bits instead. */
  readonly binarize?: BinarizeRule;
  readonly bits?: number;
  readonly nonFinite?: NonFinitePolicy;
  readonly axes?: AxesRule;
  /** The order of rows and columns in which matrices are measured; `stored` unless told. */
  readonly order?: MatrixOrder;
  /** Only arrays with one of these names, * standing for anything. */
  readonly only?: readonly string[];
  readonly boundary?: Boundary;
  /** Blocks, and the steps between them, of matrices and of strings; of several of one kind the last counts. */
  readonly block?: readonly AnyShape[];
  readonly shift?: readonly AnyShape[];
  /** Shortest side of a recursive piece. */
  readonly minimum?: number;
  /** Shipped tables by their names, others by their paths. */
  readonly table?: readonly string[];
  /** What is measured beside BDM and block entropy, by the names of series: `lempelZiv`, `blockEntropy_2x2`. */
  readonly rivals?: readonly string[];
}

/** How arrays are measured. Throws a UsageError for what does not fit together, a UserError for a damaged table. */
export async function readMeasuring(request: MeasuringRequest): Promise<Measuring> {
  const { binarize, bits, nonFinite, axes, order, boundary, minimum } = request;
  const tables = await Promise.all((request.table ?? []).map(openTable));
  if (minimum !== undefined && boundary !== 'recursive') {
    throw new UsageError('--minimum is for --boundary recursive only');
  }
  const shapeOf = (shapes: readonly AnyShape[] = [], dims: 1 | 2) => {
    const found = shapes.findLast((shape) => shape.dims === dims);
    return found && { rows: found.rows, columns: found.columns };
  };
  const partition = (dims: 1 | 2) =>
    defined({ block: shapeOf(request.block, dims), shift: shapeOf(request.shift, dims), boundary, minimum });
  return measuringOf({
    matrices: partition(2),
    strings: partition(1),
    ...defined({
      matrixTable: tables.findLast(({ dims }) => dims === 2),
      stringTable: tables.findLast(({ dims }) => dims === 1),
      axes,
      order,
      bits: bits === undefined ? binarize : { planes: bits },
      nonFinite,
    }),
  });
}

/** As `makeMeasuring`, but with a UsageError where a table lacks a block's shape or a partition cannot be. */
export async function measuringOf(options: MeasuringOptions): Promise<Measuring> {
  return makeMeasuring(options).catch((error) => {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  });
}

/** How many bit planes are measured; 0 where a threshold makes the bits. */
export function planesOf(bits: Measuring['bits']): number {
  return typeof bits === 'object' && 'planes' in bits ? bits.planes : 0;
}

/** An object without its undefined fields. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Whether an array's name is one of those asked for, * standing for anything; all are without names. */
export function matcher(names: readonly string[] = ['*']): (name: string) => boolean {
  const patterns = names.map((name) => name.split('*'));
  return (name) => patterns.some((parts) => matches(name, parts));
}

/** Whether a name consists of these parts in their order, with anything between them: each is looked for once. */
function matches(name: string, [first, ...others]: readonly string[]): boolean {
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.endsWith(last) && name.length - last.length >= at;
}

export function countValues({ shape }: Tensor): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The same tensor, of which is told how many values were read, a piece at a time. What that throws ends the reading. */
export function noted(tensor: Tensor, onValues: (values: number) => void): Tensor {
  return {
    ...tensor,
    async *chunks() {
      for await (const values of tensor.chunks()) {
        yield values;
        onValues(values.length);
      }
    },
  };
}
