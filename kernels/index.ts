export * from './blocks';
export * from './products';
