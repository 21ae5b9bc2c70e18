import { basename, extname } from 'node:path';
import { type Fail, failIn, rethrow } from './errors.ts';

/** float32 for what it holds exactly, float64 for the rest. */
export type Values = Float32Array | Float64Array;

/** One array of a file. */
export interface Tensor {
  /** The file that holds its values; of a sharded model, the shard. */
  readonly file: string;
  /** 'layer1.weight'; the file's name without its ending where a file holds one array. */
  readonly name: string;
  /** Sizes of the axes; [] for a scalar. A lone row or column of a text file has one axis. */
  readonly shape: readonly number[];
  /** As NumPy calls it: 'float32', 'bfloat16', 'int8', 'bool'; as the file calls it where we cannot read it. */
  readonly dtype: string;
  /**
   * The values in row-major order, chunk by chunk, as often as asked for. A chunk is valid, and may be overwritten,
   * until the next one is asked for. 64-bit integers beyond 2^53 are rounded. Throws an ArrayFileError, also for an
   * empty array and for a number type that we do not read.
   */
  chunks(): AsyncIterable<Values>;
}

interface Description extends Omit<Tensor, 'name' | 'chunks'> {
  /** Left out where the file holds one array, which is called like it; errors then need no name. */
  readonly name?: string | undefined;
  read(fail: Fail): AsyncIterable<Values>;
}

export function makeTensor({ file, name, shape, dtype, read }: Description): Tensor {
  const fail = failIn(file, name);
  return {
    file,
    name: name ?? basename(file, extname(file)),
    shape,
    dtype,
    async *chunks() {
      if (shape.includes(0)) throw fail(`the array is empty (shape ${shape.join(' × ')})`);
      try {
        yield* read(fail);
      } catch (error) {
        rethrow(error, fail);
      }
    },
  };
}

/** More axes than NumPy allows are a sign of damage. */
const MOST_AXES = 64;

/** The number of values in a shape that a file claims. */
export function countValues(shape: readonly unknown[], fail: Fail): number {
  if (shape.length > MOST_AXES) throw fail(`a shape of ${shape.length} axes (at most ${MOST_AXES})`);
  let count = 1;
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
      throw fail(`the shape has an axis of ${JSON.stringify(size)?.slice(0, 40)}`);
    }
    count *= size;
  }
  if (!Number.isSafeInteger(count)) throw fail(`the shape ${shape.slice(0, 8).join(' × ')} is absurd`);
  return count;
}
