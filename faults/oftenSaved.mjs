/** `kolmoscope run` with the states of its runs written many times a second, not twice a minute. Arguments: study, folder. */
import { readStudy, run } from '../dist/app/index.js';
import { onThreads } from '../dist/engine/index.js';

const SECONDS = 0.02;
const [, , study, out] = process.argv;
const threads = onThreads(2);
const engine = {
  perform: (jobs, options) => threads.perform(jobs, { ...options, states: { ...options.states, seconds: SECONDS } }),
};
await run(await readStudy(study), { out, engine, command: `often saved: ${study}` });
