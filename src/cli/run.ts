import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { readIfThere, writeWhole } from '../engine/files.ts';
import { runStudy } from '../engine/runStudy.ts';
import { onThreads } from '../engine/threads.ts';
import { analyse } from '../study/analysis.ts';
import { parseSpec, type StudySpec } from '../study/spec.ts';
import { summarise } from '../study/summary.ts';
import { INTERRUPTED, wholeNumber } from './arguments.ts';
import { UserError } from './errors.ts';
import { formatResult } from './formatResult.ts';
import { StudyStatus } from './status.ts';
import { PACKAGE_ROOT, VERSION } from './version.ts';

interface RunOptions {
  runs?: number;
  threads: number;
  out?: string;
  json?: boolean;
  seed?: number;
  fresh?: boolean;
}

/** `kolmoscope run STUDY`: performs a study, prints what it says and writes its report. */
export function runCommand(): Command {
  return new Command('run')
    .description('perform a study and write its report; finished runs are not performed again')
    .argument('<study>', 'name of a shipped study (quickstart), or path of a spec file')
    .option('--runs <n>', "runs to perform (default: the spec's)", wholeNumber(1, 100_000))
    .option('--threads <n>', 'worker threads', wholeNumber(1, 256), availableParallelism())
    .option('--out <folder>', 'where the results go (default: runs/<study>)')
    .option('--seed <n>', "seed of the study (default: the spec's)", wholeNumber(0, 0xffff_ffff))
    .option('--fresh', 'perform all runs anew')
    .option('--json', 'print summary.json instead of the table')
    .action(run);
}

async function run(study: string, options: RunOptions): Promise<void> {
  const started = performance.now();
  const spec = await readSpec(study, options);
  const folder = options.out ?? join('runs', spec.study);
  const abort = new AbortController();
  const status = new StudyStatus(spec, options.threads);
  process.once('SIGINT', () => abort.abort());

  let finished: Awaited<ReturnType<typeof runStudy>>;
  try {
    finished = await runStudy(spec, {
      folder,
      engine: onThreads(options.threads),
      version: VERSION,
      fresh: options.fresh ?? false,
      signal: abort.signal,
      observer: status,
    });
  } finally {
    status.close();
  }
  const { specHash, table, runs, performed } = finished;
  if (abort.signal.aborted) {
    const kept = `interrupted: ${runs.length} of ${spec.runs} runs are kept in ${folder}`;
    const next = options.fresh ? 'the same command without --fresh' : 'the same command';
    throw new UserError(`${kept}; ${next} goes on from there`, INTERRUPTED);
  }

  // Loaded late: drawing takes as long to load as all the rest, and most commands draw nothing.
  const { curvesFigure, renderReport, verdict } = await import('../report/index.ts');
  const analysis = analyse(runs, spec);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const summary = summarise(spec, specHash, analysis, table, VERSION, seconds);
  const reportPath = join(folder, 'report.html');
  const json = `${JSON.stringify(summary, null, 2)}\n`;
  await writeWhole(join(folder, 'summary.json'), json);
  const command = reproduction(study, spec);
  const provenance = { specHash, table, seconds, performed, version: VERSION, command };
  const report = renderReport({ spec, analysis, runs, ...provenance });
  await writeWhole(reportPath, report);
  await writeWhole(join(folder, 'curves.svg'), curvesFigure(analysis));
  if (options.json) process.stdout.write(json);
  else process.stdout.write(formatResult(summary, verdict(analysis, spec), relative('.', reportPath)));
}

/** Reads the spec of a study that is named or given by its path, and puts the command line's choices in it. */
async function readSpec(study: string, { runs, seed }: RunOptions): Promise<StudySpec> {
  const shipped = new URL(`studies/${study}.json`, PACKAGE_ROOT);
  const isName = /^[a-z0-9-]+$/.test(study);
  for (const place of isName ? [shipped, `${study}.json`] : [study]) {
    const name = place instanceof URL ? `studies/${study}.json` : place;
    const bytes = await readIfThere(place);
    if (bytes === undefined) continue;
    const spec = parseSpec(parseJson(bytes.toString('utf8'), name), name);
    return { ...spec, runs: runs ?? spec.runs, seed: seed ?? spec.seed };
  }
  throw new UserError(
    isName ? `no study is named ${study}; give quickstart or the path of a spec file` : `${study}: no such file`,
    2,
  );
}

function parseJson(text: string, name: string): unknown {
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError(`${name}: not JSON: ${(error as Error).message}`, 2);
  }
}

/** The command line that gives the same results. */
function reproduction(study: string, { runs, seed }: StudySpec): string {
  return `kolmoscope run ${study} --runs ${runs} --seed ${seed}`;
}
