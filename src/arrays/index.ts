export { plainText } from '../plainText.ts';
export * from './binarize.ts';
export { ArrayFileError } from './errors.ts';
export * from './finite.ts';
export * from './open.ts';
export type { Tensor, Values } from './tensor.ts';
export * from './write.ts';
