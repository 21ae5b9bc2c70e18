export { addCounts, emptyCounts, type TreeCounts } from './counts.ts';
export { type Distribution, distribution, longOutputs } from './distribution.ts';
export { PatternIndex, type Shape } from './patterns.ts';
export { choices, directions, entries, type MachineSpace, machines } from './space.ts';
export { SymmetryClasses } from './symmetry.ts';
export { LazyTree, type Path, type TreeOptions } from './tree.ts';
