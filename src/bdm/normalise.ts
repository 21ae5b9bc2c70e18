/** Where BDM and block entropy lie between the least and the greatest that so many blocks can have. */
import { Sum } from '../sum.ts';
import { bdm, blockEntropy } from './bdm.ts';
import type { BlockHistogram } from './histogram.ts';
import type { Partition } from './partition.ts';

/**
 * (BDM − least) / (greatest − least), from 0 to 1. Least: the simplest block of each shape throughout, which is a constant
 * array's with the default tables. Greatest: the most complex blocks of each shape, used as evenly as possible. Where
 * blocks overlap an array may reach neither. NaN where the two are the same: without blocks, or for one of two cells.
 * `bits` is the histogram's BDM, where it is known already.
 */
export function normalisedBdm(histogram: BlockHistogram, ctm: Float64Array, bits = bdm(histogram, ctm)): number {
  const { least, greatest } = bdmRange(histogram, ctm);
  return (bits - least) / (greatest - least);
}

/**
 * (block entropy − least) / (greatest − least), from 0 to 1. Least: each shape's blocks are all the same, so that it is 0
 * where there is one shape. Greatest: each pattern of each shape is used as evenly as possible. NaN where the two are the
 * same, as for fewer than two blocks. `bits` is the histogram's block entropy, where it is known already.
 */
export function normalisedBlockEntropy(histogram: BlockHistogram, bits = blockEntropy(histogram)): number {
  const { partition, total } = histogram;
  const share = (patterns: number, times: number) => {
    return times === 0 ? 0 : patterns * (times / total) * Math.log2(total / times);
  };
  let [least, greatest] = [0, 0];
  blocksOfShapes(histogram).forEach((count, shape) => {
    const patterns = partition.offsets[shape + 1] - partition.offsets[shape];
    const { times, more } = spread(count, patterns);
    least += share(1, count);
    greatest += share(patterns - more, times) + share(more, times + 1);
  });
  return (bits - least) / (greatest - least);
}

/** Least and greatest BDM, in bits, of as many blocks of each shape as the histogram holds. */
export function bdmRange(histogram: BlockHistogram, ctm: Float64Array): { least: number; greatest: number } {
  const { partition } = histogram;
  const extremes = extremesOf(partition, ctm);
  let [least, greatest] = [0, 0];
  blocksOfShapes(histogram).forEach((count, shape) => {
    if (count === 0) return;
    const patterns = partition.offsets[shape + 1] - partition.offsets[shape];
    const { times, more } = spread(count, patterns);
    const { simplest, mostComplex } = extremes[shape];
    least += simplest + Math.log2(count);
    greatest += mostComplex[Math.min(count, patterns)];
    if (times > 0) greatest += (patterns - more) * Math.log2(times) + more * Math.log2(times + 1);
  });
  return { least, greatest };
}

/** So many blocks over so many patterns, as evenly as possible: each `times` times, `more` of them once more. */
function spread(blocks: number, patterns: number): { times: number; more: number } {
  return { times: Math.floor(blocks / patterns), more: blocks % patterns };
}

function blocksOfShapes({ partition, counts, codes, distinct, total }: BlockHistogram): number[] {
  const { shapes, offsets } = partition;
  if (shapes.length === 1) return [total];
  const blocks = shapes.map(() => 0);
  for (let i = 0; i < distinct; i++) {
    const shape = offsets.findIndex((_, s) => codes[i] < offsets[s + 1]);
    blocks[shape] += counts[codes[i]];
  }
  return blocks;
}

/** The least CTM of a shape and, by n, the sum of its n greatest, in bits. */
interface Extremes {
  readonly simplest: number;
  readonly mostComplex: Float64Array;
}

/** Sorting the complexities costs more than counting the blocks of most arrays: it is done once a table. */
const known = new WeakMap<Float64Array, readonly Extremes[]>();

/** Of each shape. */
function extremesOf({ shapes, offsets }: Partition, ctm: Float64Array): readonly Extremes[] {
  const extremes = known.get(ctm) ?? shapes.map((_, i) => extremesAmong(ctm.slice(offsets[i], offsets[i + 1])));
  known.set(ctm, extremes);
  return extremes;
}

function extremesAmong(complexities: Float64Array): Extremes {
  const descending = complexities.sort().reverse();
  const sum = new Sum();
  const mostComplex = new Float64Array(descending.length + 1);
  descending.forEach((bits, i) => {
    sum.add(bits);
    mostComplex[i + 1] = sum.value;
  });
  return { simplest: descending[descending.length - 1], mostComplex };
}
