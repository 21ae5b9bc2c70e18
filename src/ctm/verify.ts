import { type RandomGenerator, shuffle } from '../random.ts';
import { classTotals, type Distribution, haltingMachines } from '../turing/distribution.ts';
import { LazyTree, type Path } from '../turing/tree.ts';
import type { CtmTable } from './table.ts';

/** How many symmetry classes of a table have another count than a distribution of the same space. */
export function differingClasses(table: CtmTable, { counts }: Distribution): number {
  return table.distribution.counts.filter((count, index) => count !== counts[index]).length;
}

export interface SampleCheck {
  /** Subtrees drawn, and all that there are. */
  readonly sampled: number;
  readonly subtrees: number;
  /** Halting machines, estimated without bias from the subtrees drawn, and the standard error of that. */
  readonly halting: number;
  readonly standardError: number;
  /** Classes of which the subtrees drawn alone hold more machines than the table: none, if it is right. */
  readonly exceeded: number;
}

const PILOT_SUBTREES = 20;

/**
 * Counts a random sample of the table's tree anew, in about `seconds`. The subtrees with `depth` definitions are drawn
 * without replacement. How many is settled by the time that a first few take, which are drawn apart and leave the
 * estimate alone: stopping by the clock would favour the quick ones. Some times a second others are let in; rejects
 * with the signal's reason when it is aborted.
 */
export async function checkBySample(
  table: CtmTable,
  depth: number,
  seconds: number,
  random: RandomGenerator,
  signal?: AbortSignal,
): Promise<SampleCheck> {
  const { space, cutoff, classes, counts } = table.distribution;
  const tree = new LazyTree(space, { cutoff });
  const { trunk: known, paths } = tree.split(depth);
  const started = performance.now();
  tree.count(draw(paths, PILOT_SUBTREES, random));
  const secondsEach = (performance.now() - started) / 1000 / PILOT_SUBTREES;
  const asked = Math.max(PILOT_SUBTREES, Math.floor(seconds / secondsEach) - PILOT_SUBTREES);

  const sample = draw(paths, asked, random);
  const above = haltingMachines(space, known);
  let before = above;
  let sum = 0;
  let squares = 0;
  let letInAt = performance.now();
  for (const path of sample) {
    if (performance.now() - letInAt > 100) {
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      letInAt = performance.now();
    }
    const now = haltingMachines(space, tree.count([path], known));
    const machines = Number(now - before);
    before = now;
    sum += machines;
    squares += machines * machines;
  }

  const sampled = sample.length;
  const variance = (squares - (sum * sum) / sampled) / (sampled - 1);
  const unseen = 1 - sampled / paths.length;
  const totals = classTotals(space, classes, known);
  const exceeded = totals.filter((machines, index) => machines > counts[index] * BigInt(classes.size[index])).length;
  return {
    sampled,
    subtrees: paths.length,
    halting: Number(above) + (paths.length * sum) / sampled,
    standardError: paths.length * Math.sqrt((Math.max(0, variance) / sampled) * unseen),
    exceeded,
  };
}

function draw(paths: readonly Path[], wanted: number, random: RandomGenerator): Path[] {
  const order = Uint32Array.from(paths.keys());
  shuffle(order, random);
  return Array.from(order.subarray(0, wanted), (index) => paths[index]);
}
