/** The built package, as its users get it; typed by its source. `npm test` builds it first. */
import type * as engine from '../src/engine/index.ts';

const { inProcess, onThreads, runStudy } = (await import(
  new URL('../dist/engine/index.js', import.meta.url).href
)) as typeof engine;

export type { Engine } from '../src/engine/index.ts';
export { inProcess, onThreads, runStudy };
