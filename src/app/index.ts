export { allBlocks, type BlockFacts, describeBlock, type RankedClass, rankClasses } from './ctm/blocks.ts';
export { type BuildRequest, buildTableFile } from './ctm/build.ts';
export { type SampleCount, type VerifyRequest, verifyTable, type WholeCount } from './ctm/verify.ts';
export {
  type CheckedDataSet,
  checkDataSets,
  type DataSetPlace,
  findDataSet,
  type GetOptions,
  type GotDataSet,
  getDataSet,
} from './dataSets.ts';
export { describeError, InterruptedError, UsageError, UserError } from './errors.ts';
export { type ExportObserver, type ExportRequest, exportRuns, type SpecsSeen } from './exportRuns.ts';
export { drawMap } from './measure/map.ts';
export { type Measured, type MeasureObserver, type MeasureRequest, measureFiles, type Row } from './measure/measure.ts';
export type { MeasuringRequest } from './measure/measuring.ts';
export type { StudyOptions } from './study/perform.ts';
export { readStudy } from './study/readStudy.ts';
export { type RunResult, run } from './study/run.ts';
export { type SensitivityOptions, type SensitivityResult, sensitivity } from './study/sensitivity.ts';
export { type AnyShape, openTable, openTableOf } from './tables.ts';
export { VERSION } from './version.ts';
export { type WatchObserver, type WatchRequest, type WatchResult, watch } from './watch/watch.ts';
