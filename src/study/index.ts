export {
  type Analysis,
  analyse,
  type Correlations,
  processRuns,
  type Relation,
  type RunCoefficients,
} from './analysis/analysis.ts';
export type { Difference, Estimate } from './analysis/estimates.ts';
export { type Adjusted, holmOver } from './analysis/holm.ts';
export type { OwnRun } from './analysis/ownRun.ts';
export { processSeries, type Statistics } from './analysis/statistics.ts';
export { type Published, publishedRow } from './judgement/published.ts';
export { type SensitivitySummary, summariseSensitivity } from './judgement/sensitivity.ts';
export { type StudySummary, summariseTable } from './judgement/table.ts';
export { decide, type Verdict, verdict } from './judgement/verdict.ts';
export type { Decision } from './judgement/words.ts';
export { type Progress, performRun, type RunOptions, type RunResult, type RunState } from './run/run.ts';
export { decodeRun, encodeRun, type RunFile, type StoredRun } from './run/runFile.ts';
export { epochMeans, type Series, type Trajectories } from './run/trajectories.ts';
export { parseSpec, SpecError, type StudySpec } from './spec.ts';
export { type Configuration, parseStudy, type Study } from './study.ts';
export { type Summary, summarise } from './summary.ts';
