export { bitEntropy } from './bitEntropy.ts';
export { brotliLength, deflateLength } from './compressors.ts';
export { lempelZiv76, normalisedLempelZiv76 } from './lempelZiv.ts';
export type { BlockValues, Measure, Weights } from './measure.ts';
export { neighbours } from './neighbours.ts';
export { AGGREGATES, DEFAULT_OPTIONS, type OptionName, type SeriesOptions, TABLES } from './options.ts';
export { packBytes } from './pack.ts';
export {
  DEFAULT_SERIES,
  factsOf,
  MEASURE_NAMES,
  makeSeries,
  parseSeries,
  type Series,
  type SeriesFacts,
  seriesNamed,
} from './series.ts';
export { MEASURES, type MeasureName } from './table.ts';
