export { findRuns, RunFileError, type RunPlace } from '../engine/runFiles.ts';
export { type ExportOptions, exportTables } from './exportTables.ts';
export { type KeptNetwork, keptNetwork } from './network.ts';
export { type Run, readRun } from './readRun.ts';
