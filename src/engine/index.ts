export { type Engine, type EngineOptions, loadMaterials } from './engine.ts';
export { inProcess } from './inProcess.ts';
export { type RunStudyOptions, runStudy, type StudyObserver, type StudyRuns } from './runStudy.ts';
export { onThreads } from './threads.ts';
