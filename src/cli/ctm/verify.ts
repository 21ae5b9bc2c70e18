import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import type { VerifyRequest } from '../../app/ctm/verify.ts';
import { InterruptedError, UserError } from '../../app/errors.ts';
import { openTable } from '../../app/tables.ts';
import { wholeNumber } from '../arguments.ts';
import { interruption } from '../ending.ts';
import { grouped, print } from '../text.ts';
import { progressLine } from './build.ts';

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

async function verify(source: string, request: VerifyRequest): Promise<void> {
  const table = await openTable(source);
  const { dims, states, symbols, cutoff, halting, builder, sha256 } = table;
  print(`${source}: ${dims}-D, ${states} states, ${symbols} symbols, cut-off ${cutoff}, by ${builder}`);
  print(`whole and unaltered: SHA-256 ${sha256}; ${grouped(halting)} halting machines add up`);
  // Loaded late: a block is shown without it.
  const { verifyTable } = await import('../../app/ctm/verify.ts');
  const { signal, release } = interruption();
  const count = await verifyTable(table, { ...request, signal, onProgress: progressLine() })
    .catch((error) => {
      throw signal.aborted ? new InterruptedError('interrupted') : error;
    })
    .finally(release);
  if (count.isWhole) {
    const { nodes, seconds, differing, classes, agrees } = count;
    print(`counted anew: ${grouped(nodes)} nodes in ${seconds.toFixed(1)} s`);
    const found = `${grouped(count.halting)} halting machines`;
    if (!agrees) {
      throw new UserError(`${grouped(differing)} of ${grouped(classes)} symmetry classes differ; found ${found}`);
    }
    print(`equal: all ${grouped(classes)} symmetry classes have the same count`);
    return;
  }
  const { sampled, subtrees, seed, standardError, exceeded, difference, errors, agrees } = count;
  const percent = (value: number) => `${((100 * value) / count.halting).toFixed(2)} %`;
  const estimate = `${count.halting.toExponential(4)} ± ${percent(standardError)} halting machines`;
  print(`counted anew: ${grouped(sampled)} of ${grouped(subtrees)} subtrees (seed ${seed}), which give ${estimate}`);
  if (exceeded > 0) throw new UserError(`${grouped(exceeded)} symmetry classes have more machines than the table says`);
  const verdict = `the table's total is ${percent(difference)} off, ${errors.toFixed(1)} standard errors`;
  if (!agrees) throw new UserError(verdict);
  print(`agrees: ${verdict}; no class has more machines in the sample than in the table`);
}
