export { bitEntropy } from './bitEntropy.ts';
export { brotliLength, deflateLength } from './compressors.ts';
export { lempelZiv76, normalisedLempelZiv76 } from './lempelZiv.ts';
export type { Colours, Measure, Weights } from './measure.ts';
export { neighbours } from './neighbours.ts';
export {
  AGGREGATES,
  DEFAULT_OPTIONS,
  OPTION_VALUES,
  type OptionName,
  ORDERS,
  type SeriesOptions,
  TABLES,
} from './options.ts';
export { packBytes } from './pack.ts';
export {
  DEFAULT_SERIES,
  factsOf,
  inOptionOrder,
  inTableOrder,
  isCompared,
  MEASURE_NAMES,
  makeSeries,
  nameSaying,
  ofOneMatrix,
  parseSeries,
  placeboOf,
  type SeriesFacts,
  type SeriesSpec,
  seriesInWords,
  seriesNamed,
  takenAt,
  whyNoSeries,
} from './series.ts';
export { MEASURES, type MeasureName } from './table.ts';
