export { type DataSet, select } from './dataSet.ts';
export { type Idx, type IdxFile, parseIdx, readIdxImages } from './idx.ts';
export { loadMnist, type MnistOptions } from './mnist.ts';
export { resize } from './resize.ts';
export { stratifiedDraw } from './split.ts';
export { standardise } from './standardise.ts';
