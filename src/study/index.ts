export {
  type Analysis,
  analyse,
  type Correlations,
  processRuns,
  type Relation,
  type RunCoefficients,
} from './analysis.ts';
export type { Difference, Estimate } from './estimates.ts';
export { type Adjusted, holmOver } from './holm.ts';
export { type Published, publishedRow } from './judgement/published.ts';
export { type SensitivitySummary, summariseSensitivity } from './judgement/sensitivity.ts';
export { type StudySummary, summariseTable } from './judgement/table.ts';
export { decide, type Verdict, verdict } from './judgement/verdict.ts';
export type { Decision } from './judgement/words.ts';
export type { OwnRun } from './ownRun.ts';
export { type Progress, performRun, type RunOptions, type RunResult, type RunState } from './run.ts';
export { decodeRun, encodeRun, type RunFile, type StoredRun } from './runFile.ts';
export { parseSpec, SpecError, type StudySpec } from './spec.ts';
export { processSeries, type Statistics } from './statistics.ts';
export { type Configuration, parseStudy, type Study } from './study.ts';
export { type Summary, summarise } from './summary.ts';
export { epochMeans, type Series, type Trajectories } from './trajectories.ts';
