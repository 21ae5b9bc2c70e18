export type { Shape } from '../turing/patterns.ts';
export { type Block, ctm, readBlock } from './block.ts';
export { decodeTable, encodeTable, TableError } from './format.ts';
export { DEFAULT_TABLE, loadTable } from './load.ts';
export { CtmTable } from './table.ts';
