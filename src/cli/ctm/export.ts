import { Command, Option } from 'commander';
import { allBlocks } from '../../app/ctm/blocks.ts';
import { openTableOf } from '../../app/tables.ts';
import { csvRow } from '../../csv.ts';
import { forShape, type ShapeArguments } from './shape.ts';

/** `kolmoscope ctm export`: all blocks of a shape, for other programs. */
export function exportCommand(): Command {
  return forShape(new Command('export'))
    .description('all blocks of a shape: pattern (row by row), bits, count')
    .addOption(new Option('--format <format>', 'one line a block in both').choices(['csv', 'json']).default('csv'))
    .action(exportBlocks);
}

async function exportBlocks({ shape, format, ...from }: ShapeArguments & { format: 'csv' | 'json' }): Promise<void> {
  const blocks = allBlocks(await openTableOf(shape, from), shape);
  const rows = blocks.map(({ pattern, bits, count }) => csvRow([pattern, bits, count]));
  const objects = blocks.map(({ pattern, bits, count }) => `{"pattern":"${pattern}","bits":${bits},"count":${count}}`);
  process.stdout.write(
    format === 'csv' ? csvRow(['pattern', 'bits', 'count']) + rows.join('') : `[\n${objects.join(',\n')}\n]\n`,
  );
}
