import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import type { CtmTable } from '../../ctm/index.ts';
import { checkBySample, differingClasses } from '../../ctm/verify.ts';
import { buildTable, SPLIT_LEVELS } from '../../engine/tables.ts';
import { randomStream } from '../../random.ts';
import { entries } from '../../turing/index.ts';
import { wholeNumber } from '../arguments.ts';
import { UserError } from '../errors.ts';
import { grouped, openTable } from '../tables.ts';
import { progressLine } from './build.ts';

interface VerifyOptions {
  readonly seconds: number;
  readonly threads: number;
  readonly seed?: number;
}

/** Tables with more entries are checked by a sample: the whole tree takes longer than anyone waits for a check. */
const MOST_ENTRIES_WHOLE = 8;
const MOST_STANDARD_ERRORS = 5;

/** `kolmoscope ctm verify FILE`: counts machines anew and compares. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('count the machines of a table anew: all of them up to 4 states, a random sample of subtrees for 5')
    .argument('<table>', 'a table file or a shipped table')
    .option('--seconds <s>', 'how long to sample', wholeNumber(1, 1_000_000), 60)
    .option('--threads <n>', 'worker threads for a whole count', wholeNumber(1, 256), availableParallelism())
    .option('--seed <n>', 'repeats a sample (default: a new one)', wholeNumber(0, 0xffff_ffff))
    .action(verify);
}

async function verify(source: string, options: VerifyOptions): Promise<void> {
  const table = await openTable(source);
  const { dims, states, symbols, cutoff, halting, builder, sha256 } = table;
  process.stdout.write(
    `${source}: ${dims}-D, ${states} states, ${symbols} symbols, cut-off ${cutoff}, by ${builder}\n`,
  );
  process.stdout.write(`whole and unaltered: SHA-256 ${sha256}; ${grouped(halting)} halting machines add up\n`);
  if (entries(table.distribution.space) <= MOST_ENTRIES_WHOLE) await verifyWhole(table, options);
  else verifySample(table, options);
}

async function verifyWhole(table: CtmTable, { threads }: VerifyOptions): Promise<void> {
  const { space, cutoff, counts } = table.distribution;
  const { distribution, nodes, seconds } = await buildTable(space, { cutoff, threads, onProgress: progressLine() });
  const differing = differingClasses(table, distribution);
  process.stdout.write(`counted anew: ${grouped(nodes)} nodes in ${seconds.toFixed(1)} s\n`);
  if (differing > 0 || distribution.halting !== table.halting) {
    const found = `${grouped(distribution.halting)} halting machines`;
    throw new UserError(`${grouped(differing)} of ${grouped(counts.length)} symmetry classes differ; found ${found}`);
  }
  process.stdout.write(`equal: all ${grouped(counts.length)} symmetry classes have the same count\n`);
}

function verifySample(table: CtmTable, { seconds, seed = randomInt(2 ** 32) }: VerifyOptions): void {
  const depth = entries(table.distribution.space) - SPLIT_LEVELS;
  const check = checkBySample(table, depth, seconds, randomStream(seed, 0));
  const { sampled, subtrees, halting, standardError, exceeded } = check;
  const difference = Number(table.halting) - halting;
  const errors = standardError === 0 ? 0 : difference / standardError;
  const percent = (value: number) => `${((100 * value) / halting).toFixed(2)} %`;
  const estimate = `${halting.toExponential(4)} ± ${percent(standardError)} halting machines`;
  process.stdout.write(
    `counted anew: ${grouped(sampled)} of ${grouped(subtrees)} subtrees (seed ${seed}), which give ${estimate}\n`,
  );
  if (exceeded > 0) throw new UserError(`${grouped(exceeded)} symmetry classes have more machines than the table says`);
  const verdict = `the table's total is ${percent(difference)} off, ${errors.toFixed(1)} standard errors`;
  if (Math.abs(errors) > MOST_STANDARD_ERRORS) throw new UserError(verdict);
  process.stdout.write(`agrees: ${verdict}; no class has more machines in the sample than in the table\n`);
}
