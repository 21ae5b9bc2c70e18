/**
 * teacher: standard normal inputs and the classes that a binary network gives them, whose first weights are made of patterns
 * of low or of high complexity: so it is known what the networks that learn from it could find. The definition is ours.
 */
import { z } from 'zod';
import type { Examples } from '../../nn/examples.ts';
import { below, ownStream, standardNormal } from '../../random.ts';
import type { DataSet, DataSource } from '../dataSet.ts';
import { onGrid } from '../inputs/standardise.ts';
import { COMPLEXITIES, PATTERN_NAMES, type Planted, plant } from './plant.ts';

const COUNTS = { training: 60_000, test: 10_000 };

/** Hidden units are of four kinds: what a unit of each says for each class, a Hadamard matrix; none is preferred. */
const VOTES = [
  [1, 1, 1, 1],
  [1, -1, 1, -1],
  [1, 1, -1, -1],
  [1, -1, -1, 1],
];
const CLASSES = VOTES.length;
/** Inputs are multiples of 2^-GRID: the labels are those of the inputs that networks are given. */
const GRID = 12;

const equalShares = (count: number) => VOTES.map(() => count / CLASSES);

export const teacher: DataSource<Planted> = {
  title: 'teacher',
  licence: 'MIT, as this package',
  citation: 'defined in docs/data.md',
  examples: 'inputs of a planted network',
  classes: { training: equalShares(COUNTS.training), test: equalShares(COUNTS.test) },
  files: [],
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
  check: async () => ({ compared: 'nothing' }),
  get: async () => new Map(),
};

/** The whole set, the same at every call. */
export async function generateTeacher(options: Planted): Promise<DataSet> {
  const { features, hidden, draw } = options;
  const weights = await plant(options);
  const signs = ownStream(draw, 2);
  const votes = Int8Array.from({ length: hidden * CLASSES }, () => 0);
  for (let unit = 0; unit < hidden; unit++) {
    const sign = 2 * below(signs, 2) - 1;
    for (let c = 0; c < CLASSES; c++) votes[unit * CLASSES + c] = sign * VOTES[c][unit % CLASSES];
  }
  const network = { weights, votes, features, hidden };
  const [training, test] = [examples(network, COUNTS.training, draw, 3), examples(network, COUNTS.test, draw, 4)];
  return { training, test, classes: CLASSES, shape: [features] };
}

/** weights [hidden × features] and votes [hidden × classes], all ±1. */
interface Teacher {
  readonly weights: Int8Array;
  readonly votes: Int8Array;
  readonly features: number;
  readonly hidden: number;
}

/** Inputs that the teacher gives one class, without a tie; as many of each class. */
function examples(network: Teacher, count: number, draw: number, stream: number): Examples {
  const { features } = network;
  const random = ownStream(draw, stream);
  const x = new Float32Array(count * features);
  const labels = new Uint8Array(count);
  const left = equalShares(count);
  for (let found = 0; found < count; ) {
    const { x: drawn } = onGrid({ x: standardNormal(features, random), labels, count: 1, features }, GRID);
    const label = classOf(network, drawn);
    if (label === null || left[label] === 0) continue;
    left[label]--;
    labels[found] = label;
    x.set(drawn, found * features);
    found++;
  }
  return { x, labels, count, features };
}

/** The class with the most votes, where there is one: a hidden unit is the sign of its sum, that of 0 is −1. */
function classOf({ weights, votes, features, hidden }: Teacher, x: Float32Array): number | null {
  const totals = [0, 0, 0, 0];
  for (let unit = 0; unit < hidden; unit++) {
    let sum = 0;
    for (let i = 0; i < features; i++) sum += weights[unit * features + i] * x[i];
    const sign = sum > 0 ? 1 : -1;
    for (let c = 0; c < CLASSES; c++) totals[c] += sign * votes[unit * CLASSES + c];
  }
  const most = Math.max(...totals);
  const winner = totals.indexOf(most);
  return totals.lastIndexOf(most) === winner ? winner : null;
}
