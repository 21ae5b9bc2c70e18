export type { Choice } from './choices.ts';
export { curvesFigure } from './curves.ts';
export type { FigureOptions, ReportFile } from './figure.ts';
export { blockLegend } from './legend.ts';
export { pairedFigure } from './paired.ts';
export { scatterFigure, scatterPairFigure } from './scatter.ts';
export { renderSensitivityReport, type SensitivityReportInput } from './sensitivityReport.ts';
export type { VariantEntry } from './sensitivityVerdict.ts';
export { type ReportInput, renderReport } from './study.ts';
export { renderTableReport, type TableReportInput } from './tableReport.ts';
export type { TableEntry } from './tableResults.ts';
export { DARK_THEME, PAGE_THEME, PAPER_THEME, type Theme } from './theme.ts';
export { type Decision, decide, type Verdict, verdict } from './verdict.ts';
export {
  checkpointAxis,
  renderWatchReport,
  type WatchedMatrix,
  type WatchedSource,
  type WatchReportInput,
  watchSetting,
} from './watch.ts';
export { type MatrixWords, matrixFigure, weightsFigure } from './weights.ts';
