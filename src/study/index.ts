export { type Analysis, analyse, type Correlations, type Estimate, processRuns, processSeries } from './analysis.ts';
export { type Progress, performRun, type RunResult } from './run.ts';
export { decodeRun, encodeRun, type RunFile, type StoredRun } from './runFile.ts';
export { parseSpec, SpecError, type StudySpec } from './spec.ts';
export { type Configuration, parseStudy, type Study } from './study.ts';
export { type Summary, summarise } from './summary.ts';
export { epochMeans, type Series, type Trajectories } from './trajectories.ts';
