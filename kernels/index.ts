export * from './blocks';
export * from './binary';
export * from './layers';
export * from './products';
