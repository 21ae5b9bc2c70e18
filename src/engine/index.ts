export type { Engine, EngineOptions, Job, LostRun } from './engine.ts';
export { inProcess } from './inProcess.ts';
export { Performer } from './performer.ts';
export {
  type ConfigurationRuns,
  type RunStudyOptions,
  readRuns,
  runStudy,
  type StudyObserver,
  type StudyRuns,
} from './runStudy.ts';
export { onThreads } from './threads.ts';
