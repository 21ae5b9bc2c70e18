export { curvesFigure, type PointAxis } from './figures/curves.ts';
export type { FigureOptions, ReportFile } from './figures/figure.ts';
export { blockLegend } from './figures/legend.ts';
export { type MatrixWords, matrixFigure } from './figures/matrix.ts';
export { pairedFigure } from './figures/paired.ts';
export { scatterFigure } from './figures/scatter.ts';
export { DARK_THEME, PAGE_THEME, PAPER_THEME, type Theme } from './figures/theme.ts';
export { renderSensitivityReport, type SensitivityReportInput } from './pages/sensitivity.ts';
export { type ReportInput, renderReport } from './pages/study.ts';
export { renderTableReport, type TableReportInput } from './pages/table.ts';
export {
  checkpointAxis,
  renderWatchReport,
  type WatchedMatrix,
  type WatchedSource,
  type WatchReportInput,
  watchSetting,
} from './pages/watch.ts';
export type { Choice } from './sections/choices.ts';
export type { TableEntry } from './sections/tableResults.ts';
