export * from './blocks';
export * from './layers';
export * from './products';
