export * from './blocks';
export * from './binary';
export * from './layers';
export * from './pictures';
export * from './products';
