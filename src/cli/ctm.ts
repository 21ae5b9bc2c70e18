import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { encodeTable } from '../ctm/index.ts';
import { buildTable, CheckpointError, type TableBuild, writeWhole } from '../engine/tables.ts';
import { type MachineSpace, machines } from '../turing/space.ts';
import { UserError } from './errors.ts';

/** `kolmoscope ctm`: build, inspect and check complexity tables. */
export function ctmCommand(): Command {
  const command = new Command('ctm').description('complexity tables from Turing machines');
  command
    .command('build')
    .description('count all halting machines of a space and write its table')
    .requiredOption('--dims <1|2>', 'tape: 1 a line, 2 a grid', integer(1, 2))
    .requiredOption('--states <n>', 'working states', integer(1, 5))
    .option('--symbols <k>', 'symbols (1-D only)', integer(2, 4), 2)
    .option('--cutoff <steps>', 'steps after which a machine counts as one that never halts', integer(1, 4000))
    .option('--threads <n>', 'worker threads', integer(1, 256), availableParallelism())
    .option('--out <file>', 'where the table goes; FILE.part keeps the state of an interrupted build')
    .action(build);
  return command;
}

interface BuildFlags {
  readonly dims: 1 | 2;
  readonly states: number;
  readonly symbols: number;
  readonly cutoff?: number;
  readonly threads: number;
  readonly out?: string;
}

async function build({ dims, states, symbols, cutoff, threads, out }: BuildFlags): Promise<void> {
  if (dims === 2 && symbols !== 2) throw new UserError('only 1-D machines take more than two symbols');
  const space: MachineSpace = { dims, states, symbols };
  const steps = cutoff ?? defaultCutoff(space);
  const file = out ?? `${dims}d-n${states}${symbols === 2 ? '' : `-k${symbols}`}.ctm`;
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  let toldAt = 0;
  try {
    const built = await buildTable(space, {
      cutoff: steps,
      threads,
      checkpoint: `${file}.part`,
      signal: stop.signal,
      onProgress: ({ done, total, nodes, seconds, secondsLeft }) => {
        const now = performance.now();
        if (now - toldAt < (process.stderr.isTTY ? 200 : 30_000)) return;
        toldAt = now;
        const line = `${((100 * done) / total).toFixed(1)} %, ${count(nodes)} nodes in ${time(seconds)}, ${time(secondsLeft)} left`;
        process.stderr.write(process.stderr.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
      },
    });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    await writeWhole(file, await encodeTable(built.distribution, `kolmoscope ${await version()}`));
    process.stdout.write(`${summary(file, built, threads)}\n`);
  } catch (error) {
    if (stop.signal.aborted) throw new UserError(`stopped; the same command goes on from ${file}.part`, 130);
    if (error instanceof CheckpointError) throw new UserError(`${error.message}; remove it to start again`);
    throw error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** What a build log keeps. */
function summary(file: string, { distribution, nodes, seconds }: TableBuild, threads: number): string {
  const { space, cutoff, counts, halting, elsewhere, classes } = distribution;
  const written = counts.reduce((sum, machines, index) => sum + (machines > 0n ? classes.size[index] : 0), 0);
  return [
    `${file}: ${space.dims}-D, ${space.states} states, ${space.symbols} symbols, cut-off ${cutoff}`,
    `halting    ${count(halting)} machines of ${space.symbols} × ${count(machines(space))}`,
    `patterns   ${count(written)} of ${count(classes.patterns.size)} written; ${count(elsewhere)} machines leave larger ones`,
    `tree       ${count(nodes)} nodes in ${seconds.toFixed(1)} s on ${threads} threads`,
    `computer   ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
  ].join('\n');
}

/** Two symbols, 1-D: the most steps that a halting machine can take, as far as that is known and practical. */
function defaultCutoff({ dims, states, symbols }: MachineSpace): number {
  return (dims === 1 && symbols === 2 ? [0, 1, 6, 21, 107][states] : undefined) ?? 500;
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected an integer from ${least} to ${most}.`);
  };
}

function count(value: number | bigint): string {
  return value.toLocaleString('en').replaceAll(',', ' ');
}

function time(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown time';
  return seconds < 100 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
}
