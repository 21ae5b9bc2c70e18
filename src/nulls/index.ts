export { arrangement, countOnes } from './density.ts';
export { type LadderOptions, ladder } from './ladder.ts';
export type { BitMatrix, Draw, NullModel } from './nullModel.ts';
export { drawOf, randomOf } from './stack.ts';
export { Comparison, type Standing, type Standings, standing, type Values } from './standing.ts';
export { NULL_MODELS, NULL_NAMES, type NullName } from './table.ts';
