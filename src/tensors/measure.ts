import {
  ArrayFileError,
  binarize,
  bitPlane,
  checkQuantised,
  finiteChunks,
  type NonFiniteCount,
  type Tensor,
  thresholdOf,
  type Values,
} from '../arrays/index.ts';
import {
  type AxesRule,
  type BlockHistogram,
  type BlockMeasures,
  type BlockMethod,
  BlockStream,
  type BlockStreamOptions,
  type BlockValues,
  layOut,
  type Matrices,
  matricesOf,
} from '../bdm/index.ts';
import { countOnes } from '../nulls/index.ts';
import { MOST_VECTORS } from '../order/index.ts';
import { ArrangedBits } from './arranged.ts';
import type { MatrixOrder, Measuring } from './measuring.ts';

/** The bits of one array, and what their blocks measure. */
export interface MeasuredBits extends BlockValues {
  readonly tensor: Tensor;
  readonly matrices: Matrices;
  /** Values in all, and those that became 1. */
  readonly cells: number;
  readonly ones: number;
  /** All bits as they are stored, a byte each, where they were asked for; and in other orders. */
  readonly bits: Uint8Array | null;
  readonly arranged: ArrangedBits | null;
  /** In which they were measured: strings as stored. */
  readonly order: MatrixOrder;
}

/** What the bits of one array, or of one bit plane of it, measure. */
export interface TensorMeasure extends BlockMeasures, MeasuredBits {
  /** Number of the bit plane, 0 the least significant; null where a threshold made the bits. */
  readonly plane: number | null;
  /** Values greater than this are 1. */
  readonly threshold: number | null;
  readonly method: BlockMethod;
  /** Values that were not finite and read as 0. */
  readonly nonFinite: number;
  readonly histogram: BlockHistogram;
}

/** An array that is smaller than a block. */
export class TooSmallError extends ArrayFileError {}

/** Most values whose bits can be kept. */
export const MOST_BITS_KEPT = 2 ** 28;

/**
 * Measures one array: one result, or one for each bit plane, the least significant first. Throws an ArrayFileError for what
 * cannot be read or measured, a TooSmallError for an array without a whole block.
 */
export async function measureTensor(tensor: Tensor, how: Measuring, keepBits = false): Promise<TensorMeasure[]> {
  const measures: TensorMeasure[] = [];
  for await (const measure of measurePlanes(tensor, how, keepBits)) measures.push(measure);
  return measures;
}

/**
 * The same, a result at a time, so that `keepBits` keeps the bits of one plane only. Reads the array in pieces, once for
 * each plane, and before that as often as the threshold needs.
 */
export async function* measurePlanes(
  tensor: Tensor,
  how: Measuring,
  keepBits = false,
): AsyncGenerator<TensorMeasure, void> {
  const method = tensor.shape.length < 2 ? how.strings : how.matrices;
  const matrices = matricesOf(tensor.shape, how.axes);
  checkSize(tensor, matrices, method, how.axes);
  const order = tensor.shape.length < 2 ? 'stored' : how.order;
  const areKept = keepBits || order !== 'stored';
  if (areKept && countCells(matrices) > MOST_BITS_KEPT) {
    throw new ArrayFileError(tensor.file, tensor.name, `more than ${MOST_BITS_KEPT} values: their bits cannot be kept`);
  }
  const isQuantised = typeof how.bits === 'object' && 'planes' in how.bits;
  if (isQuantised) await checkQuantised(tensor, how.bits.planes, how.nonFinite);
  const threshold = isQuantised ? null : await thresholdOf(tensor, how.bits, how.nonFinite);
  const planes = isQuantised ? Array.from({ length: how.bits.planes }, (_, plane) => plane) : [null];
  for (const plane of planes) {
    const options = { partition: method.partition, threshold: threshold ?? 0 };
    const read = (chunks: AsyncIterable<Values>) => readBlocks(tensor, chunks, matrices, plane, options, areKept);
    // The stream notices values that are not finite faster than a look at each of them beforehand.
    const seen: NonFiniteCount = { nan: 0, infinite: 0 };
    let result = await read(plane === null ? tensor.chunks() : finiteChunks(tensor, how.nonFinite, seen));
    if (!result.areFinite) result = await read(finiteChunks(tensor, how.nonFinite, seen));
    const { cells, ones, bits } = result;
    const arranged = bits && new ArrangedBits(bits, matrices);
    const histogram =
      order === 'stored' || arranged === null
        ? result.histogram
        : blocksIn(order, arranged, { tensor, matrices, method });
    const context = { tensor, plane, threshold, matrices, method, order };
    const nonFinite = seen.nan + seen.infinite;
    yield { ...context, cells, ones, nonFinite, bits, arranged, histogram, ...method.measure(histogram) };
  }
}

/** The blocks of bits in an order. Throws an ArrayFileError where the array has none. */
function blocksIn(
  order: MatrixOrder,
  arranged: ArrangedBits,
  { tensor: { file, name }, matrices, method }: Pick<TensorMeasure, 'tensor' | 'matrices' | 'method'>,
): BlockHistogram {
  if (!arranged.has({ order })) {
    const size = `${matrices.rows} × ${matrices.columns}`;
    throw new ArrayFileError(
      file,
      name,
      `${size} has no canonical order here: at most ${MOST_VECTORS} rows and columns`,
    );
  }
  const stream = new BlockStream(matrices, { partition: method.partition });
  for (const bits of arranged.in({ order, draws: 1 })) stream.add(bits);
  return stream.finish();
}

/** What an array would measure with other bits, a byte each, in the same order. */
export function measureBits(
  found: Pick<TensorMeasure, 'tensor' | 'matrices' | 'method' | 'order'>,
  bits: Uint8Array,
): MeasuredBits {
  const { tensor, matrices, method, order } = found;
  const arranged = new ArrangedBits(bits, matrices);
  const values = { ...method.valuesOf(blocksIn(order, arranged, found)) };
  return { tensor, matrices, cells: bits.length, ones: countOnes(bits), bits, arranged, order, ...values };
}

/** Counts the blocks of one bit plane, or, where that is null, of the bits that a threshold makes. */
async function readBlocks(
  tensor: Tensor,
  chunks: AsyncIterable<Values>,
  matrices: Matrices,
  plane: number | null,
  options: Required<BlockStreamOptions>,
  keepBits: boolean,
) {
  const stream = makeStream(tensor, matrices, options);
  const bits = keepBits ? new Uint8Array(countCells(matrices)) : null;
  let scratch = new Uint8Array(0);
  for await (const values of chunks) {
    if (scratch.length < values.length) scratch = new Uint8Array(values.length);
    const ofPlane = plane === null ? null : bitPlane(values, plane, scratch);
    bits?.set(ofPlane ?? binarize(values, options.threshold, scratch), stream.cells);
    stream.add(ofPlane ?? values);
  }
  const histogram = stream.finish();
  const { cells, ones, areFinite } = stream;
  return { cells, ones, areFinite, histogram, bits };
}

export function countCells({ count, rows, columns }: Matrices): number {
  return count * rows * columns;
}

function checkSize(tensor: Tensor, { rows, columns }: Matrices, { partition }: BlockMethod, axes: AxesRule): void {
  const { file, name, shape } = tensor;
  if (shape.includes(0)) throw new ArrayFileError(file, name, `the array is empty (shape ${shape.join(' × ')})`);
  if (layOut(partition, rows, columns).blocks > 0) return;
  const tooSmall = (problem: string) => new TooSmallError(file, name, problem);
  const [block] = partition.shapes;
  if (shape.length === 0) throw tooSmall('a single number is no block');
  if (shape.length === 1) throw tooSmall(`${columns} values are less than a block of ${block.columns}`);
  const matrix = matricesOf(shape, 'matrix');
  const isLarger = layOut(partition, matrix.rows, matrix.columns).blocks > 0;
  const advice = isLarger ? `; as one matrix (axes: matrix) it is ${matrix.rows} × ${matrix.columns}` : '';
  const size = `${rows} × ${columns}`;
  const what = shape.length > 2 && axes === 'slices' ? `slices of ${size} are` : `${size} is`;
  throw tooSmall(`${what} smaller than a block of ${block.rows} × ${block.columns}${advice}`);
}

function makeStream({ file, name }: Tensor, matrices: Matrices, options: BlockStreamOptions): BlockStream {
  try {
    return new BlockStream(matrices, options);
  } catch (error) {
    throw error instanceof RangeError ? new ArrayFileError(file, name, error.message) : error;
  }
}
