import { Command, Option } from 'commander';
import { openTableOf } from '../../app/tables.ts';
import { csvRow } from '../../csv.ts';
import { formatBlock } from '../../ctm/index.ts';
import { forShape, type ShapeArguments } from './shape.ts';

/** `kolmoscope ctm export`: all blocks of a shape, for other programs. */
export function exportCommand(): Command {
  return forShape(new Command('export'))
    .description('all blocks of a shape: pattern (row by row), bits, count')
    .addOption(new Option('--format <format>', 'one line a block in both').choices(['csv', 'json']).default('csv'))
    .action(exportBlocks);
}

async function exportBlocks({ shape, format, ...from }: ShapeArguments & { format: 'csv' | 'json' }): Promise<void> {
  const table = await openTableOf(shape, from);
  const lines = Array.from(table.values(shape), (bits, code) => {
    const [pattern, count] = [formatBlock({ shape, code }, '', table.symbols), table.count(shape, code)];
    return format === 'csv'
      ? csvRow([pattern, bits, count])
      : `{"pattern":"${pattern}","bits":${bits},"count":${count}}`;
  });
  process.stdout.write(format === 'csv' ? `pattern,bits,count\n${lines.join('')}` : `[\n${lines.join(',\n')}\n]\n`);
}
