export type { Shape } from '../turing/patterns.ts';
export { type Block, ctm, formatBlock, readBlock } from './block.ts';
export { decodeTable, encodeTable, TableError } from './format.ts';
export { DEFAULT_TABLE, loadTable, SHIPPED_TABLES } from './load.ts';
export { CtmTable, type Pattern } from './table.ts';
