export { type Engine, type EngineOptions, type Job, type LostRun, Performer } from './engine.ts';
export { inProcess } from './inProcess.ts';
export {
  type ConfigurationRuns,
  type RunStudyOptions,
  readRuns,
  runStudy,
  type StudyObserver,
  type StudyRuns,
} from './runStudy.ts';
export { onThreads } from './threads.ts';
