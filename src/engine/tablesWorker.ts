import { workerData } from 'piscina';
import type { TreeCounts } from '../turing/counts.ts';
import type { MachineSpace } from '../turing/space.ts';
import { LazyTree, type Path } from '../turing/tree.ts';

/** What a batch's worker needs to know. */
export interface TableWorkerData {
  readonly space: MachineSpace;
  readonly cutoff: number;
}

const { space, cutoff } = workerData as TableWorkerData;
const tree = new LazyTree(space, { cutoff });

/** Counts one batch of subtrees. */
export default function count({ paths }: { paths: readonly Path[] }): TreeCounts {
  return tree.count(paths);
}
