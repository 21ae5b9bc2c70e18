/**
 * The most memory that a process of its own needs for runs of the quickstart, of a few epochs: one after the other in one
 * thread (`node bench/memory.mjs worker 10`), or as a study on two, from the command to the report (`… study 40`). Prints MiB.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { performer, quickstart } from './quickstart.mjs';

const EPOCHS = 2;
const THIS_FILE = fileURLToPath(import.meta.url);

/** MiB of so many runs, in a process of their own: `what` is `worker` or `study`. */
export function peakOf(what, runs) {
  const { stderr, status } = spawnSync(process.execPath, [THIS_FILE, what, String(runs)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stderr.trimEnd().split('\n').at(-1));
}

async function work(runs) {
  const { perform } = await performer(EPOCHS);
  for (let run = 0; run < runs; run++) perform(run);
}

async function study(runs) {
  const folder = await mkdtemp(join(tmpdir(), 'kolmoscope-'));
  try {
    const spec = join(folder, 'spec.json');
    await writeFile(spec, JSON.stringify(await quickstart(runs, EPOCHS)));
    process.argv.splice(2, 2, 'run', spec, '--out', join(folder, 'out'), '--threads', '2');
    await import('../dist/cli/main.js');
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv[1] === THIS_FILE) {
  const [what, runs] = process.argv.slice(2);
  process.on('exit', () => console.error(`\n${process.resourceUsage().maxRSS / 1024}`));
  await { worker: work, study }[what](Number(runs));
}
