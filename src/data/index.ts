export { type Controls, withControls } from './controls.ts';
export { type DataSet, select, type Task } from './dataSet.ts';
export { fetchPacked } from './download.ts';
export { checkHar, type HarFiles, harDataSet, readHar, type Windows } from './har.ts';
export { filesAt, filesInZip } from './harFiles.ts';
export { type Idx, type IdxFile, parseIdx, readIdxImages } from './idx.ts';
export { checkDataSet, loadDataSet } from './load.ts';
export { commandsFor, DataSetError, type Located, locate, requireDataSet, userFolder } from './locate.ts';
export { parseTable } from './parseTable.ts';
export { classCounts, type PictureFiles, type PictureOptions, readPictures } from './pictures.ts';
export { resize } from './resize.ts';
export {
  countsOf,
  DATA_SETS,
  type DataSetName,
  type DataSetOptions,
  factsOf,
  IDX_FILES,
  type IdxFileName,
  taskOf,
} from './sets.ts';
export { generateSincos, type SincosOptions } from './sincos.ts';
export { stratifiedDraw } from './split.ts';
export { standardise } from './standardise.ts';
