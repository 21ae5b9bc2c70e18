export * from './blocks';
export * from './binary';
export * from './layers';
export * from './losses';
export * from './pictures';
export * from './planes';
export * from './products';
export * from './signs';
