import { availableParallelism, cpus } from 'node:os';
import { Command } from 'commander';
import type { BuildRequest, buildTableFile } from '../../app/ctm/build.ts';
import type { TableBuildProgress } from '../../engine/tables.ts';
import { type MachineSpace, machines } from '../../turing/space.ts';
import { OVERWRITE, wholeNumber } from '../arguments.ts';
import { interruption } from '../ending.ts';
import { StatusLine } from '../statusLine.ts';
import { grouped, print, tell } from '../text.ts';

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
    .option('--overwrite', OVERWRITE)
    .action(build);
}

async function build({ dims, states, symbols, ...request }: MachineSpace & BuildRequest): Promise<void> {
  // Loaded late: a block is shown without it.
  const { buildTableFile } = await import('../../app/ctm/build.ts');
  const { signal, release } = interruption();
  const onProgress = progressLine();
  const onSetAside = (state: string, problem: string, aside: string) => {
    const why = problem === 'damaged' ? 'is damaged' : 'is of another version of the program';
    tell(`${state} ${why}: set aside as ${aside}, the build begins anew`);
  };
  const building = buildTableFile({ dims, states, symbols }, { ...request, signal, onProgress, onSetAside });
  const built = await building.finally(release);
  print(...summary(built, request.threads));
}

/** Tells the progress: one line that is rewritten on a terminal, elsewhere a line every half minute and for the end. */
export function progressLine(): (progress: TableBuildProgress) => void {
  const line = new StatusLine({ patience: 0, interval: 30_000 });
  return ({ done, total, nodes, seconds, secondsLeft }) => {
    const percent = ((100 * done) / total).toFixed(1);
    const text = `${percent} %, ${grouped(nodes)} nodes in ${time(seconds)}, ${time(secondsLeft)} left`;
    if (done < total) line.offer(() => text);
    else if (line.isLive) line.clear();
    else line.show(text);
  };
}

/** What a build log keeps. */
function summary(
  { path, distribution, longOutputs, nodes, seconds }: Awaited<ReturnType<typeof buildTableFile>>,
  threads: number,
): string[] {
  const { space, cutoff, counts, halting, elsewhere, classes } = distribution;
  const written = counts.reduce((sum, machines, index) => sum + (machines > 0n ? classes.size[index] : 0), 0);
  const larger = space.dims === 1 ? `${grouped(longOutputs)} longer strings` : 'larger ones';
  return [
    `${path}: ${space.dims}-D, ${space.states} states, ${space.symbols} symbols, cut-off ${cutoff}`,
    `halting    ${grouped(halting)} of ${space.symbols} × ${grouped(machines(space))} machines`,
    `patterns   ${grouped(written)} of ${grouped(classes.patterns.size)} written; ${grouped(elsewhere)} machines leave ${larger}`,
    `tree       ${grouped(nodes)} nodes in ${seconds.toFixed(1)} s, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    `computer   ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
  ];
}

function time(seconds: number): string {
  return seconds < 100 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
}
