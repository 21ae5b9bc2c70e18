/** Checkpoints as trajectories: their weight matrices, and what each of them measures. */
import { ArrayFileError, openArrays, type Tensor } from '../../arrays/index.ts';
import { BlockHistogram, layOut, matricesOf } from '../../bdm/index.ts';
import type { WatchedMatrix } from '../../report/index.ts';
import { CLAIM } from '../../study/judgement/claim.ts';
import { addUp } from '../../study/run/measures.ts';
import { type PackedBits, packBits } from '../../study/run/pack.ts';
import { each, type MeasuredRun } from '../../study/run/trajectories.ts';
import { type Measuring, measureTensor, type TensorMeasure } from '../../tensors/index.ts';
import { InterruptedError, UserError } from '../errors.ts';
import { noted } from '../measure/measuring.ts';
import type { Rival } from '../measure/series.ts';
import type { Checkpoint } from './checkpoints.ts';
import { canDraw } from './choices.ts';

/**
 * Opens all checkpoints and finds their weight matrices, those of each in the order of the first one's: the arrays of at
 * least two axes whose names are wanted. Left out are matrices without a whole block, which it names, and arrays of fewer
 * axes, which it counts. Throws a UserError unless all checkpoints have the same, by name and shape.
 */
export async function findMatrices(
  checkpoints: readonly Checkpoint[],
  isWanted: (name: string) => boolean,
  how: Measuring,
) {
  const opened: Tensor[][] = [];
  let tooSmall: string[] = [];
  let vectors = 0;
  for (const [i, { path }] of checkpoints.entries()) {
    const wanted = named(await openArrays(path), path).filter(({ name }) => isWanted(name));
    const matrices = wanted.filter(({ shape }) => shape.length >= 2);
    const large = matrices.filter(({ shape }) => hasBlocks(shape, how));
    if (i === 0) {
      if (large.length === 0) {
        const what = matrices.length > 0 ? `no matrix as large as a block` : 'no such matrix';
        throw new UserError(`${path}: holds ${what} (its arrays: ${await listNames(path)})`);
      }
      tooSmall = matrices.filter((tensor) => !large.includes(tensor)).map(({ name }) => name);
      vectors = wanted.length - matrices.length;
      opened.push(large);
    } else opened.push(aligned(large, path, opened[0], checkpoints[0].path));
  }
  return { checkpoints: opened, tooSmall, vectors };
}

async function listNames(path: string): Promise<string> {
  const names = (await openArrays(path)).map(({ name, shape }) => `${name} ${shape.join('×')}`);
  return names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
}

/** A file with one array gives it the file's name, which says nothing and differs between checkpoints. */
function named(tensors: readonly Tensor[], path: string): readonly Tensor[] {
  const isAlone = tensors.length === 1 && tensors[0].file === path && !/\.(npz|safetensors)$/i.test(path);
  return isAlone ? [{ ...tensors[0], name: 'weights' }] : tensors;
}

function hasBlocks(shape: readonly number[], { axes, matrices: { partition } }: Measuring): boolean {
  const { count, rows, columns } = matricesOf(shape, axes);
  return count * rows * columns > 0 && layOut(partition, rows, columns).blocks > 0;
}

/** The matrices in the order of the first checkpoint's, the same by name and shape. */
function aligned(tensors: readonly Tensor[], path: string, first: readonly Tensor[], firstPath: string): Tensor[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const fail = (name: string, reason: string) => new ArrayFileError(path, name, reason);
  const matrices = first.map(({ name, shape }) => {
    const tensor = byName.get(name);
    const expected = `${shape.join(' × ')} in ${firstPath}`;
    if (tensor === undefined) throw fail(name, `is not there, but ${expected}`);
    if (tensor.shape.join() !== shape.join()) throw fail(name, `is ${tensor.shape.join(' × ')}, but ${expected}`);
    byName.delete(name);
    return tensor;
  });
  for (const name of byName.keys()) throw fail(name, `is not in ${firstPath}`);
  return matrices;
}

/** Pictures are drawn of so many matrices, if they have no more values than this. */
const MOST_PICTURES = 6;
const MOST_DRAWN = 2 ** 24;

export interface RunsMeasuring {
  readonly how: Measuring;
  /** Whether the network's value is that of all blocks, or the sum over its matrices. */
  readonly isPooled: boolean;
  /** What is measured beside BDM and block entropy. */
  readonly rivals: readonly Rival[];
  readonly signal?: AbortSignal | undefined;
  readonly onCheckpoint: (done: number) => void;
}

/**
 * Measures the checkpoints of runs, whose losses are known: each run has as many checkpoints as losses. The network's value
 * is that of all blocks where it `isPooled`, else the sum over its matrices. Of the matrices of the first run the first and
 * the last bits are kept for pictures. Throws an InterruptedError when the signal ends it.
 */
export async function measureRuns(
  losses: readonly (readonly number[])[],
  checkpoints: readonly (readonly Tensor[])[],
  measuring: RunsMeasuring,
): Promise<{ runs: MeasuredRun[]; matrices: WatchedMatrix[] }> {
  const runs: MeasuredRun[] = [];
  let matrices: WatchedMatrix[] = [];
  let done = 0;
  for (const [run, loss] of losses.entries()) {
    const found: { layers: Record<string, number[]>; totals: Record<string, number> }[] = [];
    const bdm = { measured: 0, missing: 0 };
    for (let i = 0; i < loss.length; i++) {
      const isLast = i === loss.length - 1;
      const isDrawn = run === 0 && (i === 0 || isLast) && canDraw(measuring.how);
      const { measures, bits, layers, totals } = await measureCheckpoint(checkpoints[done], measuring, isDrawn);
      if (run === 0 && i === 0) {
        matrices = measures.map((measure, j) => ({ ...describeMatrix(measure), start: bits[j], best: null }));
      }
      if (run === 0 && isLast) matrices = matrices.map((matrix, j) => ({ ...matrix, best: bits[j] }));
      for (const { blocks, missing } of measures) {
        bdm.measured += blocks;
        bdm.missing += missing;
      }
      found.push({ layers, totals });
      measuring.onCheckpoint(++done);
    }
    const series = each(Object.keys(found[0].totals), (name) => ({
      total: found.map(({ totals }) => totals[name]),
      layers: matrices.map((_, j) => found.map(({ layers }) => layers[name][j])),
    }));
    runs.push({ run, epochs: { loss: [...loss], series, planes: [] }, blocks: { bdm } });
  }
  return { runs, matrices };
}

/** The matrices of a checkpoint, the bits of some of them for pictures, and by series its values of each and of all. */
async function measureCheckpoint(
  tensors: readonly Tensor[],
  { how, isPooled, rivals, signal }: RunsMeasuring,
  isDrawn: boolean,
) {
  const measures: TensorMeasure[] = [];
  const bits: (PackedBits | null)[] = [];
  const layers = each([...CLAIM, ...rivals.map(({ name }) => name)] as string[], (): number[] => []);
  const pooled = new BlockHistogram(how.matrices.partition);
  const onValues = () => {
    if (signal?.aborted) throw new InterruptedError('interrupted: nothing was written');
  };
  for (const tensor of tensors) {
    const { count, rows, columns } = matricesOf(tensor.shape, how.axes);
    const isKept = isDrawn && bits.length < MOST_PICTURES && count === 1 && rows * columns <= MOST_DRAWN;
    const keepBits = isKept || rivals.some((rival) => rival.needsBits(count * rows * columns));
    for (const found of await measureTensor(noted(tensor, onValues), how, keepBits)) {
      const shown = isKept && found.arranged?.in({ order: found.order, draws: 1 })[0];
      bits.push(shown ? packBits(shown, rows, columns) : null);
      for (const name of CLAIM) layers[name].push(found[name]);
      for (const rival of rivals) layers[rival.name].push(taken(rival, [found]));
      if (isPooled) pooled.merge(found.histogram);
      // What is not needed any more is large.
      measures.push(isPooled ? found : { ...found, bits: null, arranged: null });
    }
  }
  const network = isPooled ? how.matrices.valuesOf(pooled) : null;
  const totals: Record<string, number> = each(CLAIM, (name) => network?.[name] ?? addUp('sum', layers[name], measures));
  for (const rival of rivals) {
    totals[rival.name] = isPooled ? taken(rival, measures) : addUp(rival.layers, layers[rival.name], measures);
  }
  return { measures, bits, layers, totals };
}

function taken(rival: Rival, found: readonly TensorMeasure[]): number {
  const value = rival.valueOf(found);
  if (value !== null) return value;
  const whose = found.length === 1 ? found[0].tensor.name : 'all matrices in one sequence';
  throw new UserError(`${whose}: ${rival.name} cannot be taken (too many values, or no whole block)`);
}

function describeMatrix({ tensor, plane, matrices, cells, blocks }: TensorMeasure) {
  const name = plane === null ? tensor.name : `${tensor.name}, bit ${plane}`;
  return { name, shape: tensor.shape, ...matrices, cells, blocks };
}
