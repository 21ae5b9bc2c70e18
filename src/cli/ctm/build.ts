import { rm } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { Command } from 'commander';
import { encodeTable } from '../../ctm/index.ts';
import { writeWhole } from '../../engine/files.ts';
import { buildTable, CheckpointError, type TableBuild, type TableBuildProgress } from '../../engine/tables.ts';
import { type MachineSpace, machines } from '../../turing/index.ts';
import { INTERRUPTED, wholeNumber } from '../arguments.ts';
import { UserError } from '../errors.ts';
import { grouped } from '../tables.ts';
import { VERSION } from '../version.ts';

interface BuildOptions {
  readonly dims: 1 | 2;
  readonly states: number;
  readonly symbols: number;
  readonly cutoff?: number;
  readonly threads: number;
  readonly out?: string;
}

/** `kolmoscope ctm build`: counts all halting machines of a space and writes its table. */
export function buildCommand(): Command {
  return new Command('build')
    .description('count all halting machines of a space exactly and write its table')
    .requiredOption('--dims <1|2>', 'tape: 1 a line, 2 a grid', wholeNumber(1, 2))
    .requiredOption('--states <n>', 'working states', wholeNumber(1, 5))
    .option('--symbols <k>', 'symbols; more than two in 1-D only', wholeNumber(2, 4), 2)
    .option('--cutoff <steps>', 'steps after which a machine counts as one that never halts', wholeNumber(1, 4000))
    .option('--threads <n>', 'worker threads', wholeNumber(1, 256), availableParallelism())
    .option('--out <file>', 'the table; FILE.part keeps an interrupted build (default: such as 2d-n4.ctm)')
    .action(build);
}

async function build({ dims, states, symbols, cutoff, threads, out }: BuildOptions): Promise<void> {
  if (dims === 2 && symbols !== 2) throw new UserError('machines on a grid have two symbols here');
  const space: MachineSpace = { dims, states, symbols };
  const file = out ?? `${dims}d-n${states}${symbols === 2 ? '' : `-k${symbols}`}.ctm`;
  const checkpoint = `${file}.part`;
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const built = await buildTable(space, {
      cutoff: cutoff ?? defaultCutoff(space),
      threads,
      checkpoint,
      signal: stop.signal,
      onProgress: progressLine(),
    });
    await writeWhole(file, await encodeTable(built.distribution, `kolmoscope ${VERSION}`));
    await rm(checkpoint);
    process.stdout.write(`${summary(file, built, threads)}\n`);
  } catch (error) {
    if (stop.signal.aborted) throw new UserError(`stopped; the same command goes on from ${checkpoint}`, INTERRUPTED);
    if (error instanceof CheckpointError) throw new UserError(`${error.message}; remove it to start again`);
    throw error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** Tells the progress on standard error: one line that is rewritten on a terminal, elsewhere a line every half minute. */
export function progressLine(): (progress: TableBuildProgress) => void {
  const live = process.stderr.isTTY === true;
  let toldAt = Number.NEGATIVE_INFINITY;
  return ({ done, total, nodes, seconds, secondsLeft }) => {
    const isLast = done === total;
    if (performance.now() - toldAt < (live ? 200 : 30_000) && !isLast) return;
    toldAt = performance.now();
    const percent = ((100 * done) / total).toFixed(1);
    const line = `${percent} %, ${grouped(nodes)} nodes in ${time(seconds)}, ${time(secondsLeft)} left`;
    if (live) process.stderr.write(isLast ? '\r\x1b[K' : `\r${line}\x1b[K`);
    else process.stderr.write(`${line}\n`);
  };
}

/** What a build log keeps. */
function summary(file: string, { distribution, longOutputs, nodes, seconds }: TableBuild, threads: number): string {
  const { space, cutoff, counts, halting, elsewhere, classes } = distribution;
  const written = counts.reduce((sum, machines, index) => sum + (machines > 0n ? classes.size[index] : 0), 0);
  const larger = space.dims === 1 ? `${grouped(longOutputs)} longer strings` : 'larger ones';
  return [
    `${file}: ${space.dims}-D, ${space.states} states, ${space.symbols} symbols, cut-off ${cutoff}`,
    `halting    ${grouped(halting)} of ${space.symbols} × ${grouped(machines(space))} machines`,
    `patterns   ${grouped(written)} of ${grouped(classes.patterns.size)} written; ${grouped(elsewhere)} machines leave ${larger}`,
    `tree       ${grouped(nodes)} nodes in ${seconds.toFixed(1)} s, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    `computer   ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
  ].join('\n');
}

/** The most steps that a halting machine takes where that is known (1-D, two symbols, up to four states), else 500. */
function defaultCutoff({ dims, states, symbols }: MachineSpace): number {
  return (dims === 1 && symbols === 2 ? [0, 1, 6, 21, 107][states] : undefined) ?? 500;
}

function time(seconds: number): string {
  return seconds < 100 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
}
