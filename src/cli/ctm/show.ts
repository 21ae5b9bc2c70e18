import { Command } from 'commander';
import { describeBlock } from '../../app/ctm/blocks.ts';
import { openTable } from '../../app/tables.ts';
import { grouped, print } from '../text.ts';
import { picture } from './picture.ts';

/** `kolmoscope ctm show BLOCK`: all that a table says of one block. */
export function showCommand(): Command {
  return new Command('show')
    .description('complexity, count, rank and symmetry class of a block')
    .argument('<block>', 'a string such as 0110 (1-D) or rows such as 0110/1001 (2-D)')
    .option('--table <table>', 'a shipped table or a file (default: 2d-n5 for rows, 1d-n5 for a string)')
    .action(show);
}

async function show(text: string, { table: source }: { table?: string }): Promise<void> {
  const name = source ?? (text.includes('/') ? '2d-n5' : '1d-n5');
  const table = await openTable(name);
  const { block, bits, isMissing, count, simpler, equal, all, alike } = describeBlock(table, text);
  const { rows, columns } = block.shape;
  const lines = [
    ...picture(block, table.symbols),
    `table   ${name}: ${table.dims}-D, ${table.states} states, cut-off ${table.cutoff}`,
    `CTM     ${bits} bits${isMissing ? ' (no machine leaves it: the largest value of the table plus one bit)' : ''}`,
    `count   ${count} of ${table.halting} halting machines`,
    `rank    ${grouped(simpler + 1)}${equal === 1 ? '' : ` to ${grouped(simpler + equal)}`} of ${grouped(all)} ` +
      `${rows === 1 ? `strings of ${columns}` : `${rows}x${columns} blocks`}, the simplest first`,
    `class   ${alike.length} alike: ${alike.join(' ')}`,
  ];
  print(...lines);
}
