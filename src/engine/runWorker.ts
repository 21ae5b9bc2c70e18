/** The worker thread of threads.ts: performs runs of one study, one at a time. */
import { parentPort } from 'node:worker_threads';
import { workerData } from 'piscina';
import { performRun, type RunResult } from '../study/run.ts';
import type { StudySpec } from '../study/spec.ts';
import { loadMaterials, throttled } from './engine.ts';

const spec = workerData as StudySpec;
const { data, table } = await loadMaterials(spec);
const report = throttled((progress) => parentPort?.postMessage(progress));

export default function run(number: number): RunResult {
  return performRun(spec, number, data, table, report);
}
