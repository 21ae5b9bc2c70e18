import { Command } from 'commander';
import { formatBlock, readBlock, type Shape } from '../../ctm/index.ts';
import { UserError } from '../errors.ts';
import { grouped, openTable } from '../tables.ts';
import { picture } from './picture.ts';

/** `kolmoscope ctm show BLOCK`: all that a table says of one block. */
export function showCommand(): Command {
  return new Command('show')
    .description('complexity, count, rank and symmetry class of a block')
    .argument('<block>', 'a string such as 0110 (1-D) or rows such as 0110/1001 (2-D)')
    .option('--table <table>', 'a shipped table or a file (default: 2d-n5 for rows, 1d-n5 for a string)')
    .action(show);
}

async function show(block: string, { table: source }: { table?: string }): Promise<void> {
  const name = source ?? (block.includes('/') ? '2d-n5' : '1d-n5');
  const table = await openTable(name);
  const { shape, code } = inRange(() => readBlock(block, table.symbols));
  const bits = inRange(() => table.ctm(shape, code));
  const values = table.values(shape);
  const simpler = values.filter((value) => value < bits).length;
  const equal = values.filter((value) => value === bits).length;
  const never = table.isMissing(shape, code);
  const kin = table.symmetryClass(shape, code).map((pattern) => formatBlock(pattern, '/', table.symbols));
  const rank = equal === 1 ? grouped(simpler + 1) : `${grouped(simpler + 1)} to ${grouped(simpler + equal)}`;
  process.stdout.write(
    `${[
      ...picture({ shape, code }, table.symbols),
      `table   ${name}: ${table.dims}-D, ${table.states} states, cut-off ${table.cutoff}`,
      `CTM     ${bits} bits${never ? ' (no machine leaves it: the largest value of the table plus one bit)' : ''}`,
      `count   ${table.count(shape, code)} of ${table.halting} halting machines`,
      `rank    ${rank} of ${grouped(values.length)} ${named(shape)}, the simplest first`,
      `class   ${kin.length} alike: ${kin.join(' ')}`,
    ].join('\n')}\n`,
  );
}

function named({ rows, columns }: Shape): string {
  return rows === 1 ? `strings of ${columns}` : `${rows}x${columns} blocks`;
}

function inRange<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message);
    throw error;
  }
}
