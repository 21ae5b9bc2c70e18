/**
 * teacher: standard normal inputs and the classes that a binary network gives them, whose first weights are made of patterns
 * of low or of high complexity: so it is known what the networks that learn from it could find. The definition is ours.
 */
import { z } from 'zod';
import type { Examples } from '../../nn/examples.ts';
import { ownStream, type RandomGenerator, standardNormal } from '../../random.ts';
import type { DataSet, DataSource } from '../dataSet.ts';
import { onGrid } from '../inputs/standardise.ts';
import { GENERATED } from './generated.ts';
import { COMPLEXITIES, PATTERN_NAMES, type Planted, plant } from './plant.ts';

const COUNTS = { training: 60_000, test: 10_000 };

/** Each hidden unit votes for one class, in turn, or against it. */
const CLASSES = 4;
/** Inputs are multiples of 2^-GRID: the labels are those of the inputs that networks are given. */
const GRID = 12;

const equalShares = (count: number) => Array.from({ length: CLASSES }, () => count / CLASSES);

export const teacher: DataSource<Planted> = {
  ...GENERATED,
  title: 'teacher',
  citation: 'defined in docs/data.md',
  examples: 'inputs of a planted network',
  classes: { training: equalShares(COUNTS.training), test: equalShares(COUNTS.test) },
  grid: GRID,
  options: {
    pattern: z.enum(PATTERN_NAMES).default('rows'),
    complexity: z.enum(COMPLEXITIES).default('random'),
    features: z.int().min(12).max(240).multipleOf(12).default(48),
    hidden: z.int().min(4).max(128).multipleOf(4).default(16),
    draw: z.int().min(0).max(0xffff_ffff).default(1),
  },
  task: ({ features }) => ({ classes: CLASSES, shape: [features] }),
  load: async (_, options) => generateTeacher(options),
};

/** The whole set, the same at every call. */
export async function generateTeacher(options: Planted): Promise<DataSet> {
  const { features, draw } = options;
  const weights = await plant(options);
  const [training, test] = [
    examples(weights, features, COUNTS.training, ownStream(draw, 2)),
    examples(weights, features, COUNTS.test, ownStream(draw, 3)),
  ];
  return { training, test, classes: CLASSES, shape: [features] };
}

/** Inputs that the teacher gives one class, without a tie; as many of each class. */
export function examples(weights: Int8Array, features: number, count: number, random: RandomGenerator): Examples {
  const x = new Float32Array(count * features);
  const labels = new Uint8Array(count);
  const left = equalShares(count);
  for (let found = 0; found < count; ) {
    const one = onGrid({ x: standardNormal(features, random), labels, count: 1, features }, GRID);
    const label = classOf(weights, one.x);
    if (label === null || left[label] === 0) continue;
    left[label]--;
    labels[found] = label;
    x.set(one.x, found * features);
    found++;
  }
  return { x, labels, count, features };
}

/**
 * The class of most votes; null where two have as many. Unit u is the sign of its sum, that of 0 being −1, and votes so for
 * class u mod 4 and the other way for the other three: only the votes of each class's own units make a difference.
 */
function classOf(weights: Int8Array, x: Float32Array): number | null {
  const votes = equalShares(0);
  for (let start = 0, unit = 0; start < weights.length; start += x.length, unit++) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += weights[start + i] * x[i];
    votes[unit % CLASSES] += sum > 0 ? 1 : -1;
  }
  const most = Math.max(...votes);
  const winner = votes.indexOf(most);
  return votes.lastIndexOf(most) === winner ? winner : null;
}
