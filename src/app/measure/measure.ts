import { ArrayFileError, openArrays, type Tensor } from '../../arrays/index.ts';
import type { NullName, Standings } from '../../nulls/index.ts';
import { type Measuring, measurePlanes, type TensorMeasure, TooSmallError } from '../../tensors/index.ts';
import { attempts, InterruptedError, UsageError, UserError } from '../errors.ts';
import { type OutputOptions, Outputs } from '../outputs.ts';
import { countValues, type MeasuringRequest, matcher, noted, planesOf, readMeasuring } from './measuring.ts';
import { type NullRequest, readNulls } from './nulls.ts';
import { rivalsNamed } from './series.ts';
import { Total } from './total.ts';

export interface MeasureRequest extends MeasuringRequest, NullRequest, Pick<OutputOptions, 'overwrite'> {
  /** Name of the .png that `drawMap` is to write of the one array. */
  readonly map?: string;
  readonly signal?: AbortSignal;
}

/** What is measured of an array, or of one bit plane of it. */
export interface Row extends TensorMeasure {
  /** By name, in the order in which they were asked for; null where a series cannot be taken of the array. */
  readonly rivals: Readonly<Record<string, number | null>>;
  /**
   * By null model, in the order in which they were asked for, where each measure and rival stands among its draws; null
   * where the array has no such draws, or no such rival. All null where no random arrays were asked for.
   */
  readonly standings: Readonly<Partial<Record<NullName, Standings>>> | null;
}

/** What is heard of the measuring. */
export interface MeasureObserver {
  /** The arrays that will be measured, and how. */
  onStart?(tensors: readonly Tensor[], how: Measuring): void;
  /** Share of all values that were read or drawn, and the array's name. */
  onProgress?(share: number, tensor: string): void;
  onRow?(row: Row): void;
  /** A file or an array that cannot be measured; the others are. */
  onProblem?(problem: ArrayFileError): void;
}

export type Measured = Awaited<ReturnType<typeof measureFiles>>;

/**
 * Measures each array of files, or of folders of sharded checkpoints, in pieces. Throws a UsageError for a request that
 * cannot be, a UserError for a name that no array has, an InterruptedError where the signal ends it; what is wrong with one
 * file or array is told to the observer.
 *
 * Returns totals, problems in words, what `drawMap` draws if a map was asked for, and whether all `isGood`: something is
 * measured, and nothing wrong that is worse than an array smaller than a block.
 */
export async function measureFiles(files: readonly string[], request: MeasureRequest, observer: MeasureObserver = {}) {
  const { map, overwrite, only, signal } = request;
  if (map !== undefined) checkMap(map, request);
  const how = await readMeasuring(request);
  const rivals = await rivalsNamed(request.rivals ?? [], how);
  const nulls = readNulls(request, rivals);
  const problems: string[] = [];
  let isGood = true;
  const trying = attempts(
    (error) => error instanceof ArrayFileError,
    (problem) => {
      problems.push(problem.message);
      isGood &&= problem instanceof TooSmallError;
      observer.onProblem?.(problem);
    },
  );

  const opened: Tensor[] = [];
  for (const file of files) {
    await trying(async () => {
      for (const tensor of await openArrays(file)) opened.push(tensor);
    });
  }
  const tensors = choose(opened, only);
  if (map !== undefined) {
    if (tensors.length > 1) {
      throw new UsageError(`--map draws one array, not ${tensors.length}: choose it with --only`);
    }
    await new Outputs({ overwrite, inputs: [...files, ...tensors.map(({ file }) => file)] }).check(map);
  }
  observer.onStart?.(tensors, how);
  const work = (tensor: Tensor) => countValues(tensor) * (passes(how.bits) + nulls.draws(tensor));
  const all = tensors.reduce((sum, tensor) => sum + work(tensor), 0);
  const totals = { matrices: new Total(how.matrices), strings: new Total(how.strings) };
  let done = 0;
  let drawn: TensorMeasure | undefined;
  for (const tensor of tensors) {
    const onValues = (values: number) => {
      if (signal?.aborted) throw new InterruptedError('interrupted');
      done += values;
      observer.onProgress?.(Math.min(1, done / all), tensor.name);
    };
    const areBitsAsked = rivals.some((rival) => rival.needsBits(countValues(tensor))) || nulls.needsBits(tensor);
    const keepBits = map !== undefined || areBitsAsked;
    await trying(async () => {
      for await (const found of measurePlanes(noted(tensor, onValues), how, keepBits)) {
        const standings = await nulls.compare(found, onValues);
        const values = rivals.map((rival) => [rival.name, rival.valueOf([found])]);
        totals[tensor.shape.length < 2 ? 'strings' : 'matrices'].add(found);
        observer.onRow?.({ ...found, rivals: Object.fromEntries(values), standings });
        if (map !== undefined) drawn = found;
      }
      nulls.check(tensor);
    });
  }
  // A checkpoint may well hold numbers and vectors that are smaller than a block.
  isGood &&= totals.matrices.arrays + totals.strings.arrays > 0;
  return { how, totals, problems, isGood, drawn };
}

/** A mistyped name of a map must not cost an array. */
function checkMap(path: string, { bits = 1 }: MeasureRequest): void {
  if (!/\.png$/i.test(path)) throw new UsageError(`--map ${path}: expected a name that ends in .png`);
  if (bits > 1) throw new UsageError('--map draws no bit planes: give --bits 1');
}

/** The arrays with the names that are asked for. A name that none of them has may be misspelt. */
function choose(tensors: readonly Tensor[], names: readonly string[] | undefined): Tensor[] {
  const named = (wanted?: readonly string[]) => {
    const isWanted = matcher(wanted);
    return tensors.filter(({ name }) => isWanted(name));
  };
  const unknown = names?.find((name) => named([name]).length === 0);
  if (unknown !== undefined) throw new UserError(`no array is named ${unknown}`);
  return named(names);
}

/** How often a tensor is read; the median's search is guessed. */
function passes(bits: Measuring['bits']): number {
  if (bits === 'median') return 4;
  return bits === 'mean' || planesOf(bits) ? 2 : 1;
}
