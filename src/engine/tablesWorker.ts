import { workerData } from 'piscina';
import { LazyTree, type Path, type TreeCounts } from '../turing/tree.ts';
import type { TableWorkerData } from './tables.ts';

const { space, cutoff } = workerData as TableWorkerData;
const tree = new LazyTree(space, { cutoff });

/** Counts one batch of subtrees. */
export default function count({ paths }: { paths: readonly Path[] }): TreeCounts {
  return tree.count(paths);
}
